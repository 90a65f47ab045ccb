// The numbers of a case, ready for statistics; the formulas are those of metrics.h.
//
//   std::vector<double> latency_ms = Values(record, Metric::kLatency);     // the successes
//   PairedValues pairs = Pair(*baseline, record, Metric::kFirstVisible);   // trial i with trial i
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "framework/base/units.h"
#include "framework/llm/usage.h"
#include "framework/measure/run.h"

namespace lab::measure {

/// One number a view that succeeded, in order; of a pooled metric all that the requests which
/// succeeded have. Milliseconds, or tokens a second.
std::vector<double> Values(const CaseRecord& record, Metric metric);

/// The mean over a trial's views; absent when one of them failed or has no such number, and for a
/// pooled metric.
std::optional<double> TrialValue(const TrialRecord& trial, Metric metric);

/// Two series of equal length: the trials that succeeded on both sides.
struct PairedValues {
  std::vector<double> baseline;
  std::vector<double> candidate;
};
PairedValues Pair(const CaseRecord& baseline, const CaseRecord& candidate, Metric metric);

/// What a case came to. Money and tokens are over all its requests, failed ones and warm-ups
/// included.
struct Totals {
  std::int64_t views = 0;
  std::int64_t failed_views = 0;
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
