// What ran inside a trial, as a tree: its steps and its requests.
//
//   for (const TraceNode& node : TraceOf(trial)) Print(node.depth, node.name, node.start);
//
// The requests hang below the steps that sent them (lab::Step::In). Order: depth first, children by
// their start, so that a parent comes before its children. What never started (a request that was
// refused before it was sent) has no place in it; NeverStarted() says what that is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/base/time.h"
#include "framework/measure/sample.h"
#include "framework/measure/span.h"

namespace lab::measure {

struct TraceNode {
  std::string name;  ///< a request's: its model
  SpanKind kind = SpanKind::kStep;
  int depth = 0;             ///< 0: directly in the trial
  std::int64_t parent = -1;  ///< index among the nodes; -1: the trial
  Time start = kUnset;
  Time end = kUnset;  ///< the trial's, where the step was given up before its own; never before
                      ///< the start
  /// The request; nullptr for a step. Lives as long as the trial's record.
  const Sample* sample = nullptr;
};

std::vector<TraceNode> TraceOf(const TrialRecord& trial);

/// "", or what TraceOf() leaves out and the first reason: "2 requests that never started (no such
/// model)".
std::string NeverStarted(const TrialRecord& trial);

}  // namespace lab::measure
