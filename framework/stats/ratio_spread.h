// A ratio and how it spreads: its interval at any level, and how sure it is to lie beyond a limit.
//
//   const RatioSpread spread = PairedRatioSpreads(baseline, candidate, statistics, rng)[0];
//   double p = spread.TailAbove(1.05);         // of "more than 5 % slower"
//   Estimate interval = spread.At(0.025);      // the two-sided 95 % interval
//
// Interval and p value are two views of one thing: TailAbove(limit) is the smallest tail at which
// the whole interval lies above the limit. That is what lets many of them be corrected by Holm and
// still be read as intervals (gate/judge.h).
//
// The interval is the wider of BCa's (bca.h) and of the same without acceleration, which far out in
// the tails cannot be trusted. Beyond what the resamples resolve, the tail is continued as that of
// a log-normal distribution. And no tail is ever smaller than the chance that the sample holds
// nothing beyond the statistic at all, p^n for the p quantile: that is the distribution-free rule
// of percentile.h, by which 30 samples say nothing about a p95. Where there is no log-normal to go
// on with, since a replicate is 0 or infinite, it is that chance alone which ends the tail.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "framework/stats/bca.h"
#include "framework/stats/dependence.h"
#include "framework/stats/estimate.h"

namespace lab::stats {

struct RatioSpreadInput {
  double value = 0;
  std::vector<double> replicates;  ///< of the resamples, not NaN; empty: only the value is known
  double acceleration = 0;
  std::int64_t n = 0;      ///< independent units of the smaller side
  double hardest_p = 0.5;  ///< the quantile's p or 1 - p, whichever is larger; 0.5 for the mean
  double values = 0;  ///< independent values of the smaller side, where not n: answers of trials
  Dependence dependence;  ///< of the units on each other
};

class RatioSpread {
 public:
  explicit RatioSpread(RatioSpreadInput input);
  /// Both sides repeat one value each: no width.
  static RatioSpread OfConstants(double value, std::int64_t n);
  /// From moments alone: log-normal with Student's t. For reports that kept no samples.
  static RatioSpread OfMoments(double value, double log_deviation, double degrees);

  double value() const { return value_; }
  /// Both sides repeat one value each.
  bool constant() const { return replicates_.empty() && log_deviation_ == 0.0 && floor_ < 1; }
  /// Each end is missed with probability `tail`, 0 < tail < 0.5. Without ends when the sample is
  /// too small for this tail.
  Estimate At(double tail) const;
  /// The smallest tail at which the interval lies wholly above, or below, `limit` > 0; up to 1.
  double TailAbove(double limit) const;
  double TailBelow(double limit) const;
  /// Of the logarithm; absent where a replicate is 0 or infinite.
  std::optional<double> log_deviation() const { return log_deviation_; }
  /// The smallest tail that the sample size allows; 1 when there is no interval at all.
  double floor() const { return floor_; }

 private:
  RatioSpread() = default;

  /// Of the replicates below `limit`, with those that are equal to it or without.
  double ShareBelow(double limit, bool inclusive) const;
  double Quantile(double share) const;
  double Continued(double share, bool upper) const;
  double TailOfShare(double share) const;

  double value_ = 0;
  std::vector<double> replicates_;  // ascending; empty: moments or constants
  BcaShape shape_;
  std::optional<double> log_deviation_;
  double floor_ = 1;
};

}  // namespace lab::stats
