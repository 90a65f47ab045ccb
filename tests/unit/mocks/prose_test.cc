#include "mocks/prose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace lab::mocks {
namespace {

std::string Text(std::uint64_t seed, int tokens) {
  Prose prose(Rng::For(seed, "test"));
  std::string text;
  for (int i = 0; i < tokens; ++i) text += prose.Next();
  return text;
}

TEST(Prose, IsTheSameForTheSameSeed) {
  EXPECT_EQ(Text(1, 500), Text(1, 500));
  EXPECT_NE(Text(1, 500), Text(2, 500));
}

TEST(Prose, HasFourBytesATokenOnAverage) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    EXPECT_NEAR(static_cast<double>(Text(seed, 20'000).size()) / 20'000, 4.0, 0.1);
  }
}

TEST(Prose, BeginsWithACapitalAndNoBlank) {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    EXPECT_TRUE(std::isupper(static_cast<unsigned char>(Text(seed, 1)[0])));
  }
}

TEST(Prose, HasSentencesParagraphsAndLettersBeyondAscii) {
  const std::string text = Text(3, 3000);
  EXPECT_THAT(text, testing::HasSubstr(". "));
  EXPECT_THAT(text, testing::HasSubstr(".\n\n"));
  EXPECT_THAT(text, testing::HasSubstr("caf\xc3\xa9"));
}

TEST(Prose, EndsSentencesWithin18Words) {
  Prose prose(Rng::For(1, "test"));
  int words = 0;
  int longest = 0;
  int shortest = 100;
  for (int i = 0; i < 10'000; ++i) {
    ++words;
    if (prose.Next() != ".") continue;
    longest = std::max(longest, words);
    shortest = std::min(shortest, words);
    words = 0;
  }
  EXPECT_LE(longest, 18);
  EXPECT_GE(shortest, 6);
}

}  // namespace
}  // namespace lab::mocks
