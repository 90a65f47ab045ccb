// Which model calls and tool waits decided when a trial ended: its critical path.
//
//   CriticalPath path = CriticalPathOf(trial);
//   trial.Note("critical path", path.calls.size());    // so many, one after the other
//
// From the call that ended last, back each time to the one that ended last among those that had
// ended when it began: what CRISP does with a trace of services (Zhang et al., USENIX ATC 2022).
// Steps only group; requests and tools are calls. Calls that overlap are never both on it, so ten
// calls at once count as one. Calls that were given up (a hedge that lost) decide nothing.
#pragma once

#include <vector>

#include "framework/base/time.h"
#include "framework/measure/trace.h"

namespace lab::measure {

struct CriticalPath {
  std::vector<TraceNode> calls;      ///< in the order in which they ran
  Duration busy = Duration::zero();  ///< the time within them
};

CriticalPath CriticalPathOf(const TrialRecord& trial);

}  // namespace lab::measure
