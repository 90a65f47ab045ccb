// What a gate reads off a case: one metric, one statistic, under one name.
//
//   Result<Reading> reading = ParseReading("ttft_ms_p95");
//   Result<Reading> mean = ParseReading("latency_ms_mean");
//   std::optional<double> value = TrialValueOf(trial, reading->metric);
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
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

/// `NAME_pNN` or `NAME_mean`. ErrorKind::kUsage lists the names that there are.
Result<Reading> ParseReading(std::string_view name);

/// What is compared unless asked otherwise: TTFT and latency at their median and p95.
std::vector<Reading> DefaultReadings();

/// Absent when the trial failed or has no such number.
std::optional<double> TrialValueOf(const measure::TrialRecord& trial, const ReadingMetric& metric);

}  // namespace lab::gate
