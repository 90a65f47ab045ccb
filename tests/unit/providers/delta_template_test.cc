#include "framework/llm/providers/delta_template.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace lab {
namespace {

/// Learns `data` from a decoder that believes anything.
DeltaTemplate Learnt(std::string_view data, std::string_view delta) {
  DeltaTemplate known;
  EXPECT_TRUE(known.Learn(data, delta, [](std::string_view) { return true; })) << data;
  return known;
}

std::string Match(DeltaTemplate& known, std::string_view data) {
  const std::optional<std::string_view> text = known.Match(data);
  return text ? std::string(*text) : "(parse it)";
}

TEST(DeltaTemplate, KnowsNothingUntilItHasLearnt) {
  DeltaTemplate known;
  EXPECT_EQ(Match(known, R"({"d":"x"})"), "(parse it)");
  EXPECT_EQ(Match(known, ""), "(parse it)");
}

TEST(DeltaTemplate, ReadsAnyTextInThePlaceOfTheOneItLearnt) {
  DeltaTemplate known = Learnt(R"({"a":1,"d":{"t":"Hello"},"z":null})", "Hello");
  const auto with = [&](const std::string& raw) {
    return Match(known, R"({"a":1,"d":{"t":")" + raw + R"("},"z":null})");
  };
  EXPECT_EQ(with("x"), "x");
  EXPECT_EQ(with(" a text that is longer than eight bytes"),
            " a text that is longer than eight bytes");
  EXPECT_EQ(with(R"(\"q\" \\ \/ \n\t\r\b\f)"), "\"q\" \\ / \n\t\r\b\f");
  EXPECT_EQ(with("sch\xc3\xb6n \xf0\x9f\x98\x80 wide"), "sch\xc3\xb6n \xf0\x9f\x98\x80 wide");
  EXPECT_EQ(with("1234567\\\""), "1234567\"") << "an escape over the edge of eight bytes";
}

TEST(DeltaTemplate, LeavesToTheParserWhatIsNotCertain) {
  DeltaTemplate known = Learnt(R"({"d":{"t":"Hello"}})", "Hello");
  for (const std::string_view data :
       {R"({"d":{"t":""}})", R"({"d":{"t":"\u00e4"}})", R"({"d":{"t":"\x"}})",
        "{\"d\":{\"t\":\"a\nb\"}}", "{\"d\":{\"t\":\"\xff\"}}", "{\"d\":{\"t\":\"\xc3\"}}",
        R"({"d":{"t":"x"},"more":1})", R"({"d":{"t":"x","more":1}})", R"({"d":{"t":"x"})",
        R"({"d":{"t":"x")", R"({"d":{"t":"x)", R"({"d":{"t":"x\)", R"({"d":{"t":")",
        R"({"e":{"t":"x"}})", R"({"d":{"t":"x"}} )", R"({"d":{"t":"x"}}})", R"({"d":{"t":"x" }})",
        R"({"d":{"t":"x"}a})"}) {
    EXPECT_EQ(Match(known, data), "(parse it)") << data;
  }
}

TEST(DeltaTemplate, PaddingMayDiffer) {
  DeltaTemplate spaces = Learnt(R"({"d":{"t":"Hello"}      })", "Hello");
  EXPECT_EQ(Match(spaces, R"({"d":{"t":"x"}})"), "x");
  EXPECT_EQ(Match(spaces, R"({"d":{"t":"x"}            })"), "x");
  DeltaTemplate string = Learnt(R"({"t":"Hello","obfuscation":"aB3","u":1})", "Hello");
  EXPECT_EQ(Match(string, R"({"t":"x","obfuscation":"","u":1})"), "x");
  EXPECT_EQ(Match(string, R"({"t":"x","obfuscation":"qwertyuiopasdf","u":1 })"), "x");
  EXPECT_EQ(Match(string, R"({"t":"x","obfuscation":"a\"","u":1})"), "(parse it)");
  EXPECT_EQ(Match(string, R"({"t":"x","obfuscation":"a","u":2})"), "(parse it)");
  EXPECT_EQ(Match(string, R"({"t":"x","obfuscation":"a)"), "(parse it)");
  EXPECT_EQ(Match(string, R"({"t":"x","obfuscation":"})"), "(parse it)");
}

TEST(DeltaTemplate, AsksTheDecoderWhetherThePlaceIsTheRightOne) {
  DeltaTemplate known;
  std::string asked;
  EXPECT_FALSE(known.Learn(R"({"k":"Hello"})", "Hello", [&](std::string_view data) {
    asked = data;
    return false;
  }));
  EXPECT_EQ(asked, R"({"k":"probe"})");
  EXPECT_EQ(Match(known, R"({"k":"x"})"), "(parse it)");
}

TEST(DeltaTemplate, DoesNotGuessBetweenTwoPlaces) {
  DeltaTemplate known;
  const auto never = [](std::string_view) { return ADD_FAILURE(), true; };
  EXPECT_FALSE(known.Learn(R"({"a":"same","b":"same"})", "same", never));
  EXPECT_FALSE(known.Learn(R"({"a":"t\u0065xt"})", "text", never)) << "not there in these bytes";
  EXPECT_FALSE(known.Learn(R"({"a":"\n"})", "\n", never));
  EXPECT_FALSE(known.Learn(R"({"a":""})", "", never));
}

TEST(DeltaTemplate, GivesUpOnAStreamThatNeverRepeatsItself) {
  DeltaTemplate known;
  int asked = 0;
  for (int i = 0; i < 100; ++i) {
    known.Learn(R"({"n":)" + std::to_string(i) + R"(,"t":"x"})", "x", [&](std::string_view) {
      ++asked;
      return true;
    });
  }
  EXPECT_EQ(asked, 8);
}

TEST(DeltaTemplate, AMatchGivesItNewPatience) {
  DeltaTemplate known;
  for (int i = 0; i < 100; ++i) {
    const std::string data = R"({"n":)" + std::to_string(i) + R"(,"t":"x"})";
    EXPECT_TRUE(known.Learn(data, "x", [](std::string_view) { return true; }));
    EXPECT_EQ(Match(known, data), "x");
  }
}

TEST(DeltaTemplate, ForgetsWhenTold) {
  DeltaTemplate known = Learnt(R"({"t":"x"})", "x");
  known.Forget();
  EXPECT_EQ(Match(known, R"({"t":"x"})"), "(parse it)");
}

TEST(DeltaTarget, IsTheTextTheReasoningOrACall) {
  Reply reply;
  reply.tool_calls.resize(2);
  EXPECT_EQ(&(DeltaTarget{TokenKind::kText, 1}.In(reply)), &reply.text);
  EXPECT_EQ(&(DeltaTarget{TokenKind::kReasoning, 1}.In(reply)), &reply.reasoning);
  EXPECT_EQ(&(DeltaTarget{TokenKind::kToolCall, 1}.In(reply)), &reply.tool_calls[1].arguments);
}

}  // namespace
}  // namespace lab
