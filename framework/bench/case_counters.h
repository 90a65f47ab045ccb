// What a case hands to Google Benchmark beside its time.
//
//   for (const auto& [name, value] : CountersOf(record)) state.counters[name] = value;
#pragma once

#include <map>
#include <string>

#include "framework/measure/run.h"

namespace lab {

/// "ttft_ms_p50", "latency_ms_p95", "tokens_per_s_p50", "usd_per_1k", "cache_hit_rate", "failed"
/// and the experiment's own; only finite numbers, only those that exist.
std::map<std::string, double> CountersOf(const measure::CaseRecord& record);

}  // namespace lab
