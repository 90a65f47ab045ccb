// A load run as a file: {"verdict", "requests", "metrics", "client", "errors", "config", ...}.
//
//   WriteLoadJson(report, file);
//   jq .metrics.ttft_ms.p99 run.json
//   WriteLoadLine(run, row, sample, file);     // a line a request, while the run goes on
//
// Units stand last in names. What does not exist is null: a bound of a percentile that too few
// answers allow, the delivered share of a closed loop. Keys are added and never renamed.
#pragma once

#include <iosfwd>

#include "framework/report/load_report.h"

namespace lab::report {

void WriteLoadJson(const LoadReport& report, std::ostream& out);

/// {"index", "due_ms", "start_ms", "lag_ms", "held_ms", "error", "request_id", "row": {...}}: times
/// from the start of the run. No prompt, no answer.
void WriteLoadLine(Time run_start, const measure::LoadRow& row, const measure::Sample& sample,
                   std::ostream& out);

}  // namespace lab::report
