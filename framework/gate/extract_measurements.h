// What a gate compares: readings, extracted from two runs as the observations that a judgement is
// made of.
//
//   Result<Reading> p95 = ParseReading("ttft_ms_p95");
//   const Observed observed = ObserveRuns(baseline, candidate, {*p95});
//   const Judgement judgement = Judge(observed.observations);
//
// A figure is over all answers that succeeded, as a table's is; a trial of several answers is one
// unit of the resampling. What failed is a reading of its own, "failed_share".
#pragma once

#include <string>
#include <vector>

#include "framework/gate/judge.h"
#include "framework/measure/reading.h"
#include "framework/measure/run.h"

namespace lab::gate {

using measure::ParseReading;
using measure::Reading;

/// What is compared of every case unless asked otherwise: TTFT and latency at their median, p95 and
/// mean. The mean is there for what no percentile below p99 sees: 4 % of the answers twenty times
/// slower. A p99 would take 368 trials and sees it later than the mean does
/// (tests/unit/gate/slow_tail_test.cc).
std::vector<Reading> DefaultReadings();

/// The case name of the rows over all cases of a comparison: what is too little in each of them is
/// not too little in all.
inline constexpr const char* kAllCases = "all cases";

/// A reading that the baseline has of a case and the candidate has not.
struct LostRow {
  std::string case_name;
  std::string metric;
};

struct Observed {
  /// Case by case, in the order of the baseline; those of kAllCases last.
  std::vector<Observation> observations;
  std::vector<std::string> only_baseline;  ///< cases that the other side lacks, or skipped
  std::vector<std::string> only_candidate;
  std::vector<std::string> failed;  ///< measured in the baseline, in the candidate not one success
  std::vector<LostRow> lost;        ///< of cases that did not fail altogether
  std::vector<std::string> notes;   ///< sentences: where one side has failures or skipped a case
};

/// Cases are the same when their full names are; a case without a trial is none. They are paired
/// where both runs have one seed and nearly all trials that succeeded find their partner; else
/// every trial stands for itself.
///
/// `asked` empty: DefaultReadings(), and of each case what its group is judged by. Where something
/// failed on a side the case has a row "failed_share" too, whatever was asked.
///
/// Where more than one case is compared, all cases together have a row "failed_share" if one of
/// them has, and of each mean of a time that is compared one as "latency_relative_mean": each value
/// is divided by its case's mean in the baseline, so that 1 is no change.
Observed ObserveRuns(const measure::Run& baseline, const measure::Run& candidate,
                     const std::vector<Reading>& asked);

}  // namespace lab::gate
