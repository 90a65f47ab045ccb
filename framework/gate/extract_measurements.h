// What a gate compares: the measurements that are asked for by name, extracted from two runs as the
// observations that a judgement is made of.
//
//   Result<Reading> p95 = ParseReading("ttft_ms_p95");
//   const Observed observed = ObserveRuns(baseline, candidate, {*p95});
//   const Judgement judgement = Judge(observed.observations);
#pragma once

#include <string>
#include <vector>

#include "framework/gate/judge.h"
#include "framework/measure/reading.h"
#include "framework/measure/run.h"

namespace lab::gate {

using measure::ParseReading;
using measure::Reading;

/// What is compared unless asked otherwise: TTFT and latency at their median and p95.
std::vector<Reading> DefaultReadings();

struct Observed {
  std::vector<Observation> observations;   ///< case by case, in the order of the baseline
  std::vector<std::string> only_baseline;  ///< cases that the other side lacks, or skipped
  std::vector<std::string> only_candidate;
  std::vector<std::string> failed;  ///< measured in the baseline, in the candidate not one success
  std::vector<std::string> notes;   ///< sentences: where one side has failures or skipped a case
};

/// Cases are the same when their full names are. They are paired where both runs have one seed and
/// nearly all trials that succeeded find their partner; else every trial stands for itself. A case
/// without a number for a reading has no observation of it.
Observed ObserveRuns(const measure::Run& baseline, const measure::Run& candidate,
                     const std::vector<Reading>& readings);

}  // namespace lab::gate
