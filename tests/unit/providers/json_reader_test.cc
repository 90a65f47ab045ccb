#include "framework/llm/providers/json_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lab {
namespace {

TEST(JsonReader, FindsMembersByPath) {
  const Result<JsonValue> root = ParseJson(R"({"a":{"b":[1,{"c":"x"}]},"n":null})");
  ASSERT_TRUE(root.ok());
  std::vector<std::string> seen;
  (*root)["a"]["b"].ForEach([&](JsonValue element) { seen.push_back(element.minified()); });
  EXPECT_EQ(seen, (std::vector<std::string>{"1", R"({"c":"x"})"}));
  EXPECT_FALSE((*root)["n"].present());
  EXPECT_EQ((*root)["n"].kind(), JsonValue::Kind::kNull);
}

TEST(JsonReader, WhatIsAbsentAnswersEveryQuestionWithNothing) {
  const Result<JsonValue> root = ParseJson(R"({"s":"text","a":[1]})");
  const JsonValue absent = (*root)["no"]["such"]["path"];
  EXPECT_FALSE(absent.present());
  EXPECT_EQ(absent.text(), "");
  EXPECT_EQ(absent.integer(), std::nullopt);
  EXPECT_EQ(absent.minified(), "null");
  EXPECT_EQ((*root)["s"].integer(), std::nullopt);
  EXPECT_EQ((*root)["a"].text(), "");
  (*root)["s"].ForEach([](JsonValue) { FAIL() << "a string has no elements"; });
  (*root)["a"].ForEachMember([](std::string_view, JsonValue) { FAIL() << "nor an array members"; });
}

TEST(JsonReader, RoundsFractionsAndRefusesWhatIsTooLarge) {
  const Result<JsonValue> root = ParseJson("[12, 12.6, -3, 1e300, 9007199254740993]");
  std::vector<std::optional<std::int64_t>> numbers;
  root->ForEach([&](JsonValue element) { numbers.push_back(element.integer()); });
  EXPECT_EQ(numbers,
            (std::vector<std::optional<std::int64_t>>{12, 13, -3, std::nullopt, 9007199254740993}));
}

TEST(JsonReader, ReadsNumbersInQuotationMarksWhereTheyAreAskedFor) {
  const Result<JsonValue> root = ParseJson(R"([12, "12", "-3", "1.5", "x", "", null, {}])");
  std::vector<std::optional<std::int64_t>> numbers;
  root->ForEach([&](JsonValue element) { numbers.push_back(element.quoted_integer()); });
  EXPECT_EQ(numbers, (std::vector<std::optional<std::int64_t>>{12, 12, -3, {}, {}, {}, {}, {}}));
}

TEST(JsonReader, PairsSurrogatesAndKeepsRawUtf8) {
  const Result<JsonValue> root = ParseJson("[\"\\ud83d\\ude00\", \"\xf0\x9f\x98\x80\"]");
  root->ForEach([](JsonValue element) { EXPECT_EQ(element.text(), "\xf0\x9f\x98\x80"); });
}

TEST(JsonReader, RefusesWhatIsNoJson) {
  for (const std::string_view text :
       {"", " ", "{", "{\"a\":}", "{} {}", "nul", "\"\\x\"", "{\"a\":\"\xff\"}", "[1,]",
        "\"\xed\xa0\x80\"", "{\"a\":\"line\nbreak\"}"}) {
    const Result<JsonValue> root = ParseJson(text);
    ASSERT_FALSE(root.ok()) << text;
    EXPECT_EQ(root.error().kind, ErrorKind::kDecode);
    EXPECT_FALSE(root.error().message.empty());
  }
}

TEST(JsonReader, ScratchGrowsWithTheText) {
  for (const std::size_t size : {10u, 100'000u, 10u, 3'000'000u}) {
    const std::string text(size, 'x');
    const Result<JsonValue> root = ParseJson('"' + text + '"');
    ASSERT_TRUE(root.ok());
    EXPECT_EQ(root->text(), text);
  }
}

TEST(JsonReader, ChecksUtf8) {
  EXPECT_TRUE(IsValidUtf8("plain \xc3\xa4"));
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_FALSE(IsValidUtf8("cut \xc3"));
}

}  // namespace
}  // namespace lab
