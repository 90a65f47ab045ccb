// The figures by which people know a case: what a gate prints when something moved.
//
//   for (const Figure& figure : SummaryOf(record)) fmt::print("{} {}", figure.name, figure.value);
#pragma once

#include <string>
#include <vector>

#include "framework/measure/run.h"

namespace lab::gate {

struct Figure {
  std::string name;  ///< its unit last: "ttft_ms_p95", "usd_per_1k", or the experiment's own
  double value = 0;
};

/// Percentiles over the answers that succeeded, totals over all requests, the experiment's own
/// counters at their mean; only what exists.
std::vector<Figure> SummaryOf(const measure::CaseRecord& record);

}  // namespace lab::gate
