// A percentile with a confidence interval that assumes nothing about the distribution.
//
//   std::sort(ttft_ms.begin(), ttft_ms.end());
//   Percentile p99 = Quantile(ttft_ms, 0.99);
//   if (!p99.high) fmt::print("~{}", p99.value);     // 20 samples bound no p99 from above
//
// The point estimate is the order statistic of rank ceil(p * n): a reported value was really
// observed, and HDR histograms and most load generators mean the same by it. The median is the
// usual one: of an even n the mean of the two in the middle. The interval runs from
// one order statistic to another, chosen by the binomial distribution so that each side misses the
// true percentile with at most half of 1 - confidence.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace lab::stats {

/// In the samples' own unit.
struct Percentile {
  double value = 0;            ///< 0 when n is 0
  std::optional<double> low;   ///< absent when not even the minimum is sure to lie below
  std::optional<double> high;  ///< absent when not even the maximum is sure to lie above
  std::int64_t n = 0;          ///< sample size
  std::int64_t needed = 0;     ///< smallest n at which both bounds exist; 0 if none does (p 0 or 1)
};

/// `sorted` ascending, not NaN; infinity is allowed. 0 <= p <= 1; 0 < confidence < 1.
Percentile Quantile(std::span<const double> sorted, double p, double confidence = 0.95);

/// Between which order statistics of n, from 1 to n, the interval of Quantile() runs; absent where
/// that end is.
struct QuantileRanks {
  std::optional<std::int64_t> low;
  std::optional<std::int64_t> high;
};
/// n >= 0; 0 < p < 1; 0 < confidence < 1.
QuantileRanks RanksOf(std::int64_t n, double p, double confidence = 0.95);

/// The point estimate alone: for p 0.5 the median, else the order statistic. 0 of no sample.
double QuantileValue(std::span<const double> sorted, double p);

/// The rank from 1 to n of the order statistic for p: ceil(p * n), safe against the rounding of p;
/// of a median of an even n the lower of its two.
std::int64_t QuantileRank(std::int64_t n, double p);

/// The value for p is the mean of the order statistics of QuantileRank() and of the next rank: a
/// median of an even n.
constexpr bool IsBetweenRanks(std::int64_t n, double p) { return p == 0.5 && n > 0 && n % 2 == 0; }
/// Their mean; infinity where the upper one is.
constexpr double MeanOfTwo(double lower, double upper) { return lower / 2 + upper / 2; }

/// Smallest n at which the chance that at most `above` samples exceed the p quantile falls to
/// `tail`, so that the order statistic n - above bounds it from above. With tail 0.01 and above 1
/// these are MLCommons' minimum query counts (662 for p99). 0 < p < 1, 0 < tail < 1.
std::int64_t SamplesNeeded(double p, double tail, std::int64_t above = 0);

}  // namespace lab::stats
