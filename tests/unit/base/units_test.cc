#include "framework/base/units.h"

#include <gtest/gtest.h>

#include <concepts>
#include <limits>

namespace lab {
namespace {

static_assert(!std::convertible_to<int, Tokens>);
static_assert(!std::convertible_to<double, Usd>);
static_assert(!std::convertible_to<Tokens, Usd>);

TEST(Tokens, AddSubtractAndCompare) {
  Tokens sum = Tokens{2} + Tokens{3};
  sum += Tokens{10};
  EXPECT_EQ(sum, Tokens{15});
  EXPECT_EQ(sum - Tokens{20}, Tokens{-5});
  EXPECT_LT(Tokens{1}, Tokens{2});
}

TEST(Usd, APricePerTokenIsExact) {
  const Usd price = Usd::PerMillion(2.5);
  EXPECT_EQ(price.pico, 2'500'000);
  EXPECT_EQ(price * Tokens{1'000'000}, Usd::FromDollars(2.5));
  EXPECT_EQ(Usd::PerMillion(0.075) * Tokens{1}, Usd::FromDollars(0.000000075));
}

TEST(Usd, SumsOfManySmallAmountsDoNotDrift) {
  Usd sum;
  for (int i = 0; i < 100'000; ++i) sum += Usd::PerMillion(0.1);
  EXPECT_EQ(sum, Usd::FromDollars(0.01));
}

TEST(Usd, AddSubtractAndCompare) {
  const Usd a = Usd::FromDollars(1.25);
  const Usd b = Usd::FromDollars(0.5);
  EXPECT_EQ(a + b, Usd::FromDollars(1.75));
  EXPECT_EQ(b - a, Usd::FromDollars(-0.75));
  EXPECT_GT(a, b);
  EXPECT_DOUBLE_EQ(a.dollars(), 1.25);
}

TEST(FormatUsd, ShowsCentsFromADollarUpAndThreeDigitsBelow) {
  EXPECT_EQ(FormatUsd(Usd{}), "$0");
  EXPECT_EQ(FormatUsd(Usd::FromDollars(12.3)), "$12.30");
  EXPECT_EQ(FormatUsd(Usd::FromDollars(1)), "$1.00");
  EXPECT_EQ(FormatUsd(Usd::FromDollars(0.04)), "$0.0400");
  EXPECT_EQ(FormatUsd(Usd::FromDollars(0.1)), "$0.100");
  EXPECT_EQ(FormatUsd(Usd::FromDollars(0.000012)), "$0.0000120");
  EXPECT_EQ(FormatUsd(Usd::PerMillion(0.000001)), "$0.000000000001");
  EXPECT_EQ(FormatUsd(Usd::FromDollars(-0.04)), "-$0.0400");
}

TEST(FormatUsd, RoundsBeforeItChoosesTheDigits) {
  EXPECT_EQ(FormatUsd(Usd::FromDollars(0.99996)), "$1.00");
  EXPECT_EQ(FormatUsd(Usd::FromDollars(0.0099996)), "$0.0100");
}

TEST(FormatCount, PutsThousandsApart) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(1'000), "1,000");
  EXPECT_EQ(FormatCount(20'000), "20,000");
  EXPECT_EQ(FormatCount(-1'234'567), "-1,234,567");
  EXPECT_EQ(FormatCount(-100), "-100");
  EXPECT_EQ(FormatCount(std::numeric_limits<std::int64_t>::min()), "-9,223,372,036,854,775,808");
}

}  // namespace
}  // namespace lab
