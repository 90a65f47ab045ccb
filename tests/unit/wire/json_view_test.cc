#include "mocks/wire/json_view.h"

#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

TEST(JsonView, ReadsEveryKindOfValue) {
  JsonDocument document;
  const Result<JsonView> root =
      document.Parse(R"({"s":"a\"b","i":-3,"d":2.5,"b":true,"n":null,"a":[1,"x"],"o":{"k":"v"}})");
  ASSERT_TRUE(root);
  EXPECT_EQ((*root)["s"].text(), "a\"b");
  EXPECT_EQ((*root)["i"].integer(0), -3);
  EXPECT_EQ((*root)["d"].number(0), 2.5);
  EXPECT_TRUE((*root)["b"].boolean(false));
  EXPECT_EQ((*root)["n"].kind(), JsonView::Kind::kNull);
  ASSERT_EQ((*root)["a"].items().size(), 2U);
  EXPECT_EQ((*root)["a"].items()[1].text(), "x");
  EXPECT_EQ((*root)["o"]["k"].text(), "v");
  EXPECT_EQ(root->members().size(), 7U);
}

TEST(JsonView, AbsentMembersAnswerWithTheirFallback) {
  JsonDocument document;
  const Result<JsonView> root = document.Parse(R"({"n":null,"s":"5"})");
  ASSERT_TRUE(root);
  EXPECT_FALSE((*root)["missing"].present());
  EXPECT_FALSE((*root)["n"].present());
  EXPECT_EQ((*root)["missing"]["deeper"].text(), "");
  EXPECT_EQ((*root)["s"].integer(7), 7);
  EXPECT_EQ((*root)["s"].boolean(true), true);
  EXPECT_TRUE((*root)["s"].items().empty());
}

TEST(JsonView, MinifiesWithoutLosingAnything) {
  JsonDocument document;
  const Result<JsonView> root = document.Parse("{ \"a\" : [ 1 , { } ] }");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->minified(), R"({"a":[1,{}]})");
  EXPECT_EQ((*root)["b"].minified(), "null");
}

TEST(JsonView, TakesTheLastOfSeveralMembersWithOneName) {
  JsonDocument document;
  const Result<JsonView> root = document.Parse(R"({"a":1,"b":2,"a":3})");
  ASSERT_TRUE(root);
  EXPECT_EQ((*root)["a"].integer(0), 3);
}

TEST(JsonDocument, SkipsAByteOrderMark) {
  JsonDocument document;
  const Result<JsonView> root = document.Parse("\xef\xbb\xbf{\"a\":1}");
  ASSERT_TRUE(root);
  EXPECT_EQ((*root)["a"].integer(0), 1);
  EXPECT_FALSE(document.Parse("\xef\xbb\xbf"));
}

TEST(JsonDocument, RefusesWhatIsNestedBeyondReason) {
  JsonDocument document;
  EXPECT_TRUE(document.Parse(std::string(500, '[') + std::string(500, ']')));
  EXPECT_FALSE(document.Parse(std::string(100'000, '[') + std::string(100'000, ']')));
  EXPECT_FALSE(document.Parse(std::string(1'000'000, '[')));
}

TEST(JsonDocument, RefusesWhatIsNoJson) {
  JsonDocument document;
  for (const char* text : {"", "{", "[1,]", "{\"a\":\xff}", "nope"}) {
    const Result<JsonView> root = document.Parse(text);
    ASSERT_FALSE(root) << text;
    EXPECT_EQ(root.error().kind, ErrorKind::kDecode) << text;
  }
}

}  // namespace
}  // namespace lab::mocks
