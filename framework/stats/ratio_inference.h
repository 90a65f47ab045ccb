// Is the candidate's figure more than so much above the baseline's: the one engine behind every
// verdict, of the gate and of the tables.
//
//   const RatioInference p95(baseline, candidate, Statistic::P95(), {.paired = true});
//   const double p = p95.TailAbove(1.05);            // of "more than 5 % slower"
//   const Estimate ratio = p95.At(0.025);            // its two-sided 95 % interval
//   const Estimate ms = p95.DifferenceAt(0.025);     // also where there is no ratio: 0 ms before
//   fmt::print("as good as {:.0f} independent trials", p95.effective_n());
//
// A ratio lies beyond a limit when two witnesses say so, each of them where the other is weak:
//
// - the bootstrap over whole trials (ratio_spread.h), which knows how both distributions spread;
// - for a quantile the exceedance test (exceedance_test.h), which asks nothing of the distribution
//   and is exact where the candidate is the baseline times the limit.
//
// The p value is the larger of the two, the deviate of the second counting 1.15 fold: it is the
// guard of the first, and to ask the full level of both would see fewer changes for false alarms
// far below what is promised. The interval is what either leaves open. Where a sample is so small
// that the bootstrap is at its floor (nine repetitions of a benchmark among twenty cases), the rank
// test of the baseline times the limit decides from there on: Mann and Whitney's, and for pairs
// Wilcoxon's.
//
// Both are made wider by how much the trials depend on each other (dependence.h), in the order of
// their start. The resamples are seeded by the values: identical data give identical answers.
#pragma once

#include <cstdint>
#include <optional>

#include "framework/stats/dependence.h"
#include "framework/stats/estimate.h"
#include "framework/stats/exceedance_test.h"
#include "framework/stats/ratio_spread.h"
#include "framework/stats/statistic.h"
#include "framework/stats/trials.h"

namespace lab::stats {

struct InferenceOptions {
  bool paired = false;     ///< trial i of both sides is one pair; they are of one number (asserted)
  std::uint64_t seed = 1;  ///< the same values, seed and options give the same bits
  int resamples = 2000;    ///< of the bootstrap
};

class RatioInference {
 public:
  /// Values are >= 0 and not NaN; infinity stands for what never came.
  RatioInference(const Trials& baseline, const Trials& candidate, Statistic statistic,
                 const InferenceOptions& options = {});

  /// Candidate / baseline, of the figures over all values. x / 0 is infinite, 0 / 0 is 1.
  double value() const { return spread_.value(); }
  /// The smallest tail at which the interval lies wholly above, or below, `limit` > 0; up to 1.
  double TailAbove(double limit) const;
  double TailBelow(double limit) const;
  /// Each end is missed with probability `tail`, 0 < tail < 0.5. Without ends where the sample is
  /// too small for this tail.
  Estimate At(double tail) const;
  /// Candidate minus baseline, in the values' unit. Without ends where the sample is too small, and
  /// for a mean, whose difference has no test here.
  Estimate DifferenceAt(double tail) const;
  /// The smallest tail that the sample allows.
  double floor() const;
  /// Of the smaller side: by how many independent trials (values, where a trial has several) it
  /// could be replaced.
  double effective_n() const { return effective_n_; }
  const Dependence& dependence() const { return dependence_; }
  /// No resample gives another ratio, as in a deterministic simulation: nothing is uncertain.
  bool exact() const { return spread_.log_deviation() == 0.0; }
  /// The bootstrap alone.
  const RatioSpread& spread() const { return spread_; }

 private:
  double Tail(double limit, bool above) const;
  double RankTail(double limit, bool above) const;
  double Witness(Transform transform, bool above) const;
  double FloorOfBoth() const;
  void TakePart(const Trials& baseline, const Trials& candidate);

  bool paired_ = false;
  Statistic statistic_ = Statistic::Median();
  Trials baseline_;  // those that take part
  Trials candidate_;
  Dependence dependence_;  // of the trials in time
  Dependence answers_;     // that, and the answers of a trial on each other
  double effective_n_ = 0;
  RatioSpread spread_;
  std::optional<ExceedanceTest> exceedance_;
  double rank_floor_ = 1;
};

}  // namespace lab::stats
