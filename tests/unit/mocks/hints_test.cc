#include "mocks/hints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

std::string HintFailure(std::string_view text) {
  const Result<Hints> hints = ParseHints(text);
  EXPECT_FALSE(hints.ok()) << text;
  return hints.ok() ? "" : hints.error().message;
}

TEST(Hints, AreReadAsTheyAreDocumented) {
  const Result<Hints> hints = ParseHints(
      "output_tokens=5; thinking_tokens=0 ;tool_calls=2;tool=search;chunk_tokens=1-8;class=short;"
      "answer=a = b;complexity=3;labels=yes|no;task=t/1;sample=x;");
  ASSERT_TRUE(hints.ok()) << hints.error().message;
  EXPECT_EQ(hints->size(), 11U);
  EXPECT_EQ(HintNumber(*hints, "output_tokens"), 5);
  EXPECT_EQ(HintNumber(*hints, "thinking_tokens"), 0);
  EXPECT_EQ(HintText(*hints, "answer"), "a = b");
  EXPECT_EQ(HintText(*hints, "chunk_tokens"), "1-8");
  EXPECT_EQ(HintNumber(*hints, "absent"), std::nullopt);
  EXPECT_TRUE(ParseHints("").ok());
  EXPECT_TRUE(ParseHints(" ; ;").ok());
}

TEST(Hints, ThatAreMisspeltAreRefusedWithTheRightName) {
  EXPECT_THAT(HintFailure("output_token=5"), testing::HasSubstr("did you mean 'output_tokens'?"));
  EXPECT_THAT(HintFailure("zzz=5"),
              testing::HasSubstr("it should be one of output_tokens, thinking_tokens"));
  EXPECT_THAT(HintFailure("class"), testing::HasSubstr("write class=VALUE"));
  EXPECT_THAT(HintFailure("tool=a;tool=b"), testing::HasSubstr("'tool' is there twice"));
}

TEST(Hints, TakeNoValueThatMeansNothing) {
  for (const char* text : {"output_tokens=", "output_tokens=-1", "output_tokens=1e3",
                           "output_tokens=5 tokens", "output_tokens=1000001", "tool_calls=65",
                           "complexity=0", "chunk_tokens=0", "chunk_tokens=8-1", "chunk_tokens=1-",
                           "chunk_tokens=-8", "chunk_tokens=1-8-9", "output_tokens=nan"}) {
    EXPECT_THAT(HintFailure(text), testing::HasSubstr("should be a whole number from")) << text;
  }
  EXPECT_THAT(HintFailure("class=huge"), testing::HasSubstr("short, medium or long"));
}

}  // namespace
}  // namespace lab::mocks
