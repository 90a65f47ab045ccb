#include "mocks/wire/ids.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

namespace lab::mocks {
namespace {

TEST(Ids, HaveTheLengthAskedForAndOnlyLettersAndDigits) {
  Rng rng(1);
  for (const std::size_t length : {0U, 1U, 10U, 11U, 222U}) {
    const std::string text = RandomText(rng, length);
    EXPECT_EQ(text.size(), length);
    EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](unsigned char c) {
      return std::isalnum(c) != 0;
    })) << text;
  }
}

TEST(Ids, FollowTheSeed) {
  Rng first(1);
  Rng second(1);
  Rng other(2);
  const std::string id = RandomText(first, 22);
  EXPECT_EQ(id, RandomText(second, 22));
  EXPECT_NE(id, RandomText(other, 22));
}

TEST(Ids, HexadecimalIsLowerCase) {
  Rng rng(1);
  const std::string text = RandomHex(rng, 40);
  EXPECT_EQ(text.size(), 40U);
  EXPECT_EQ(text.find_first_not_of("0123456789abcdef"), std::string::npos);
}

}  // namespace
}  // namespace lab::mocks
