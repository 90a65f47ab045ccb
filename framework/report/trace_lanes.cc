#include "framework/report/trace_lanes.h"

#include <algorithm>
#include <cstddef>

namespace lab::report {
namespace {

using measure::TraceNode;

bool Contains(const TraceNode& outer, const TraceNode& inner) {
  return outer.start <= inner.start && inner.end <= outer.end;
}

bool CanShare(const TraceNode& a, const TraceNode& b) {
  return a.end <= b.start || b.end <= a.start || Contains(a, b) || Contains(b, a);
}

// A node must lie within the ancestor that is already there, not around a cousin.
bool HasRoom(const std::vector<const TraceNode*>& lane, const TraceNode& node) {
  return std::all_of(lane.begin(), lane.end(),
                     [&](const TraceNode* other) { return CanShare(*other, node); });
}

// Siblings that run at the same time stand beside each other even where one is within the other:
// it is not a part of it.
bool IsBesideASibling(const std::vector<const TraceNode*>& lane, const TraceNode& node) {
  return std::any_of(lane.begin(), lane.end(), [&](const TraceNode* other) {
    return other->parent == node.parent && other->start < node.end && node.start < other->end;
  });
}

}  // namespace

std::vector<int> LanesOf(const std::vector<TraceNode>& nodes) {
  std::vector<std::vector<const TraceNode*>> lanes;
  std::vector<int> chosen;
  chosen.reserve(nodes.size());
  const auto fits = [&](std::size_t lane, const TraceNode& node) {
    return HasRoom(lanes[lane], node) && !IsBesideASibling(lanes[lane], node);
  };
  for (const TraceNode& node : nodes) {
    std::size_t lane =
        node.parent < 0 ? 0
                        : static_cast<std::size_t>(chosen[static_cast<std::size_t>(node.parent)]);
    if (lane < lanes.size() && !fits(lane, node)) lane = 0;
    while (lane < lanes.size() && !fits(lane, node)) ++lane;
    if (lane == lanes.size()) lanes.emplace_back();
    lanes[lane].push_back(&node);
    chosen.push_back(static_cast<int>(lane));
  }
  return chosen;
}

}  // namespace lab::report
