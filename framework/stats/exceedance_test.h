// Is a quantile of the candidate above that of the baseline times a factor: how many values of each
// side lie above the quantile of both sides together.
//
//   const ExceedanceTest p95(baseline, candidate, Statistic::P95(), /*paired=*/true);
//   const double p = p95.At({.factor = 1.05}).above;        // of "more than 5 % slower"
//
// That count is what the median test of Mood (1950) uses, here for any quantile. Where candidate
// and factor times baseline are distributed alike, each value lies on either side by chance alone,
// whatever the distribution: Fisher's exact test, and for pairs McNemar's. It asks nothing of the
// shape, takes zeros, ties and infinities as they are, and holds where a bootstrap does not: in the
// gap of a mixture, which is where a p95 likes to lie. As the p value is to be neither too small
// nor needlessly large, it is the mid-p (Lancaster 1961), but never below the exact test's least.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "framework/stats/dependence.h"
#include "framework/stats/statistic.h"
#include "framework/stats/trials.h"

namespace lab::stats {

/// What the baseline's values are made into before they are compared.
struct Transform {
  double factor = 1;  ///< >= 0
  double shift = 0;
};

class ExceedanceTest {
 public:
  /// The p values of the candidate's quantile being above (below) that of the transformed baseline.
  struct Tails {
    double above = 1;
    double below = 1;
  };

  /// Of a quantile. Paired trials are of one number and have one value each (asserted). Empty
  /// trials are left out, of pairs with their partner. Answers of a trial that has several are
  /// taken for independent: WithDependence() puts that right.
  ExceedanceTest(const Trials& baseline, const Trials& candidate, Statistic quantile, bool paired);

  Tails At(Transform transform) const;
  /// The smallest p value that so many values allow.
  double floor() const { return floor_; }

 private:
  Tails UnpairedTails(double threshold, bool inclusive, Transform transform) const;
  Tails PairedTails(double threshold, bool inclusive, Transform transform) const;

  std::vector<double> baseline_;
  std::vector<double> candidate_;
  double p_;
  bool paired_;
  double floor_ = 1;
};

}  // namespace lab::stats
