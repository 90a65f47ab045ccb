#include "framework/llm/providers/text_join.h"

#include <gtest/gtest.h>

#include <string>

#include "framework/llm/providers/json_reader.h"

namespace lab {
namespace {

const std::string kSmile = "\xf0\x9f\x98\x80";
const std::string kLost = "\xef\xbf\xbd";

struct Joining {
  TextJoin join;
  Reply reply;

  /// `json` is a string as it stands in a document.
  std::size_t Add(const std::string& json, DeltaTarget target = {TokenKind::kText}) {
    const WireJson wire = ParseWireJson("\"" + json + "\"");
    return join.Append(reply, target, wire.root->text(), wire.halves);
  }
};

TEST(TextJoin, PlainTextIsAppended) {
  Joining joining;
  EXPECT_EQ(joining.Add("ab"), 2u);
  EXPECT_EQ(joining.Add(""), 0u);
  EXPECT_EQ(joining.Add(kSmile), 4u);
  EXPECT_EQ(joining.reply.text, "ab" + kSmile);
  EXPECT_FALSE(joining.join.waiting());
}

TEST(TextJoin, HalvesOfTwoPiecesAreOneCharacter) {
  Joining joining;
  EXPECT_EQ(joining.Add(R"(hi \ud83d)"), 3u);
  EXPECT_TRUE(joining.join.waiting());
  EXPECT_EQ(joining.Add(R"(\ude00 there)"), 10u);
  EXPECT_FALSE(joining.join.waiting());
  joining.Add(R"(\ud83d)");
  joining.Add(R"(\ude00\ud83d)");
  joining.Add(R"(\ude00)");
  EXPECT_EQ(joining.reply.text, "hi " + kSmile + " there" + kSmile + kSmile);
}

TEST(TextJoin, AnEmptyPieceInBetweenChangesNothing) {
  Joining joining;
  joining.Add(R"(\ud83d)");
  joining.Add("");
  joining.Add(R"(\ude00)");
  EXPECT_EQ(joining.reply.text, kSmile);
}

TEST(TextJoin, AHalfAloneBecomesAReplacement) {
  Joining joining;
  joining.Add(R"(\ud83d)");
  joining.Add("a");
  joining.Add(R"(\ud83d)");
  joining.Add(R"(\ud83d)");
  joining.Add(R"(\ude00)");
  joining.Add(R"(\ude00)");
  joining.Add(R"(\ud83d)");
  joining.join.Flush(joining.reply);
  EXPECT_EQ(joining.reply.text, kLost + "a" + kLost + kSmile + kLost + kLost);
  EXPECT_FALSE(joining.join.waiting());
}

TEST(TextJoin, EachPlaceHasHalvesOfItsOwn) {
  Joining joining;
  joining.reply.tool_calls.resize(2);
  const DeltaTarget targets[] = {{TokenKind::kText},
                                 {TokenKind::kReasoning},
                                 {TokenKind::kToolCall, 0},
                                 {TokenKind::kToolCall, 1}};
  for (const DeltaTarget target : targets) joining.Add(R"(\ud83d)", target);
  for (const DeltaTarget target : targets) joining.Add(R"(\ude00)", target);
  EXPECT_EQ(joining.reply.text, kSmile);
  EXPECT_EQ(joining.reply.reasoning, kSmile);
  EXPECT_EQ(joining.reply.tool_calls[0].arguments, kSmile);
  EXPECT_EQ(joining.reply.tool_calls[1].arguments, kSmile);
}

TEST(TextJoin, TextThatOnlyLooksLikeAMarkIsLeftAlone) {
  Joining joining;
  const std::string mark = "\xf4\x80\x80\xbd";  // what RepairJson() would put for U+D83D
  joining.Add(mark);
  EXPECT_EQ(joining.reply.text, mark);
}

TEST(WithoutHalves, NamesHaveReplacements) {
  const WireJson wire = ParseWireJson(R"("f\ud83d")");
  EXPECT_EQ(WithoutHalves(wire.root->text(), wire.halves), "f" + kLost);
  EXPECT_EQ(WithoutHalves("f", false), "f");
}

}  // namespace
}  // namespace lab
