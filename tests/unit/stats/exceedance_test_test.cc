#include "framework/stats/exceedance_test.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "framework/base/rng.h"
#include "framework/stats/proportion.h"

namespace lab::stats {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

Trials Repeated(double value, int n) {
  return std::vector<double>(static_cast<std::size_t>(n), value);
}

// By hand: of all eight the median is 4, above it lie one of the baseline and three of the
// candidate. Fisher: P(3) = 4 * 4 / 70, P(4) = 1 / 70; half of P(3) does not count.
TEST(ExceedanceTest, IsMoodsMedianTest) {
  const ExceedanceTest test({1, 2, 3, 7}, {4, 5, 6, 8}, Statistic::Median(), false);
  EXPECT_NEAR(test.At({}).above, 9.0 / 70, 1e-12);
  EXPECT_NEAR(test.At({}).below, 61.0 / 70, 1e-12);
  EXPECT_NEAR(test.floor(), 1.0 / 70, 1e-12);
}

TEST(ExceedanceTest, OfPairsCountsThoseThatDiffer) {
  const ExceedanceTest test({1, 2, 3, 4, 5, 6}, {11, 12, 13, 14, 15, 16}, Statistic::Median(),
                            true);
  EXPECT_NEAR(test.At({}).above, 1.0 / 64, 1e-12);
  EXPECT_EQ(test.floor(), 1.0 / 64);
}

TEST(ExceedanceTest, ComparesWithTheBaselineTimesAFactorAndMovedByAShift) {
  Rng rng(1);
  std::vector<double> values;
  for (int i = 0; i < 60; ++i) values.push_back(rng.LogNormal(100, 0.3));
  std::vector<double> more = values;
  for (double& value : more) value = 2 * value + 10;
  const ExceedanceTest test(values, more, Statistic::P95(), true);
  EXPECT_LE(test.At({.factor = 1}).above, 0.02);
  EXPECT_EQ(test.At({.factor = 2, .shift = 10}).above, 0.5) << "no pair differs";
  EXPECT_LE(test.At({.factor = 4}).below, 0.02);
}

TEST(ExceedanceTest, TakesZerosAndWhatNeverCameAsTheyAre) {
  for (const bool paired : {false, true}) {
    EXPECT_LT(ExceedanceTest(Repeated(0, 50), Repeated(500, 50), Statistic::Median(), paired)
                  .At({.factor = 1.05})
                  .above,
              1e-12);
    EXPECT_LT(ExceedanceTest(Repeated(500, 50), Repeated(kNever, 50), Statistic::Median(), paired)
                  .At({.factor = 1e6})
                  .above,
              1e-12);
    EXPECT_EQ(ExceedanceTest(Repeated(0, 50), Repeated(0, 50), Statistic::Median(), paired)
                  .At({.factor = 1.05})
                  .above,
              0.5);
    EXPECT_EQ(
        ExceedanceTest(Repeated(kNever, 50), Repeated(kNever, 50), Statistic::Median(), paired)
            .At({.factor = 1.05})
            .above,
        0.5);
  }
}

// Whatever the distribution, and far out too: the promise of an exact test, within the error of
// 4,000 studies (0.0025 at 0.025).
TEST(ExceedanceTest, RaisesNoMoreFalseAlarmsThanItSaysInTheGapOfAMixture) {
  constexpr int kStudies = 4000;
  int alarms = 0;
  for (std::uint64_t study = 0; study < kStudies; ++study) {
    Rng rng = Rng::For(2, "gap", study);
    const auto draw = [&] {
      return rng.Chance(0.05) ? rng.LogNormal(2000, 0.1) : rng.LogNormal(100, 0.1);
    };
    Trials baseline;
    Trials candidate;
    for (int i = 0; i < 100; ++i) {
      baseline.Add(draw());
      candidate.Add(1.05 * draw());
    }
    const ExceedanceTest test(baseline, candidate, Statistic::P95(), false);
    alarms += test.At({.factor = 1.05}).above <= 0.025 ? 1 : 0;
  }
  EXPECT_LE(alarms, 0.0325 * kStudies);
}

TEST(ExceedanceTest, OfNothingFindsNothing) {
  const ExceedanceTest nothing(Trials{}, {1, 2}, Statistic::Median(), false);
  EXPECT_EQ(nothing.At({}).above, 1);
  EXPECT_EQ(nothing.floor(), 1);
}

}  // namespace
}  // namespace lab::stats
