// Is the candidate worse? One decision over many cases and metrics, with one false-alarm rate.
//
//   const Judgement judgement = Judge(observations, {.limit = 0.05});
//   for (const Decision& row : judgement.rows) fmt::print("{}\n", RulingName(row.ruling));
//   return judgement.regressed() ? 1 : 0;
//
// A row is a case and a statistic of a metric. It is a regression when the whole interval of the
// ratio candidate / baseline lies beyond 1 + limit (for a speed: below 1 / (1 + limit)). The
// interval's level is what Holm's correction leaves to the row:
//
// - The p value of a row is the smallest tail at which its interval lies beyond the limit. With
//   confidence 95 % a single row regresses at p <= 0.025.
// - Rows are sorted by it. Decision k of m (from 0) is tested at 0.025 / (m - k), and the first
//   that does not pass stops all behind it. That is Holm (1979): under any dependence between the
//   rows the chance of even one false alarm is at most 2.5 %.
// - The interval that a row shows is the one of this very level (behind the stop: the level of the
//   stop), so that every verdict can be seen in it.
// - Improvements, wholly below 1 / (1 + limit), are a family of their own in the same way.
// - A row whose sample cannot reach the level that is left to it (30 trials say nothing of a p95)
//   can neither pass nor fail, and is not counted in m (stats/multiple_testing.h).
//
// Trials that follow each other closely are not independent of each other: a provider has slow
// minutes. How much less they say is estimated from them in the order of their start, and makes
// every interval wider; the row says what its trials are worth. What is slower than a sixth of the
// run cannot be told from a change, by this or any method: measure both sides at the same time.
//
// How often answers failed is a row like any other: the share of failures on both sides, by an
// exact test (stats/share_comparison.h) of "no worse than the baseline", or with a margin, "no more
// than so many points worse". No margin is the default: a candidate that surely fails more often is
// worse, by however little.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/stats/dependence.h"
#include "framework/stats/estimate.h"
#include "framework/stats/proportion.h"
#include "framework/stats/statistic.h"
#include "framework/stats/trials.h"

namespace lab::gate {

/// A mean that came without its samples.
struct MeanAndDeviation {
  double mean = 0;
  double deviation = 0;  ///< of one sample
  std::int64_t n = 0;
};

/// What a row is computed from. Values are >= 0 (0: an answer out of a cache of ours; infinite: one
/// that never came), on both sides in one unit.
///
///   Observation row{.case_name = "Chat", .metric = "ttft_ms_p95", .paired = true};
///   row.statistic = stats::Statistic::P95();
///   row.baseline.Add({412, 398}, trial.start);       // all answers of trial 0 of the baseline
///   row.candidate.Add({405, 391}, other.start);      // and of its partner
///   Observation failed{.case_name = "Chat", .metric = "failed", .failures = true};
///   failed.baseline.Add({0, 1}, trial.start);        // the second answer failed
struct Observation {
  std::string case_name;
  std::string metric;  ///< the row's name: "ttft_ms_p95"
  stats::Statistic statistic = stats::Statistic::Median();
  bool more_is_better = false;
  bool paired = false;    ///< trial i of both sides is one pair; they are of one number
  bool failures = false;  ///< values are 1 (failed) and 0 (did not); the figure is their share
  stats::Trials baseline;
  stats::Trials candidate;
  /// Instead of the values: the statistic is the mean.
  std::optional<MeanAndDeviation> baseline_moments;
  std::optional<MeanAndDeviation> candidate_moments;
};

enum class Ruling : std::uint8_t {
  kRegression,   ///< worse by more than the limit
  kImprovement,  ///< better by more than the limit
  kSame,         ///< the interval lies within the limit on both sides
  kUnclear,      ///< none of these: the interval reaches over a limit
  kTooFew,       ///< the sample says nothing: measure `needed`
};

/// "regression", "improvement", "same", "unclear", "too few".
std::string_view RulingName(Ruling ruling);

struct Decision {
  std::string case_name;
  std::string metric;
  bool failures = false;  ///< the figures are shares of failures, 0 to 1, and there is no ratio
  double baseline = 0;    ///< the figure over all values
  double candidate = 0;
  std::int64_t n_baseline = 0;  ///< values; of failures, answers that were asked for
  std::int64_t n_candidate = 0;
  stats::Share failed_baseline;  ///< of a row of failures alone
  stats::Share failed_candidate;
  bool paired = false;
  stats::Estimate ratio;  ///< candidate / baseline
  stats::Estimate
      difference;           ///< candidate - baseline, in the metric's unit; of shares, 0.01 a point
  double tail = 0.025;      ///< of the intervals, on each side
  double p_regression = 1;  ///< after Holm's correction; compare with JudgeOptions' (1 - c) / 2
  double p_improvement = 1;
  Ruling ruling = Ruling::kUnclear;
  std::int64_t needed = 0;  ///< samples a side that a decision takes at least; 0 when there are
  /// By how many independent values the smaller side could be replaced (stats/dependence.h); 0 of a
  /// row of moments, which do not say.
  double effective_n = 0;
  stats::Dependence dependence;  ///< of its trials in time
  /// One sentence where trials depend on each other, or where so few cannot show that they do not;
  /// else empty.
  std::string note;
};

/// `resamples` cost about 1 us each at 200 pairs.
struct JudgeOptions {
  double limit = 0.05;       ///< > 0; a change of less is no news
  double confidence = 0.95;  ///< of the whole judgement, two-sided
  std::uint64_t seed = 1;    ///< the same observations, seed and options give the same bits
  int resamples = 2000;
  /// By how many points (0.01 each) the share of failures may rise; 0 <= margin < 1. Above the
  /// limit a difference of shares is not called "same".
  double failures_margin = 0;
};

struct Judgement {
  std::vector<Decision> rows;  ///< in the order of the observations
  std::int64_t family = 0;  ///< rows that could be decided at the first step of Holm's correction

  bool regressed() const;
  /// What the rows' notes come to: a sentence for each share of failures that came together, one
  /// for each number of trials that is too small to know, and one for all rows whose trials depend
  /// on each other, with the one that does most.
  std::vector<std::string> Notes() const;
};

Judgement Judge(const std::vector<Observation>& observations, const JudgeOptions& options = {});

}  // namespace lab::gate
