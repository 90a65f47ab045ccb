#include "framework/stats/multiple_testing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "framework/base/rng.h"
#include "framework/stats/rank_tests.h"

namespace lab::stats {
namespace {

void ExpectAdjusted(const std::vector<double>& p_values, const std::vector<double>& expected) {
  const std::vector<double> adjusted = HolmAdjust(p_values);
  ASSERT_EQ(adjusted.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(adjusted[i], expected[i], 1e-12);
}

// The example of the Wikipedia article "Holm-Bonferroni method": the second and third hypothesis
// are not rejected at 0.05.
TEST(HolmAdjust, GivesThePublishedExample) {
  ExpectAdjusted({0.01, 0.04, 0.03, 0.005}, {0.03, 0.06, 0.06, 0.02});
}

TEST(HolmAdjust, NeverExceedsOneAndNeverFallsWithTheRank) {
  ExpectAdjusted({0.9, 0.8, 0.3}, {1, 1, 0.9});
  ExpectAdjusted({0.02, 0.021}, {0.04, 0.04});
}

TEST(HolmAdjust, LeavesNoneOrOneAsItIs) {
  ExpectAdjusted({}, {});
  ExpectAdjusted({0.2}, {0.2});
}

TEST(HolmAdjust, TreatsEqualPValuesAlike) { ExpectAdjusted({0.02, 0.02}, {0.04, 0.04}); }

TEST(HolmAdjust, KeepsTheFalseAlarmsOfAAGatesAtFivePercent) {
  constexpr int kGates = 2'000;
  constexpr int kTests = 10;
  constexpr int kPairs = 20;
  Rng rng(1);
  int raw_alarms = 0;
  int alarms = 0;
  for (int gate = 0; gate < kGates; ++gate) {
    std::vector<double> p_values;
    for (int test = 0; test < kTests; ++test) {
      std::vector<double> baseline;
      std::vector<double> candidate;
      for (int i = 0; i < kPairs; ++i) {
        baseline.push_back(rng.LogNormal(400, 0.4));
        candidate.push_back(rng.LogNormal(400, 0.4));
      }
      p_values.push_back(WilcoxonSignedRank(baseline, candidate).p_two_sided);
    }
    const std::vector<double> adjusted = HolmAdjust(p_values);
    raw_alarms += *std::min_element(p_values.begin(), p_values.end()) <= 0.05 ? 1 : 0;
    alarms += *std::min_element(adjusted.begin(), adjusted.end()) <= 0.05 ? 1 : 0;
  }
  EXPECT_LE(alarms, 0.05 * kGates + 20);  // and two standard deviations
  EXPECT_GE(alarms, 0.02 * kGates);       // a correction that never alarms would pass the first
  EXPECT_GE(raw_alarms, 0.3 * kGates);    // what it protects from
}

// Both by hand: level 0.025, and the samples allow what stands in `floors`.
TEST(HolmOfDecidable, LeavesOutWhatCannotReachTheLevelThatIsLeftToIt) {
  // Among three each would have 0.0083, which the last two cannot reach; alone the first has all.
  const StepDown steps =
      HolmOfDecidable(std::vector{0.02, 0.02, 0.02}, std::vector{0.0001, 0.02, 0.021}, 0.025);
  EXPECT_EQ(steps.family, 1);
  EXPECT_EQ(steps.tails[0], 0.025 / 2) << "a level of 0.025 itself two of the others could reach";
}

TEST(HolmOfDecidable, CountsAgainAfterEachStep) {
  // Once the first has passed, two are left that can share the level.
  const StepDown steps =
      HolmOfDecidable(std::vector{0.001, 0.012, 0.024}, std::vector{0.0001, 0.010, 0.010}, 0.025);
  EXPECT_LE(steps.p_adjusted[0], 0.025);
  EXPECT_NEAR(steps.p_adjusted[1], 0.024, 1e-12);
  EXPECT_NEAR(steps.p_adjusted[2], 0.024, 1e-12);
  EXPECT_EQ(steps.tails[1], 0.0125);
  EXPECT_EQ(steps.tails[2], 0.025);
}

TEST(HolmOfDecidable, IsHolmsWhereEverySampleIsLargeEnough) {
  const std::vector<double> p_values{0.01, 0.001, 0.2, 0.004, 0.03, 0.7};
  const StepDown steps = HolmOfDecidable(p_values, std::vector<double>(6, 0.0), 0.025);
  EXPECT_EQ(steps.p_adjusted, HolmAdjust(p_values));
  EXPECT_EQ(steps.family, 6);
  EXPECT_EQ(steps.tails[1], 0.025 / 6);
  EXPECT_EQ(steps.tails[3], 0.025 / 5);
  for (const std::size_t stopped : {0U, 2U, 4U, 5U}) EXPECT_EQ(steps.tails[stopped], 0.025 / 4);
}

TEST(HolmOfDecidable, OfNothingIsNothing) {
  EXPECT_EQ(HolmOfDecidable({}, {}, 0.025).family, 0);
  EXPECT_EQ(HolmOfDecidable(std::vector{1.0}, std::vector{1.0}, 0.025).family, 0);
}

}  // namespace
}  // namespace lab::stats
