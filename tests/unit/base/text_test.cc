#include "framework/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace lab {
namespace {

using ::testing::ElementsAre;

TEST(Text, ComparesAsciiLettersWithoutTheirCase) {
  EXPECT_TRUE(EqualIgnoringCase("Content-Type", "content-TYPE"));
  EXPECT_FALSE(EqualIgnoringCase("content", "content-type"));
  EXPECT_FALSE(EqualIgnoringCase("\xc3\x84", "\xc3\xa4")) << "no letter of ASCII";
  EXPECT_TRUE(StartsWithIgnoringCase("Bearer abc", "bearer "));
  EXPECT_FALSE(StartsWithIgnoringCase("Bea", "bearer "));
  EXPECT_EQ(ToLower("ABC-\xc3\x84"), "abc-\xc3\x84");
}

TEST(Text, TrimsBothEnds) {
  EXPECT_EQ(Trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(Trim("   "), "");
  EXPECT_EQ(Trim("**42**", "*"), "42");
}

TEST(Text, SplitsIntoPiecesThatMayBeEmpty) {
  EXPECT_THAT(Split("a,,b", ','), ElementsAre("a", "", "b"));
  EXPECT_THAT(Split("", ','), ElementsAre(""));
  EXPECT_THAT(Split("a,", ','), ElementsAre("a", ""));
}

TEST(Text, ReadsAWholeNumberOrNone) {
  EXPECT_EQ(ParseInteger("-12"), -12);
  EXPECT_EQ(ParseInteger<std::uint16_t>("65535"), 65535);
  for (const char* text : {"", " 1", "1 ", "+1", "1e3", "1.0", "0x10", "99999999999999999999"}) {
    EXPECT_EQ(ParseInteger(text), std::nullopt) << text;
  }
  EXPECT_EQ(ParseInteger<std::uint16_t>("65536"), std::nullopt);
}

TEST(Text, ReadsAWholeFiniteNumberOrNone) {
  EXPECT_EQ(ParseNumber("1.5e3"), 1500);
  for (const char* text : {"", "1.5x", "nan", "inf", "1e999", " 1"}) {
    EXPECT_EQ(ParseNumber(text), std::nullopt) << text;
  }
}

TEST(Text, ExcerptsAreShortAndCutBetweenCharacters) {
  EXPECT_EQ(Excerpt("  a \n\t b  "), "a b");
  EXPECT_EQ(Excerpt("abcdef", 3), "abc...");
  EXPECT_EQ(Excerpt("ab\xc3\xa4", 3), "ab...");
  EXPECT_EQ(Excerpt(""), "");
  EXPECT_EQ(Excerpt("   "), "");
  EXPECT_EQ(Excerpt(std::string(10, '\x80'), 3), "\xef\xbf\xbd...") << "no bytes that are no text";
}

TEST(Text, ExcerptsHoldNoKey) {
  EXPECT_EQ(Excerpt("the key sk-abcdefghijklmnop is wrong").find("abcdefgh"), std::string::npos);
}

TEST(Quoted, IsALineOfAFileCutAtSixtyBytes) {
  EXPECT_EQ(Quoted(std::string(60, 'a')), std::string(60, 'a'));
  EXPECT_EQ(Quoted(std::string(61, 'a')), std::string(60, 'a') + "...");
}

}  // namespace
}  // namespace lab
