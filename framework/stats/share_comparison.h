// Does the candidate fail more often: a share on both sides, exactly tested, and how far they are
// apart.
//
//   const ShareComparison failures(baseline, candidate, /*paired=*/true);   // 1 failed, 0 did not
//   bool worse = failures.TailAbove(0) <= 0.025;
//   const Estimate points = failures.DifferenceAt(0.025);      // +0.073 [0.031, 0.127]
//
// Of trials with one answer each this is Fisher's exact test, of pairs McNemar's. Answers of one
// trial fail together, so where a trial has several the trial is what is counted: pairs by the sign
// of the difference between their two sides; else by whether any answer failed and by whether most
// did, the smaller p value of the two twice. The shares themselves are over all answers.
//
// Trials that follow each other closely fail together too. The tests take no account of that: users
// of a candidate that had an outage were failed, and an exact test should not argue. But whoever
// prints the verdict can say so, by dependence().
#pragma once

#include <cstdint>

#include "framework/stats/dependence.h"
#include "framework/stats/estimate.h"
#include "framework/stats/proportion.h"
#include "framework/stats/trials.h"

namespace lab::stats {

class ShareComparison {
 public:
  /// Values are 1 for what is counted and 0 for what is not. Paired trials are of one number
  /// (asserted).
  ShareComparison(const Trials& baseline, const Trials& candidate, bool paired);

  Share baseline() const { return baseline_; }
  Share candidate() const { return candidate_; }
  /// The smallest tail at which the candidate's share is more than `margin` above the baseline's
  /// (below it), up to 1. Exact for a margin of 0; for one above, the interval of the difference
  /// must lie beyond it too. 0 <= margin < 1.
  double TailAbove(double margin) const;
  double TailBelow(double margin) const;
  /// Of candidate minus baseline, each end missed with probability `tail`: Newcombe's interval,
  /// made wider until it agrees with the exact tests about 0. Without ends where a side has
  /// nothing. 0 < tail < 0.5.
  Estimate DifferenceAt(double tail) const;
  /// Of the smaller side: by how many independent answers it could be replaced.
  double effective_n() const { return effective_n_; }
  /// How failures come together in time; unknown where the trials' starts are.
  const Dependence& dependence() const { return dependence_; }
  /// The smallest p value that so many failures allow at all, however they fall.
  double floor() const { return floor_; }

 private:
  Estimate Newcombe(double tail) const;
  double TailOfInterval(double margin, bool above) const;

  Share baseline_;
  Share candidate_;
  bool paired_ = false;
  PairCounts pairs_;       // of trials of one answer
  Dependence dependence_;  // of trials in time
  double shrink_ = 1;      // of the counts, to what they are worth
  double effective_n_ = 0;
  double p_greater_ = 1;
  double p_less_ = 1;
  double floor_ = 1;
};

}  // namespace lab::stats
