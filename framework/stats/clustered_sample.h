// A sample whose values come in clusters, as the answers of one trial do: percentiles and the mean
// with intervals that know how much the values of a cluster depend on each other.
//
//   ClusteredSample latency_ms({{812, 815}, {1290, 1301}, ...});      // a vector a trial
//   Percentile p95 = latency_ms.Quantile(0.95);
//   if (!p95.high) fmt::print("~{}", p95.value);                      // no 95 % upper bound
//
// Eight answers of one user are worth less than eight users. How many independent values the sample
// is worth at a percentile is told by the variance between the clusters of the share at or below it
// (the design effect); the interval is then that of percentile.h for so many: Korn and Graubard,
// "Confidence intervals for proportions with small expected number of positive counts estimated
// from survey data", Survey Methodology 24 (1998), read off the order statistics as Woodruff does
// (JASA 47, 1952). With one value a cluster it is percentile.h's, to the bit.
#pragma once

#include <cstdint>
#include <vector>

#include "framework/stats/estimate.h"
#include "framework/stats/percentile.h"

namespace lab::stats {

/// Immutable. Values are not NaN; infinity is allowed. An empty cluster counts as none.
class ClusteredSample {
 public:
  explicit ClusteredSample(std::vector<std::vector<double>> clusters);

  /// Of all clusters together, ascending.
  const std::vector<double>& sorted() const { return sorted_; }
  std::int64_t clusters() const { return static_cast<std::int64_t>(clusters_.size()); }

  /// `needed` is in values as dependent as these. 0 <= p <= 1; 0 < confidence < 1.
  Percentile Quantile(double p, double confidence = 0.95) const;
  /// Of all values, with Student's interval by the variance between clusters; without one below two
  /// clusters and where a value is infinite.
  Estimate Mean(double confidence = 0.95) const;
  /// Unbiased (n - 1); 0 below two values, infinite where a value is.
  double StdDev() const;

  /// How many independent values this sample is worth when the share at or below `value` is asked
  /// for; at most as many as there are.
  double EffectiveSize(double value, double confidence = 0.95) const;

 private:
  std::vector<std::vector<double>> clusters_;  // none is empty
  std::vector<double> sorted_;
};

}  // namespace lab::stats
