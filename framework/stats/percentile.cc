#include "framework/stats/percentile.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cassert>
#include <cmath>
#include <cstddef>

namespace lab::stats {
namespace {

/// P(at most k of n samples lie at or below the p quantile).
double AtMost(std::int64_t k, std::int64_t n, double p) {
  if (k < 0) return 0;
  if (k >= n) return 1;
  const boost::math::binomial_distribution<double> below(static_cast<double>(n), p);
  return boost::math::cdf(below, static_cast<double>(k));
}

/// P(at least k of n samples lie at or below the p quantile), without cancellation.
double AtLeast(std::int64_t k, std::int64_t n, double p) {
  if (k <= 0) return 1;
  if (k > n) return 0;
  const boost::math::binomial_distribution<double> below(static_cast<double>(n), p);
  return boost::math::cdf(boost::math::complement(below, static_cast<double>(k - 1)));
}

/// The smallest k in [low, high) for which `holds`, which stays true once it is; `high` if none.
template <class Predicate>
std::int64_t FirstWhere(std::int64_t low, std::int64_t high, Predicate holds) {
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (holds(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

double At(std::span<const double> sorted, std::int64_t rank) {
  return sorted[static_cast<std::size_t>(rank - 1)];
}

}  // namespace

std::int64_t QuantileRank(std::int64_t n, double p) {
  const double exact = p * static_cast<double>(n);
  // 0.07 * 100 is a little above 7, and must still be rank 7.
  const auto rank = static_cast<std::int64_t>(std::ceil(exact - exact * 1e-14));
  return std::clamp<std::int64_t>(rank, 1, std::max<std::int64_t>(n, 1));
}

double QuantileValue(std::span<const double> sorted, double p) {
  if (sorted.empty()) return 0;
  const auto n = static_cast<std::int64_t>(sorted.size());
  const std::int64_t rank = QuantileRank(n, p);
  if (!IsBetweenRanks(n, p)) return At(sorted, rank);
  return MeanOfTwo(At(sorted, rank), At(sorted, rank + 1));
}

std::int64_t SamplesNeeded(double p, double tail, std::int64_t above) {
  assert(p > 0 && p < 1 && tail > 0 && tail < 1 && above >= 0);
  const auto enough = [&](std::int64_t n) { return AtLeast(n - above, n, p) <= tail; };
  std::int64_t high = above + 1;
  while (!enough(high)) high *= 2;
  return FirstWhere(above + 1, high, enough);
}

// The true quantile lies below order statistic k when fewer than k samples are at or below it, and
// at or above it otherwise.
QuantileRanks RanksOf(std::int64_t n, double p, double confidence) {
  const double tail = (1 - confidence) / 2;
  QuantileRanks ranks;
  const std::int64_t above_low =
      FirstWhere(1, n + 1, [&](std::int64_t k) { return AtMost(k - 1, n, p) > tail; });
  const std::int64_t high =
      FirstWhere(1, n + 1, [&](std::int64_t k) { return AtLeast(k, n, p) <= tail; });
  if (above_low > 1) ranks.low = above_low - 1;
  if (high <= n) ranks.high = high;
  return ranks;
}

Percentile Quantile(std::span<const double> sorted, double p, double confidence) {
  assert(std::is_sorted(sorted.begin(), sorted.end()));
  assert(p >= 0 && p <= 1 && confidence > 0 && confidence < 1);
  Percentile out;
  out.n = static_cast<std::int64_t>(sorted.size());
  out.value = QuantileValue(sorted, p);
  if (p <= 0 || p >= 1) return out;
  out.needed = SamplesNeeded(std::max(p, 1 - p), (1 - confidence) / 2);
  const QuantileRanks ranks = RanksOf(out.n, p, confidence);
  if (ranks.low) out.low = At(sorted, *ranks.low);
  if (ranks.high) out.high = At(sorted, *ranks.high);
  return out;
}

}  // namespace lab::stats
