#include "framework/stats/clustered_sample.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>

#include "framework/stats/moments.h"
#include "framework/stats/normal.h"

namespace lab::stats {
namespace {

double TQuantile(double confidence, double degrees) {
  const boost::math::students_t_distribution<double> t(degrees);
  return boost::math::quantile(boost::math::complement(t, (1 - confidence) / 2));
}

/// The order statistic of `all` that stands where `of_effective` does among so many, one of
/// `effective`: the middle of its share.
double Scaled(const std::vector<double>& all, std::int64_t of_effective, std::int64_t effective) {
  const auto n = static_cast<double>(all.size());
  const double middle = (static_cast<double>(of_effective) - 0.5) / static_cast<double>(effective);
  const double rank = std::clamp(std::round(middle * n + 0.5), 1.0, n);
  return all[static_cast<std::size_t>(rank) - 1];
}

}  // namespace

ClusteredSample::ClusteredSample(std::vector<std::vector<double>> clusters)
    : clusters_(std::move(clusters)) {
  std::erase_if(clusters_, [](const std::vector<double>& cluster) { return cluster.empty(); });
  for (const std::vector<double>& cluster : clusters_)
    sorted_.insert(sorted_.end(), cluster.begin(), cluster.end());
  std::sort(sorted_.begin(), sorted_.end());
}

double ClusteredSample::EffectiveSize(double value, double confidence) const {
  const auto n = static_cast<double>(sorted_.size());
  const auto k = static_cast<double>(clusters_.size());
  if (k < 2 || k == n) return k;  // one cluster tells nothing of others
  const auto below = std::upper_bound(sorted_.begin(), sorted_.end(), value) - sorted_.begin();
  const double share = static_cast<double>(below) / n;
  double squares = 0;
  for (const std::vector<double>& cluster : clusters_) {
    const auto own =
        std::count_if(cluster.begin(), cluster.end(), [value](double one) { return one <= value; });
    const double excess = static_cast<double>(own) - share * static_cast<double>(cluster.size());
    squares += excess * excess;
  }
  const double variance = k / (k - 1) * squares / (n * n);
  if (variance <= 0) return n;
  // The variance itself is known from k clusters only.
  const double spread = TQuantile(confidence, k - 1) / NormalQuantile((1 + confidence) / 2);
  return std::clamp(share * (1 - share) / variance / (spread * spread), 1.0, n);
}

Percentile ClusteredSample::Quantile(double p, double confidence) const {
  Percentile out = stats::Quantile(sorted_, p, confidence);
  if (clusters_.size() == sorted_.size() || p <= 0 || p >= 1) return out;
  const double effective = EffectiveSize(out.value, confidence);
  const auto whole = static_cast<std::int64_t>(effective);
  const auto worth = static_cast<double>(sorted_.size()) / effective;
  out.needed = static_cast<std::int64_t>(std::ceil(static_cast<double>(out.needed) * worth));
  const QuantileRanks ranks = RanksOf(whole, p, confidence);
  out.low = out.high = std::nullopt;
  if (ranks.low) out.low = Scaled(sorted_, *ranks.low, whole);
  if (ranks.high) out.high = Scaled(sorted_, *ranks.high, whole);
  return out;
}

Estimate ClusteredSample::Mean(double confidence) const {
  if (sorted_.empty()) return {};
  if (std::isinf(sorted_.back())) return {.value = sorted_.back()};
  double sum = 0;
  for (const double value : sorted_) sum += value;
  const auto n = static_cast<double>(sorted_.size());
  Estimate out{.value = sum / n};
  const auto k = static_cast<double>(clusters_.size());
  if (k < 2) return out;
  double squares = 0;
  for (const std::vector<double>& cluster : clusters_) {
    double excess = 0;
    for (const double value : cluster) excess += value - out.value;
    squares += excess * excess;
  }
  const double half = TQuantile(confidence, k - 1) * std::sqrt(k / (k - 1) * squares) / n;
  out.low = out.value - half;
  out.high = out.value + half;
  return out;
}

double ClusteredSample::StdDev() const {
  if (sorted_.empty()) return 0;
  if (std::isinf(sorted_.back())) return std::numeric_limits<double>::infinity();
  Moments moments;
  for (const double value : sorted_) moments.Add(value);
  return moments.StdDev();
}

}  // namespace lab::stats
