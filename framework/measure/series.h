// The numbers of a case, ready for statistics; the formulas are those of metrics.h.
//
//   std::vector<double> latency_ms = Values(record, Metric::kLatency);     // the successes
//   PairedValues pairs = Pair(*baseline, record, Metric::kFirstVisible);   // trial i with trial i
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "framework/base/units.h"
#include "framework/llm/usage.h"
#include "framework/measure/run.h"

namespace lab::measure {

/// All that a trial has of it, in the quantity's unit. Of a metric one number a view that
/// succeeded, in order (a first token or a first text that never came is infinitely late); of a
/// pooled one all that the requests which succeeded have. Of money one number, where every request
/// has a price and the trial did not fail: 0 for an answer that took no request. Of failures 1 or 0
/// a view, and 1 for a trial that could not be carried out where no view says so already. Of a time
/// of the experiment's own each that was told, where nothing of the trial failed.
std::vector<double> Values(const TrialRecord& trial, const Quantity& what);

/// Of all trials, one after the other.
std::vector<double> Values(const CaseRecord& record, const Quantity& what);

/// The same apart by trial, for intervals: a vector for each trial that has such a number.
std::vector<std::vector<double>> ValuesByTrial(const CaseRecord& record, const Quantity& what);

/// The mean over a trial's views, or over the times that it told; absent when one of its views
/// failed or has no such number, and for a pooled metric. Of failures their share.
std::optional<double> TrialValue(const TrialRecord& trial, const Quantity& what);

/// Two series of equal length: the trials that succeeded on both sides.
struct PairedValues {
  std::vector<double> baseline;
  std::vector<double> candidate;
};
PairedValues Pair(const CaseRecord& baseline, const CaseRecord& candidate, const Quantity& what);

/// The names of the times that the experiment measured by itself, in some trial.
std::set<std::string> OwnTimes(const CaseRecord& record);
std::set<std::string> OwnTimes(const Run& run);

/// What a case came to. Money and tokens are over all its requests, failed ones and warm-ups
/// included.
struct Totals {
  std::int64_t views = 0;
  std::int64_t failed_views = 0;
  std::int64_t unseen_views = 0;   ///< succeeded without text that a user sees
  std::int64_t broken_trials = 0;  ///< not carried out, where no failed view says so already
  std::int64_t requests = 0;
  std::map<std::string, std::int64_t> errors;  ///< failed requests by kind
  Usage usage;
  Usd cost;
  bool cost_known = false;     ///< every request had a price
  bool cache_used = false;     ///< some request read or wrote a cache
  std::int64_t estimated = 0;  ///< requests of which the cost is (Sample::cost_estimated)
  std::int64_t failed_requests() const;
  /// A thousand of what the user asked for, at this case's average; absent without prices or views.
  std::optional<double> usd_per_1k() const;
};
Totals TotalsOf(const CaseRecord& record);

}  // namespace lab::measure
