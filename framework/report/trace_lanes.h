// Which parts of a trace can share a line: for each node the number of its lane, from 0.
//
//   std::vector<int> lanes = LanesOf(TraceOf(trial));
//
// Within a lane any two nodes are apart or one within the other. A node stays in its parent's lane
// where it can, else it takes the first that is free.
#pragma once

#include <vector>

#include "framework/measure/trace.h"

namespace lab::report {

/// `nodes` in the order of TraceOf(): a parent before its children.
std::vector<int> LanesOf(const std::vector<measure::TraceNode>& nodes);

}  // namespace lab::report
