// What a case hands to Google Benchmark beside its time.
//
//   for (const auto& [name, value] : CountersOf(record)) state.counters[name] = value;
#pragma once

#include <map>
#include <string>

#include "framework/measure/run.h"

namespace lab {

/// Every figure of measure/figures.h that the case has, with the bounds that it has (a percentile
/// without a counter NAME_high has no upper one at this n), and the experiment's own counters; only
/// finite numbers.
std::map<std::string, double> CountersOf(const measure::CaseRecord& record);

}  // namespace lab
