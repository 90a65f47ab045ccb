#include "framework/stats/clustered_sample.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "framework/base/rng.h"

namespace lab::stats {
namespace {

using Clusters = std::vector<std::vector<double>>;

/// Answers of users whose own speed makes up `icc` of the variance of the logarithm.
Clusters Answers(int users, int each, double icc, Rng& rng) {
  Clusters clusters(static_cast<std::size_t>(users));
  for (std::vector<double>& cluster : clusters) {
    const double user = std::sqrt(icc) * rng.Normal();
    for (int i = 0; i < each; ++i)
      cluster.push_back(std::exp(0.5 * (user + std::sqrt(1 - icc) * rng.Normal())));
  }
  return clusters;
}

TEST(ClusteredSample, HasTheIntervalOfAPlainSampleWhereEachValueStandsAlone) {
  Rng rng(7);
  const Clusters clusters = Answers(100, 1, 0, rng);
  const ClusteredSample sample(clusters);
  for (const double p : {0.5, 0.75, 0.95, 0.99}) {
    const Percentile plain = Quantile(sample.sorted(), p);
    const Percentile clustered = sample.Quantile(p);
    EXPECT_EQ(clustered.value, plain.value);
    EXPECT_EQ(clustered.low, plain.low);
    EXPECT_EQ(clustered.high, plain.high);
    EXPECT_EQ(clustered.needed, plain.needed);
  }
}

TEST(ClusteredSample, IsWorthItsClustersWhereTheValuesOfEachAreOne) {
  Clusters clusters;
  for (int i = 0; i < 60; ++i) clusters.push_back(std::vector<double>(8, i));
  const ClusteredSample sample(clusters);
  EXPECT_NEAR(sample.EffectiveSize(30), 60, 5);
  EXPECT_TRUE(Quantile(sample.sorted(), 0.95).high) << "480 values look like enough";
  EXPECT_FALSE(sample.Quantile(0.95).high) << "60 users bound no p95 from above";
  EXPECT_GT(sample.Quantile(0.95).needed, 480);
}

TEST(ClusteredSample, SaysNothingOfOneCluster) {
  const ClusteredSample sample({{1, 2, 3, 4, 5, 6, 7, 8, 9}});
  EXPECT_FALSE(sample.Quantile(0.5).low);
  EXPECT_FALSE(sample.Quantile(0.5).high);
  EXPECT_FALSE(sample.Mean().low);
  EXPECT_EQ(sample.Mean().value, 5);
}

TEST(ClusteredSample, TakesAnEmptyOneAndAnInfiniteValue) {
  const ClusteredSample empty({{}, {}});
  EXPECT_EQ(empty.Quantile(0.5).n, 0);
  EXPECT_FALSE(empty.Quantile(0.5).low);
  EXPECT_EQ(empty.StdDev(), 0);
  constexpr double kNever = std::numeric_limits<double>::infinity();
  const ClusteredSample never({{1}, {2}, {kNever}});
  EXPECT_EQ(never.Mean().value, kNever);
  EXPECT_FALSE(never.Mean().low);
  EXPECT_EQ(never.StdDev(), kNever);
}

TEST(ClusteredSample, HasStudentsIntervalOfTheMean) {
  // t(0.975, 4) = 2.776; the deviation of 1 ... 5 is sqrt(2.5).
  const ClusteredSample sample({{1}, {2}, {3}, {4}, {5}});
  EXPECT_NEAR(*sample.Mean().high, 3 + 2.776 * std::sqrt(2.5 / 5), 1e-3);
  EXPECT_NEAR(*sample.Mean().low, 3 - 2.776 * std::sqrt(2.5 / 5), 1e-3);
}

/// The share of 800 samples of 120 users with 8 answers each whose interval holds the truth.
double CoverageOf(double p, double icc) {
  Rng rng(11);
  const double truth = std::exp(0.5 * (p == 0.5 ? 0 : 1.644854));
  int held = 0;
  for (int run = 0; run < 800; ++run) {
    const Percentile interval = ClusteredSample(Answers(120, 8, icc, rng)).Quantile(p);
    if (interval.low.value_or(0) <= truth && (!interval.high || truth <= *interval.high)) ++held;
  }
  return held / 800.0;
}

TEST(ClusteredSample, CoversTheTruthHoweverAlikeTheAnswersOfAUserAre) {
  for (const double icc : {0.0, 0.55, 0.9}) {
    for (const double p : {0.5, 0.95}) {
      EXPECT_GE(CoverageOf(p, icc), 0.93) << "p " << p << ", icc " << icc;
      EXPECT_LE(CoverageOf(p, icc), 0.99) << "p " << p << ", icc " << icc;
    }
  }
}

}  // namespace
}  // namespace lab::stats
