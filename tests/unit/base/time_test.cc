#include "framework/base/time.h"

#include <gtest/gtest.h>

#include <limits>

namespace lab {
namespace {

using namespace std::chrono_literals;

TEST(FormatDuration, ShowsThreeDigitsAndOneUnit) {
  EXPECT_EQ(FormatDuration(0ns), "0 ns");
  EXPECT_EQ(FormatDuration(7ns), "7 ns");
  EXPECT_EQ(FormatDuration(999ns), "999 ns");
  EXPECT_EQ(FormatDuration(38'200ns), "38.2 us");
  EXPECT_EQ(FormatDuration(412ms), "412 ms");
  EXPECT_EQ(FormatDuration(1'614ms), "1.61 s");
  EXPECT_EQ(FormatDuration(150s), "2.5 min");
  EXPECT_EQ(FormatDuration(90min), "1.5 h");
  EXPECT_EQ(FormatDuration(-412ms), "-412 ms");
}

TEST(FormatDuration, GoesToTheNextUnitInsteadOfShowingAThousand) {
  EXPECT_EQ(FormatDuration(999'600us), "1 s");
  EXPECT_EQ(FormatDuration(999'400us), "999 ms");
  EXPECT_EQ(FormatDuration(999'600ns), "1 ms");
  EXPECT_EQ(FormatDuration(59'980ms), "1 min");
  EXPECT_EQ(FormatDuration(59'940ms), "59.9 s");
  EXPECT_EQ(FormatDuration(59min + 59s), "1 h");
}

TEST(FormatDuration, TakesTheExtremes) {
  EXPECT_EQ(FormatDuration(Duration::max()), "2562048 h");
  EXPECT_EQ(FormatDuration(Duration::min()), "-2562048 h");
}

TEST(FromMs, RoundsToTheNearestNanosecond) {
  EXPECT_EQ(FromMs(1.5), 1'500'000ns);
  EXPECT_EQ(FromMs(0.0000006), 1ns);
  EXPECT_EQ(FromMs(0.0000004), 0ns);
  EXPECT_EQ(FromMs(-0.25), -250'000ns);
}

TEST(FromMs, SaturatesInsteadOfOverflowing) {
  EXPECT_EQ(FromMs(1e300), Duration::max());
  EXPECT_EQ(FromMs(-1e300), Duration::min());
  EXPECT_EQ(FromMs(std::numeric_limits<double>::infinity()), Duration::max());
}

TEST(ToMs, KeepsTheFraction) {
  EXPECT_DOUBLE_EQ(ToMs(1'500us), 1.5);
  EXPECT_DOUBLE_EQ(ToMs(1ns), 1e-6);
  EXPECT_DOUBLE_EQ(ToSeconds(1'500ms), 1.5);
  EXPECT_EQ(FromMs(ToMs(123'456'789ns)), 123'456'789ns);
}

TEST(Time, AStampThatWasNeverTakenIsNotSet) {
  EXPECT_FALSE(IsSet(kUnset));
  EXPECT_TRUE(IsSet(Time{}));
  EXPECT_TRUE(IsSet(kNever));
  EXPECT_LT(kUnset, Time{});
  EXPECT_LT(Time{}, kNever);
}

}  // namespace
}  // namespace lab
