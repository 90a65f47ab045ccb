#include "framework/stats/percentile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include "framework/base/rng.h"

namespace lab::stats {
namespace {

std::vector<double> OneTo(int n) {
  std::vector<double> values;
  for (int i = 1; i <= n; ++i) values.push_back(i);
  return values;
}

/// P(B = k) for B ~ Bin(n, p), by the definition.
double Binomial(int n, int k, double p) {
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) +
                  k * std::log(p) + (n - k) * std::log1p(-p));
}

double SumBinomial(int n, int from, int to, double p) {
  double sum = 0;
  for (int k = from; k <= to; ++k) sum += Binomial(n, k, p);
  return sum;
}

TEST(Quantile, AtOneHalfIsTheUsualMedian) {
  EXPECT_EQ(Quantile(OneTo(100), 0.5).value, 50.5);
  EXPECT_EQ(Quantile(OneTo(101), 0.5).value, 51);
  EXPECT_EQ(Quantile(OneTo(2), 0.5).value, 1.5);
  EXPECT_EQ(QuantileValue(std::vector<double>{0.1, 0.1}, 0.5), 0.1);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(QuantileValue(std::vector<double>{1, kInfinity}, 0.5), kInfinity);
  EXPECT_EQ(QuantileValue(std::vector<double>{kInfinity, kInfinity}, 0.5), kInfinity);
}

TEST(Quantile, IsOtherwiseTheOrderStatisticOfRankCeilPTimesN) {
  const std::vector<double> values = OneTo(100);
  EXPECT_EQ(Quantile(values, 0.499).value, 50);
  EXPECT_EQ(Quantile(values, 0.501).value, 51);
  EXPECT_EQ(Quantile(values, 0.95).value, 95);
  EXPECT_EQ(Quantile(values, 0.99).value, 99);
  EXPECT_EQ(Quantile(values, 0.999).value, 100);
  EXPECT_EQ(Quantile(values, 0).value, 1);
  EXPECT_EQ(Quantile(values, 1).value, 100);
}

