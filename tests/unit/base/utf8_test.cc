#include "framework/base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace lab {
namespace {

TEST(ValidUtf8, ReplacesWhatIsNotAndNothingElse) {
  EXPECT_EQ(ValidUtf8("a\"\\\n\xc3\xa9"), "a\"\\\n\xc3\xa9");
  EXPECT_EQ(ValidUtf8("a\xff\xf0\x9f"), "a\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(ValidUtf8(""), "");
}

TEST(AppendCodePoint, WritesUtf8) {
  std::string text;
  for (const std::uint32_t point : {0x24U, 0xa3U, 0x20acU, 0x1f600U}) AppendCodePoint(text, point);
  EXPECT_EQ(text, "$\xc2\xa3\xe2\x82\xac\xf0\x9f\x98\x80");
}

TEST(Utf8AtHead, TellsAWholeCharacterFromTheBeginningOfOne) {
  for (const std::string_view whole : {"a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"}) {
    EXPECT_TRUE(Utf8AtHead(whole).valid) << whole;
    EXPECT_EQ(Utf8AtHead(whole).length, whole.size());
  }
  EXPECT_EQ(Utf8AtHead("\xf0\x9f\x98").length, 3u);
  EXPECT_EQ(Utf8AtHead("\xf0\x9f"
                       "a")
                .length,
            2u);
  EXPECT_EQ(Utf8AtHead("\xed\xa0\xbd").length, 1u) << "half of a pair";
  EXPECT_EQ(Utf8AtHead("\xc0\xaf").length, 1u) << "overlong";
  EXPECT_FALSE(Utf8AtHead("\xf4\x90\x80\x80").valid) << "too large";
}

}  // namespace
}  // namespace lab
