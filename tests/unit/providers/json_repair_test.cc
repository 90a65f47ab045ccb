#include "framework/llm/providers/json_repair.h"

#include <gtest/gtest.h>

#include <string>

#include "framework/llm/providers/json_reader.h"

namespace lab {
namespace {

const std::string kReplaced = "\xef\xbf\xbd";

std::string Repaired(std::string_view text, bool expect_halves = false) {
  bool halves = !expect_halves;
  std::string repaired = RepairJson(text, &halves);
  EXPECT_EQ(halves, expect_halves) << text;
  return repaired;
}

TEST(RepairJson, LeavesAloneWhatReads) {
  for (const std::string_view text :
       {"", "{}", R"({"a":"b\\\"\u00e9\ud83d\ude00\n"})", "\"\xc3\xa9\xf0\x9f\x98\x80\"",
        R"(["\\ud83d"])", "[1, 2]\n"}) {
    EXPECT_EQ(Repaired(text), text);
  }
}

TEST(RepairJson, BytesThatAreNotUtf8BecomeReplacements) {
  struct Row {
    std::string bytes;
    int replacements;
  };
  const Row rows[] = {{"\xff", 1},         {"\x80", 1},         {"\xc0\xaf", 2},
                      {"\xe2\x82", 1},     {"\xf0\x9f", 1},     {"\xf0\x9f\x98", 1},
                      {"\xed\xa0\xbd", 3}, {"\xf5\x80", 2},     {"\xe0\x80\x80", 3},
                      {"\xf4\x90\x80", 3}, {"\xf0\x9f\xff", 2}, {"\xc3", 1}};
  for (const Row& row : rows) {
    std::string expected = "\"a";
    for (int i = 0; i < row.replacements; ++i) expected += kReplaced;
    EXPECT_EQ(Repaired("\"a" + row.bytes + "z\""), expected + "z\"");
  }
}

TEST(RepairJson, AHalfAtTheEdgeOfAStringIsMarked) {
  const std::string high = Repaired(R"("a\ud83d")", true);
  EXPECT_EQ(HalfAtHead(high.substr(2)), char16_t{0xd83d});
  const std::string low = Repaired(R"("\ude00a")", true);
  EXPECT_EQ(HalfAtHead(low.substr(1)), char16_t{0xde00});
  for (const char16_t unit : {0xd800, 0xdbff, 0xdc00, 0xdfff}) {
    const char* const digits[] = {"d800", "dbff", "dc00", "dfff"};
    const int at = unit == 0xd800 ? 0 : unit == 0xdbff ? 1 : unit == 0xdc00 ? 2 : 3;
    const std::string text = Repaired("\"\\u" + std::string(digits[at]) + "\"", true);
    EXPECT_EQ(HalfAtHead(text.substr(1)), unit);
  }
}

TEST(RepairJson, AHalfThatNothingCanJoinIsReplaced) {
  EXPECT_EQ(Repaired(R"("\ud83d a")"), "\"" + kReplaced + " a\"");
  EXPECT_EQ(Repaired(R"("a \ude00")"), "\"a " + kReplaced + "\"");
  EXPECT_EQ(Repaired(R"("a\ud83d\n")"), "\"a" + kReplaced + "\\n\"");
}

TEST(RepairJson, EscapesBareControlCharactersInStringsOnly) {
  EXPECT_EQ(Repaired("{\"a\":\t\"b\tc\x01\"}"), "{\"a\":\t\"b\\u0009c\\u0001\"}");
}

TEST(RepairJson, WhatIsBrokenOtherwiseStaysSo) {
  for (const std::string_view text : {"{\"a\":", "\"\\", "\"\\u12", "\"\\x\"", "nul"}) {
    EXPECT_EQ(Repaired(text), text);
    EXPECT_FALSE(ParseWireJson(text).root.ok()) << text;
  }
}

TEST(ParseWireJson, ReadsWhatAStrictParserRefuses) {
  const WireJson wire = ParseWireJson("{\"a\":\"\xff\",\"b\":\"\\ud83d\",\"c\":\"x\ty\"}");
  ASSERT_TRUE(wire.root.ok());
  EXPECT_TRUE(wire.halves);
  EXPECT_EQ((*wire.root)["a"].text(), kReplaced);
  EXPECT_EQ((*wire.root)["c"].text(), "x\ty");
  EXPECT_FALSE(ParseJson("\"\xff\"").ok()) << "what we send has to be right";
  EXPECT_FALSE(ParseWireJson("{}").halves);
  EXPECT_TRUE(ParseWireJson("\xef\xbb\xbf{}").root.ok());
}

TEST(HalfAtHead, IsNothingInOtherText) {
  for (const std::string_view text :
       {"", "a", "\xf4\x80", "\xf4\x8f\xbf\xbd", "\xf4\x80\xa0\x80", "\xf0\x9f\x98\x80"}) {
    EXPECT_EQ(HalfAtHead(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace lab
