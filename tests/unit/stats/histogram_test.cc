#include "framework/stats/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "framework/base/rng.h"

namespace lab::stats {
namespace {

constexpr std::int64_t kHour = 3'600'000'000;

/// Values over all magnitudes up to an hour in microseconds.
std::vector<std::int64_t> ManyValues(std::size_t count, std::uint64_t seed) {
  Rng rng(seed);
  std::vector<std::int64_t> values;
  while (values.size() < count) {
    values.push_back(static_cast<std::int64_t>(std::exp(rng.Uniform(0, std::log(3.6e9)))));
  }
  return values;
}

Histogram HistogramOf(const std::vector<std::int64_t>& values) {
  Histogram histogram;
  for (std::int64_t value : values) histogram.Record(value);
  return histogram;
}

// The numbers that HdrHistogram_c 0.11.10 gives for the same values and options.
TEST(Histogram, AnswersWhatHdrHistogramAnswers) {
  const Histogram histogram = HistogramOf({1000, 1000, 1000, 2000, 50'000, 1'000'000});
  EXPECT_EQ(histogram.SlotCount(), 23552U);
  EXPECT_EQ(histogram.Count(), 6);
  EXPECT_EQ(histogram.Min(), 1000);
  EXPECT_EQ(histogram.Max(), 1'000'447);
  EXPECT_NEAR(histogram.Mean(), 175'865.333333, 1e-6);
  EXPECT_NEAR(histogram.StdDev(), 369'079.789037, 1e-6);
  EXPECT_EQ(histogram.ValueAtPercentile(50), 1000);
  EXPECT_EQ(histogram.ValueAtPercentile(75), 50'015);
  const std::vector<Histogram::Bucket> buckets = histogram.Buckets();
  ASSERT_EQ(buckets.size(), 4U);
  EXPECT_EQ(buckets[0].slot, 1000U);
  EXPECT_EQ(buckets[0].count, 3);
  EXPECT_EQ(buckets[1].slot, 2000U);
  EXPECT_EQ(buckets[2].slot, 6682U);
  EXPECT_EQ(buckets[3].slot, 11169U);
}

TEST(Histogram, KeepsEveryValueWithinAThousandthOfItself) {
  const Histogram histogram;
  std::vector<std::int64_t> values = ManyValues(20'000, 1);
  for (std::int64_t power = 1; power <= kHour; power *= 2) {
    values.insert(values.end(), {power - 1, power, std::min(power + 1, kHour)});
  }
  for (std::int64_t value : values) {
    const std::int64_t low = histogram.LowestEquivalent(value);
    const std::int64_t high = histogram.HighestEquivalent(value);
    ASSERT_TRUE(low <= value && value <= high) << value;
    ASSERT_LE(static_cast<double>(high - low), 0.001 * static_cast<double>(value)) << value;
    ASSERT_EQ(histogram.LowestEquivalent(high), low) << value;
    if (high < kHour) {
      ASSERT_EQ(histogram.LowestEquivalent(high + 1), high + 1) << value;
    }
  }
}

TEST(Histogram, MergingPartsEqualsRecordingTheWhole) {
  const std::vector<std::int64_t> values = ManyValues(5'000, 2);
  std::vector<Histogram> parts(3);
  for (std::size_t i = 0; i < values.size(); ++i) parts[i % 3].Record(values[i]);
  Histogram merged;
  for (const Histogram& part : parts) ASSERT_TRUE(merged.Merge(part).ok());
  const Histogram whole = HistogramOf(values);
  EXPECT_EQ(merged, whole);
  EXPECT_EQ(merged.Min(), whole.Min());
  EXPECT_EQ(merged.Max(), whole.Max());
  EXPECT_DOUBLE_EQ(merged.Mean(), whole.Mean());
  EXPECT_EQ(merged.ValueAtPercentile(99), whole.ValueAtPercentile(99));
}

TEST(Histogram, MergesWithItselfAndWithAnEmptyOne) {
  Histogram histogram = HistogramOf({10, 20'000});
  ASSERT_TRUE(histogram.Merge(Histogram()).ok());
  EXPECT_EQ(histogram.Count(), 2);
  ASSERT_TRUE(histogram.Merge(histogram).ok());
  EXPECT_EQ(histogram, HistogramOf({10, 10, 20'000, 20'000}));
}

TEST(Histogram, RefusesToMergeAnotherGeometryAndStaysAsItWas) {
  Histogram histogram = HistogramOf({10});
  Histogram coarse({.significant_digits = 2});
  coarse.Record(10);
  const Result<void> merged = histogram.Merge(coarse);
  ASSERT_FALSE(merged.ok());
  EXPECT_EQ(merged.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(histogram.Count(), 1);
}

TEST(Histogram, ClampsToItsRangeAndCountsWhatItClamped) {
  Histogram histogram({.lowest = 1, .highest = 1'000'000});
  histogram.Record(0);
  histogram.Record(1'000'000);
  EXPECT_EQ(histogram.Clamped(), 0);
  histogram.Record(-5);
  histogram.Record(std::numeric_limits<std::int64_t>::max(), 3);
  histogram.Record(std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(histogram.Clamped(), 5);
  EXPECT_EQ(histogram.CountAt(0), 3);
  EXPECT_EQ(histogram.CountAt(1'000'000), 4);
  Histogram other({.lowest = 1, .highest = 1'000'000});
  ASSERT_TRUE(other.Merge(histogram).ok());
  EXPECT_EQ(other.Clamped(), 5);
}

TEST(Histogram, FindsTheOrderStatisticOfEveryPercentile) {
  std::vector<std::int64_t> values = ManyValues(1'000, 3);
  const Histogram histogram = HistogramOf(values);
  std::sort(values.begin(), values.end());
  for (int rank = 1; rank <= 1'000; ++rank) {
    const std::int64_t value = values[static_cast<std::size_t>(rank - 1)];
    ASSERT_EQ(histogram.ValueAtPercentile(rank / 10.0), histogram.HighestEquivalent(value)) << rank;
  }
  EXPECT_EQ(histogram.ValueAtPercentile(0), histogram.HighestEquivalent(values.front()));
}

TEST(Histogram, CountsWithinARangeOfValues) {
  const Histogram histogram = HistogramOf({1, 5, 5, 100, 5'000});
  EXPECT_EQ(histogram.CountBetween(0, 5), 3);
  EXPECT_EQ(histogram.CountBetween(5, 100), 3);
  EXPECT_EQ(histogram.CountBetween(-10, kHour * 2), 5);
  EXPECT_EQ(histogram.CountBetween(6, 5), 0);
  EXPECT_EQ(histogram.CountBetween(kHour + 1, kHour + 2), 0);
  EXPECT_EQ(histogram.CountAt(5), 2);
  EXPECT_EQ(histogram.CountAt(6), 0);
}

TEST(Histogram, AnEmptyOneAnswersZero) {
  const Histogram histogram;
  EXPECT_EQ(histogram.Count(), 0);
  EXPECT_EQ(histogram.Min(), 0);
  EXPECT_EQ(histogram.Max(), 0);
  EXPECT_EQ(histogram.Mean(), 0);
  EXPECT_EQ(histogram.StdDev(), 0);
  EXPECT_EQ(histogram.ValueAtPercentile(99), 0);
  EXPECT_TRUE(histogram.Buckets().empty());
}

TEST(Histogram, CountsBeyondThirtyTwoBits) {
  Histogram histogram;
  const std::int64_t many = (std::int64_t{5} << 32) - 1;
  histogram.Record(70, many);
  histogram.Record(70);
  EXPECT_EQ(histogram.CountAt(70), many + 1);
  EXPECT_EQ(histogram.Count(), many + 1);
  histogram.Record(80, (std::int64_t{1} << 32) - 1);
  histogram.Record(80, (std::int64_t{1} << 32) - 1);
  EXPECT_EQ(histogram.CountAt(80), (std::int64_t{1} << 33) - 2);
  Histogram merged;
  ASSERT_TRUE(merged.Merge(histogram).ok());
  EXPECT_EQ(merged, histogram);
  EXPECT_NEAR(merged.Mean(), (70.0 * 5 + 80.0 * 2) / 7, 1e-6);
}

TEST(Histogram, TakesUnderThirtyTwoKilobytesForATypicalLatencyDistribution) {
  Rng rng(4);
  Histogram histogram;
  for (int i = 0; i < 100'000; ++i) {
    histogram.Record(static_cast<std::int64_t>(rng.LogNormal(474'000, 0.5)));
  }
  EXPECT_LT(histogram.MemoryBytes(), 32U * 1024);
  EXPECT_LT(Histogram().MemoryBytes(), 2U * 1024);
}

TEST(Histogram, EqualsOnlyWithTheSameCountsInTheSameGeometry) {
  EXPECT_EQ(HistogramOf({10, 20}), HistogramOf({20, 10}));
  EXPECT_NE(HistogramOf({10, 20}), HistogramOf({10, 21}));
  EXPECT_NE(HistogramOf({10, 20}), HistogramOf({10}));
  EXPECT_NE(Histogram(), Histogram({.significant_digits = 2}));
}

class HistogramGeometry : public testing::TestWithParam<HistogramOptions> {};

TEST_P(HistogramGeometry, HoldsItsWholeRangeAtItsPrecision) {
  const HistogramOptions options = GetParam();
  Histogram histogram(options);
  Rng rng(5);
  const double precision = std::pow(10, -options.significant_digits);
  for (int i = 0; i < 2'000; ++i) {
    const double top = std::log(static_cast<double>(options.highest));
    const auto value =
        std::min(static_cast<std::int64_t>(std::exp(rng.Uniform(0, top))), options.highest);
    histogram.Record(value);
    const std::int64_t low = histogram.LowestEquivalent(value);
    const std::int64_t high = histogram.HighestEquivalent(value);
    ASSERT_TRUE(low <= value && value <= high) << value;
    const double allowed =
        std::max(precision * static_cast<double>(value), static_cast<double>(options.lowest - 1));
    ASSERT_LE(static_cast<double>(high - low), allowed) << value;
  }
  histogram.Record(options.highest);
  EXPECT_EQ(histogram.Clamped(), 0);
  EXPECT_LT(histogram.Buckets().back().slot, histogram.SlotCount());
  EXPECT_GE(histogram.Max(), options.highest);
}

INSTANTIATE_TEST_SUITE_P(
    All, HistogramGeometry,
    testing::Values(HistogramOptions{1, 2, 1}, HistogramOptions{1, kHour, 1},
                    HistogramOptions{1, kHour, 2}, HistogramOptions{1, kHour, 5},
                    HistogramOptions{1000, kHour * 1000, 3}, HistogramOptions{7, 1'000'000, 3},
                    HistogramOptions{1, std::numeric_limits<std::int64_t>::max(), 3}));

TEST(HistogramOptions, AreCheckedBeforeUse) {
  EXPECT_TRUE(CheckOptions({}).ok());
  for (const HistogramOptions& bad :
       {HistogramOptions{0, 100, 3}, HistogramOptions{-1, 100, 3}, HistogramOptions{1, 1, 3},
        HistogramOptions{100, 199, 3}, HistogramOptions{1, 100, 0}, HistogramOptions{1, 100, 6},
        HistogramOptions{std::int64_t{1} << 60, std::numeric_limits<std::int64_t>::max(), 3}}) {
    const Result<void> check = CheckOptions(bad);
    ASSERT_FALSE(check.ok()) << bad.lowest << " " << bad.highest << " " << bad.significant_digits;
    EXPECT_EQ(check.error().kind, ErrorKind::kConfig);
  }
}

}  // namespace
}  // namespace lab::stats
