#include "framework/stats/moments.h"

#include <gtest/gtest.h>

#include <vector>

#include "framework/base/rng.h"

namespace lab::stats {
namespace {

Moments MomentsOf(const std::vector<double>& values) {
  Moments moments;
  for (double value : values) moments.Add(value);
  return moments;
}

TEST(Moments, GiveMeanAndUnbiasedVarianceOfAKnownSample) {
  const Moments moments = MomentsOf({2, 4, 4, 4, 5, 5, 7, 9});
  EXPECT_EQ(moments.Count(), 8);
  EXPECT_DOUBLE_EQ(moments.Mean(), 5);
  EXPECT_DOUBLE_EQ(moments.Variance(), 32.0 / 7);
  EXPECT_DOUBLE_EQ(moments.StdDev() * moments.StdDev(), 32.0 / 7);
  EXPECT_EQ(moments.Min(), 2);
  EXPECT_EQ(moments.Max(), 9);
}

// NIST Statistical Reference Datasets, NumAcc3 (mean 1000000.2, deviation 0.1 exactly) and NumAcc4
// (mean 10000000.2): values whose naive sum of squares loses every digit of the variance.
TEST(Moments, KeepTheirDigitsOnTheNumAccSetsOfNist) {
  for (double base : {1'000'000.0, 10'000'000.0}) {
    std::vector<double> values{base + 0.2};
    for (int i = 0; i < 500; ++i) {
      values.push_back(base + 0.1);
      values.push_back(base + 0.3);
    }
    const Moments moments = MomentsOf(values);
    EXPECT_NEAR(moments.Mean(), base + 0.2, base * 1e-14);
    EXPECT_NEAR(moments.StdDev(), 0.1, 1e-8);
  }
}

TEST(Moments, MergedEqualThoseOfTheWhole) {
  Rng rng(1);
  Moments whole;
  Moments parts[3];
  for (int i = 0; i < 1'000; ++i) {
    const double value = rng.LogNormal(400, 0.5);
    whole.Add(value);
    parts[i % 7 == 0 ? 0 : i % 2 + 1].Add(value);
  }
  Moments merged;
  for (const Moments& part : parts) merged.Merge(part);
  EXPECT_EQ(merged.Count(), whole.Count());
  EXPECT_NEAR(merged.Mean(), whole.Mean(), 1e-9);
  EXPECT_NEAR(merged.Variance(), whole.Variance(), 1e-6);
  EXPECT_EQ(merged.Min(), whole.Min());
  EXPECT_EQ(merged.Max(), whole.Max());
}

TEST(Moments, OfNothingAreZeroAndOfOneHaveNoSpread) {
  Moments moments;
  EXPECT_EQ(moments.Mean(), 0);
  EXPECT_EQ(moments.StdDev(), 0);
  moments.Merge(Moments());
  EXPECT_EQ(moments.Count(), 0);
  moments.Add(-3);
  EXPECT_EQ(moments.Mean(), -3);
  EXPECT_EQ(moments.Variance(), 0);
  EXPECT_EQ(moments.Min(), -3);
  EXPECT_EQ(moments.Max(), -3);
  moments.Merge(Moments());
  EXPECT_EQ(moments.Count(), 1);
}

}  // namespace
}  // namespace lab::stats
