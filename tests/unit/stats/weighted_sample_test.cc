#include "framework/stats/weighted_sample.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "framework/base/rng.h"
#include "framework/stats/percentile.h"

namespace lab::stats {
namespace {

using Weights = std::vector<std::uint32_t>;
using Clusters = std::vector<std::vector<double>>;

/// The resample written out, sorted.
std::vector<double> Expand(const Clusters& clusters, const Weights& weights) {
  std::vector<double> values;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    for (std::uint32_t n = 0; n < weights[i]; ++n) {
      values.insert(values.end(), clusters[i].begin(), clusters[i].end());
    }
  }
  std::sort(values.begin(), values.end());
  return values;
}

void ExpectLikeExpanded(const WeightedSample& sample, const Clusters& clusters,
                        const Weights& weights) {
  const std::vector<double> values = Expand(clusters, weights);
  for (double p : {0.01, 0.5, 0.9, 0.99}) {
    ASSERT_EQ(sample.Evaluate(Statistic::Quantile(p), weights), QuantileValue(values, p)) << p;
  }
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) /
                      static_cast<double>(std::max<std::size_t>(values.size(), 1));
  ASSERT_NEAR(sample.Evaluate(Statistic::Mean(), weights), mean, 1e-9);
}

Clusters RandomClusters(Rng& rng, std::size_t count, std::uint64_t most_values) {
  Clusters clusters(count);
  for (std::vector<double>& cluster : clusters) {
    for (std::uint64_t i = rng.Below(most_values + 1); i > 0; --i) {
      cluster.push_back(static_cast<double>(rng.Below(1000)));
    }
  }
  return clusters;
}

TEST(WeightedSample, AnswersAsIfTheWeightedValuesWereWrittenOut) {
  const std::vector<double> values{30, 10, 20};
  const WeightedSample sample(values);
  EXPECT_EQ(sample.Evaluate(Statistic::Median(), Weights{1, 1, 1}), 20);
  EXPECT_EQ(sample.Evaluate(Statistic::Median(), Weights{2, 0, 1}), 30);
  EXPECT_EQ(sample.Evaluate(Statistic::Median(), Weights{0, 3, 0}), 10);
  EXPECT_EQ(sample.Evaluate(Statistic::Median(), Weights{1, 1, 0}), 20);
  EXPECT_EQ(sample.Evaluate(Statistic::Median(), Weights{1, 0, 1}), 25);
  EXPECT_EQ(sample.Evaluate(Statistic::Median(), Weights{0, 4, 0}), 10);
  EXPECT_EQ(sample.Evaluate(Statistic::Mean(), Weights{2, 0, 1}), 80.0 / 3);
}

TEST(WeightedSample, AgreesWithTheWrittenOutResampleForRandomWeights) {
  Rng rng(1);
  for (std::uint64_t most_values : {1ULL, 5ULL, 400ULL}) {  // the last is summed by blocks
    const Clusters clusters = RandomClusters(rng, 30, most_values);
    const WeightedSample sample(clusters);
    EXPECT_EQ(sample.Owners(), 30U);
    for (int round = 0; round < 20; ++round) {
      Weights weights(30);
      for (std::uint32_t& weight : weights) weight = static_cast<std::uint32_t>(rng.Below(4));
      ExpectLikeExpanded(sample, clusters, weights);
    }
  }
}

TEST(WeightedSample, FindsARankThatEndsABlock) {
  Clusters clusters(4);
  for (int i = 0; i < 4096; ++i) clusters[static_cast<std::size_t>(i) % 4].push_back(i);
  const WeightedSample sample(clusters);
  EXPECT_EQ(sample.Evaluate(Statistic::Quantile(0.25), Weights{1, 1, 1, 1}), 1023);
  EXPECT_EQ(sample.Evaluate(Statistic::Quantile(0.2501), Weights{1, 1, 1, 1}), 1024);
}

TEST(WeightedSample, WithoutAnyWeightIsZero) {
  const std::vector<double> values{3, 4};
  EXPECT_EQ(WeightedSample(values).Evaluate(Statistic::Median(), Weights{0, 0}), 0);
  EXPECT_EQ(WeightedSample(values).Evaluate(Statistic::Mean(), Weights{0, 0}), 0);
  const std::vector<double> none;
  EXPECT_EQ(WeightedSample(none).Evaluate(Statistic::Mean(), Weights{}), 0);
}

TEST(WeightedSample, OfOneNumberIsThatNumberToTheLastBit) {
  const std::vector<double> values(7, 0.1);
  const WeightedSample sample(values);
  EXPECT_TRUE(sample.IsConstant());
  EXPECT_EQ(sample.Evaluate(Statistic::Mean(), Weights{3, 0, 1, 1, 0, 2, 0}), 0.1);
}

TEST(WeightedSample, LeavesInfinitiesWithoutWeightOutOfTheMean) {
  const std::vector<double> values{std::numeric_limits<double>::infinity(), 2, 4};
  EXPECT_EQ(WeightedSample(values).Evaluate(Statistic::Mean(), Weights{0, 1, 1}), 3);
}

}  // namespace
}  // namespace lab::stats
