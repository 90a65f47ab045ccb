#include "framework/measure/critical_path.h"

#include <algorithm>
#include <utility>

namespace lab::measure {
namespace {

bool Decides(const TraceNode& node) {
  if (node.kind == SpanKind::kStep) return false;
  const bool given_up = node.sample != nullptr && node.sample->error &&
                        node.sample->error->kind == ErrorKind::kCancelled;
  return !given_up;
}

// Of two that ended together the one that took longer.
bool EndsBefore(const TraceNode& a, const TraceNode& b) {
  return a.end != b.end ? a.end < b.end : a.start > b.start;
}

}  // namespace

CriticalPath CriticalPathOf(const TrialRecord& trial) {
  std::vector<TraceNode> calls = TraceOf(trial);
  std::erase_if(calls, [](const TraceNode& node) { return !Decides(node); });
  std::stable_sort(calls.begin(), calls.end(), EndsBefore);
  CriticalPath path;
  Time before = kNever;
  for (auto call = calls.rbegin(); call != calls.rend(); ++call) {
    if (call->end > before) continue;
    before = call->start;
    path.busy += call->end - call->start;
    path.calls.push_back(std::move(*call));
  }
  std::reverse(path.calls.begin(), path.calls.end());
  return path;
}

}  // namespace lab::measure