TEST(Quantile, IsNotOffByOneWherePTimesNIsAWholeNumber) {
  for (std::int64_t n : {10, 20, 100, 1'000, 1'000'000}) {
    for (std::int64_t percent = 1; percent < 100; ++percent) {
      if (percent * n % 100 != 0) continue;
      EXPECT_EQ(QuantileRank(n, static_cast<double>(percent) / 100), percent * n / 100)
          << n << " " << percent;
    }
  }
}

// Table of ranks for 95 % confidence intervals of a median: Conover, Practical Nonparametric
// Statistics, and Altman et al., Statistics with Confidence (1989), table for the median.
TEST(Quantile, GivesThePublishedRanksForTheMedian) {
  struct Row {
    int n;
    double low;
    double high;
  };
  for (const Row& row : {Row{6, 1, 6}, Row{10, 2, 9}, Row{15, 4, 12}, Row{20, 6, 15},
                         Row{25, 8, 18}, Row{30, 10, 21}, Row{50, 18, 33}, Row{100, 40, 61}}) {
    const Percentile median = Quantile(OneTo(row.n), 0.5);
    EXPECT_EQ(median.low, row.low) << row.n;
    EXPECT_EQ(median.high, row.high) << row.n;
    EXPECT_EQ(median.n, row.n);
  }
}

TEST(Quantile, TakesTheNarrowestRanksThatKeepEachTailBelowItsHalf) {
  for (int n : {10, 80, 120, 400}) {
    for (double p : {0.05, 0.5, 0.9, 0.95, 0.99}) {
      const Percentile percentile = Quantile(OneTo(n), p);
      if (percentile.low) {
        const int low = static_cast<int>(*percentile.low);
        EXPECT_LE(SumBinomial(n, 0, low - 1, p), 0.025) << n << " " << p;
        EXPECT_GT(SumBinomial(n, 0, low, p), 0.025) << n << " " << p;
      }
      if (percentile.high) {
        const int high = static_cast<int>(*percentile.high);
        EXPECT_LE(SumBinomial(n, high, n, p), 0.025) << n << " " << p;
        EXPECT_GT(SumBinomial(n, high - 1, n, p), 0.025) << n << " " << p;
      } else {
        EXPECT_GT(std::pow(p, n), 0.025) << n << " " << p;
      }
    }
  }
}

TEST(Quantile, HasNoUpperBoundBelowTheSampleSizeThatItNames) {
  for (double p : {0.5, 0.9, 0.95, 0.99, 0.999}) {
    const std::int64_t needed = Quantile(OneTo(3), p).needed;
    EXPECT_FALSE(Quantile(OneTo(static_cast<int>(needed) - 1), p).high) << p;
    const Percentile enough = Quantile(OneTo(static_cast<int>(needed)), p);
    EXPECT_EQ(enough.high, static_cast<double>(needed)) << p;
    EXPECT_TRUE(enough.low) << p;
  }
  EXPECT_EQ(Quantile(OneTo(3), 0.5).needed, 6);
  EXPECT_EQ(Quantile(OneTo(3), 0.95).needed, 72);
  EXPECT_EQ(Quantile(OneTo(3), 0.99).needed, 368);
}

TEST(Quantile, HasNoLowerBoundForALowPercentileOfAFew) {
  const Percentile p01 = Quantile(OneTo(100), 0.01);
  EXPECT_FALSE(p01.low);
  EXPECT_TRUE(p01.high);
  EXPECT_EQ(p01.needed, 368);
  EXPECT_TRUE(Quantile(OneTo(368), 0.01).low);
}

// MLPerf LoadGen, "early stopping": 99 % confidence, at most one query above the percentile's bound
// (64 for p90 and 662 for p99 in its rules), and 459 for p99 with none above.
TEST(SamplesNeeded, GivesTheMinimumQueryCountsOfMlCommons) {
  EXPECT_EQ(SamplesNeeded(0.50, 0.01, 1), 11);
  EXPECT_EQ(SamplesNeeded(0.90, 0.01, 1), 64);
  EXPECT_EQ(SamplesNeeded(0.95, 0.01, 1), 130);
  EXPECT_EQ(SamplesNeeded(0.99, 0.01, 1), 662);
  EXPECT_EQ(SamplesNeeded(0.99, 0.01), 459);
}

TEST(SamplesNeeded, IsTheLogarithmOfTheTailForTheMaximum) {
  for (double p : {0.5, 0.9, 0.99, 0.999, 0.9999}) {
    EXPECT_EQ(SamplesNeeded(p, 0.025),
              static_cast<std::int64_t>(std::ceil(std::log(0.025) / std::log(p))))
        << p;
  }
}

TEST(Quantile, OfNothingOrOneIsThatAndHasNoInterval) {
  const Percentile none = Quantile({}, 0.5);
  EXPECT_EQ(none.n, 0);
  EXPECT_EQ(none.value, 0);
  EXPECT_FALSE(none.low || none.high);
  EXPECT_EQ(none.needed, 6);
  const Percentile one = Quantile(std::vector<double>{7}, 0.5);
  EXPECT_EQ(one.value, 7);
  EXPECT_FALSE(one.low || one.high);
  const Percentile maximum = Quantile(OneTo(1000), 1);
  EXPECT_FALSE(maximum.low || maximum.high);
  EXPECT_EQ(maximum.needed, 0);
}

TEST(Quantile, CountsFailuresAsInfiniteWhenTheyAreGivenSo) {
  std::vector<double> values = OneTo(95);
  values.resize(100, std::numeric_limits<double>::infinity());
  EXPECT_EQ(Quantile(values, 0.95).value, 95);
  EXPECT_TRUE(std::isinf(Quantile(values, 0.96).value));
  EXPECT_TRUE(std::isinf(*Quantile(values, 0.95).high));
}

struct QuantileSetting {
  double p;
  int n;
};

class QuantileCoverage : public testing::TestWithParam<QuantileSetting> {};

// Exponential samples, whose quantiles are known: -ln(1 - p).
TEST_P(QuantileCoverage, OfThe95PercentIntervalIs93To97Percent) {
  constexpr int kSamples = 4'000;
  const auto [p, n] = GetParam();
  Rng rng = Rng::For(1, "coverage", static_cast<std::uint64_t>(n));
  std::vector<double> values(static_cast<std::size_t>(n));
  int covered = 0;
  for (int i = 0; i < kSamples; ++i) {
    for (double& value : values) value = rng.Exponential(1);
    std::sort(values.begin(), values.end());
    const Percentile percentile = Quantile(values, p);
    covered += *percentile.low <= -std::log1p(-p) && -std::log1p(-p) <= *percentile.high ? 1 : 0;
  }
  EXPECT_GE(covered, 0.93 * kSamples);
  EXPECT_LE(covered, 0.97 * kSamples);
}

INSTANTIATE_TEST_SUITE_P(All, QuantileCoverage,
                         testing::Values(QuantileSetting{0.5, 20}, QuantileSetting{0.5, 100},
                                         QuantileSetting{0.9, 100}, QuantileSetting{0.95, 200},
                                         QuantileSetting{0.95, 500}));

}  // namespace
}  // namespace lab::stats
