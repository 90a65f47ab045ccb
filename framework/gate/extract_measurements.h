// What a gate compares: the measurements that are asked for by name, extracted from two runs as the
// observations that a judgement is made of.
//
//   Result<Reading> p95 = ParseReading("ttft_ms_p95");
//   const Observed observed = ObserveRuns(baseline, candidate, {*p95});
//   const Judgement judgement = Judge(observed.observations);
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/gate/judge.h"
#include "framework/measure/run.h"
#include "framework/stats/statistic.h"

namespace lab::gate {

/// A column of numbers, one a trial: a metric of measure/run.h, or what the trial cost.
struct ReadingMetric {
  std::string name;                       ///< "ttft_ms", "cost_usd"
  std::optional<measure::Metric> metric;  ///< absent: money
  bool more_is_better = false;            ///< a speed
};

struct Reading {
  std::string name;  ///< "ttft_ms_p95": the metric's and the statistic's
  ReadingMetric metric;
  stats::Statistic statistic = stats::Statistic::Median();
};

/// `NAME_pNN` or `NAME_mean`. ErrorKind::kUsage lists the names that there are, or says why one of
/// measure/metric.h is none: token gaps are many a trial, and not independent of each other.
Result<Reading> ParseReading(std::string_view name);

/// What is compared unless asked otherwise: TTFT and latency at their median and p95.
std::vector<Reading> DefaultReadings();

/// Absent when the trial failed or has no such number.
std::optional<double> TrialValueOf(const measure::TrialRecord& trial, const ReadingMetric& metric);

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
