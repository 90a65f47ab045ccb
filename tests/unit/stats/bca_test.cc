#include "framework/stats/bca.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "framework/base/rng.h"

namespace lab::stats {
namespace {

using Values = std::vector<double>;

// Efron, Tibshirani, An Introduction to the Bootstrap (1993), table 14.1: spatial test data, A.
const Values kSpatial{48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6,
                      0,  33, 28, 34, 4,  32, 24, 47, 41, 24, 26, 30, 41};

double PlugInVariance(const Values& values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (double value : values) squares += (value - mean) * (value - mean);
  return squares / n;
}

Values LeaveOneOutVariances(const Values& values) {
  Values out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    Values rest = values;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    out.push_back(PlugInVariance(rest));
  }
  return out;
}

Values ResampledVariances(const Values& values, int resamples, Rng& rng) {
  Values out;
  for (int i = 0; i < resamples; ++i) {
    Values drawn;
    for (std::size_t k = 0; k < values.size(); ++k)
      drawn.push_back(values[rng.Below(values.size())]);
    out.push_back(PlugInVariance(drawn));
  }
  return out;
}

Values NormalReplicates(int count) {
  Rng rng(1);
  Values out;
  for (int i = 0; i < count; ++i) out.push_back(rng.Normal());
  return out;
}

// Section 14.3: variance 171.5, acceleration 0.061, and the 90 % interval (115.8, 259.6) from 2,000
// replicates, against (100.8, 233.9) for the plain percentile interval.
TEST(Bca, GivesTheIntervalOfTheSpatialTestData) {
  Rng rng(1);
  const double acceleration = Acceleration(SumInfluence(LeaveOneOutVariances(kSpatial)));
  EXPECT_NEAR(PlugInVariance(kSpatial), 171.5, 0.05);
  EXPECT_NEAR(acceleration, 0.061, 0.0005);
  Values replicates = ResampledVariances(kSpatial, 20'000, rng);
  const Interval interval = BcaInterval({.value = PlugInVariance(kSpatial),
                                         .replicates = replicates,
                                         .acceleration = acceleration,
                                         .confidence = 0.90});
  EXPECT_NEAR(interval.low, 115.8, 5);
  EXPECT_NEAR(interval.high, 259.6, 7);
}

TEST(Bca, IsThePercentileIntervalWithoutBiasAndAcceleration) {
  Values replicates = NormalReplicates(100'001);
  Values sorted = replicates;
  std::sort(sorted.begin(), sorted.end());
  const Interval interval = BcaInterval({.value = sorted[50'000], .replicates = replicates});
  EXPECT_NEAR(interval.low, -1.96, 0.03);
  EXPECT_NEAR(interval.high, 1.96, 0.03);
}

TEST(Bca, HasNoWidthWhereAllReplicatesAreEqual) {
  Values replicates(100, 0.37);
  const Interval interval = BcaInterval({.value = 0.37, .replicates = replicates, .n = 10});
  EXPECT_EQ(interval.low, 0.37);
  EXPECT_EQ(interval.high, 0.37);
}

TEST(Bca, CountsReplicatesEqualToTheValueHalfToEitherSide) {
  Values replicates(50, 0.0);
  replicates.resize(75, -1.0);
  replicates.resize(100, 1.0);
  const Interval interval = BcaInterval({.value = 0, .replicates = replicates});
  EXPECT_EQ(interval.low, -1);
  EXPECT_EQ(interval.high, 1);
}

TEST(Bca, IsWiderForFewUnitsAndNoWiderForMany) {
  const auto width = [](std::int64_t n) {
    Values replicates = NormalReplicates(20'001);
    const Interval interval = BcaInterval({.value = 0, .replicates = replicates, .n = n});
    return interval.high - interval.low;
  };
  EXPECT_GT(width(10), width(30));
  EXPECT_GT(width(30), width(1'000'000));
  EXPECT_NEAR(width(1'000'000), width(0), 0.01);
  // Student's t with 9 degrees of freedom at 2.5 % is 2.262; times the root of 10 / 9.
  EXPECT_NEAR(width(10), 2 * 2.262 * std::sqrt(10.0 / 9), 0.12);
}

TEST(Bca, StaysWithinItsReplicatesWhateverTheCorrection) {
  for (double acceleration : {-5.0, 5.0}) {
    for (double value : {-100.0, 0.0, 100.0}) {
      Values replicates = NormalReplicates(101);
      const Interval interval = BcaInterval(
          {.value = value, .replicates = replicates, .acceleration = acceleration, .n = 3});
      EXPECT_LE(interval.low, interval.high) << acceleration << " " << value;
      EXPECT_LT(std::abs(interval.high), 5);
    }
  }
}

TEST(Acceleration, IsZeroWithoutSpreadAndForInfiniteValues) {
  EXPECT_EQ(Acceleration(SumInfluence(Values(20, 1.5))), 0);
  EXPECT_EQ(Acceleration(SumInfluence({})), 0);
  EXPECT_EQ(Acceleration(SumInfluence(Values{1, std::numeric_limits<double>::infinity()})), 0);
}

TEST(Acceleration, OfAMeanIsTheSkewnessOverSixRootsOfN) {
  // Of the mean, the value left out has an influence in proportion to its distance.
  const Values values{1, 1, 1, 1, 10};
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  Values left_out;
  for (double value : values) left_out.push_back((sum - value) / 4);
  const double skewness = 1.5;  // of four equal values and one apart
  EXPECT_NEAR(Acceleration(SumInfluence(left_out)), skewness / (6 * std::sqrt(5.0)), 1e-12);
}

}  // namespace
}  // namespace lab::stats
