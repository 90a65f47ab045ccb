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

}  // namespace
}  // namespace lab::stats
