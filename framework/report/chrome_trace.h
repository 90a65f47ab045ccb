// Trials as a trace that Perfetto (ui.perfetto.dev) and chrome://tracing open.
//
//   WriteChromeTrace(run, {.trial = 0}, file);
//
// The "JSON Object Format" of the Trace Event Format: {"traceEvents": [...]}. A case is a process,
// so that the same trial of several cases stands one below the other; its steps, requests and tools
// are complete events ("ph": "X", ts and dur in microseconds from the start of the trial), each
// request with marks ("ph": "i") at its first token and its first visible text. What overlaps lies
// on threads of its own, since events of one thread must nest. What never started has no event; the
// process's label says how much that is. The same bytes for the same run.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>

#include "framework/measure/run.h"

namespace lab::report {

struct TraceOptions {
  std::int64_t trial = 0;  ///< of each case the trial of this index; a case without it is left out
};

/// The trial of that index; nullptr when the case has none.
const measure::TrialRecord* FindTrial(const measure::CaseRecord& record, std::int64_t index);

void WriteChromeTrace(const measure::Run& run, const TraceOptions& options, std::ostream& out);

}  // namespace lab::report
