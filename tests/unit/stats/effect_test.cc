#include "framework/stats/effect.h"

#include <gtest/gtest.h>

#include <vector>

#include "framework/base/rng.h"
#include "framework/stats/rank_tests.h"

namespace lab::stats {
namespace {

using Values = std::vector<double>;

double ByDefinition(const Values& baseline, const Values& candidate) {
  double sum = 0;
  for (double b : baseline) {
    for (double c : candidate) sum += c > b ? 1 : c < b ? -1 : 0;
  }
  return sum / static_cast<double>(baseline.size() * candidate.size());
}

TEST(CliffsDelta, IsOneForFullSeparationAndZeroForNone) {
  EXPECT_EQ(CliffsDelta(Values{10, 11, 12}, Values{1, 2}), -1);
  EXPECT_EQ(CliffsDelta(Values{1, 2}, Values{10, 11, 12}), 1);
  EXPECT_EQ(CliffsDelta(Values{1, 2, 3}, Values{1, 2, 3}), 0);
  EXPECT_EQ(CliffsDelta(Values{5, 5}, Values{5, 5, 5}), 0);
  EXPECT_EQ(CliffsDelta({}, Values{5}), 0);
}

TEST(CliffsDelta, EqualsTheCountOverAllPairsWithAndWithoutTies) {
  Rng rng(1);
  for (int round = 0; round < 200; ++round) {
    const std::uint64_t range = round % 2 == 0 ? 5 : 1'000'000;
    Values baseline;
    Values candidate;
    for (std::uint64_t i = rng.Below(20) + 1; i > 0; --i) {
      baseline.push_back(static_cast<double>(rng.Below(range)));
    }
    for (std::uint64_t i = rng.Below(20) + 1; i > 0; --i) {
      candidate.push_back(static_cast<double>(rng.Below(range)));
    }
    ASSERT_DOUBLE_EQ(CliffsDelta(baseline, candidate), ByDefinition(baseline, candidate));
  }
}

TEST(CliffsDelta, IsALinearFunctionOfTheMannWhitneyStatistic) {
  const Values baseline{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
  const Values candidate{1.15, 0.88, 0.90, 0.74, 1.21};
  const double u = MannWhitneyU(baseline, candidate).statistic;
  EXPECT_DOUBLE_EQ(CliffsDelta(baseline, candidate), 2 * u / 50 - 1);
}

}  // namespace
}  // namespace lab::stats
