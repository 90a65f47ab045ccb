#include "framework/measure/trace.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace lab::measure {
namespace {

Time EndOf(Time end, const TrialRecord& trial) { return IsSet(end) ? end : trial.end; }

// The nodes in the order of the record: steps, then requests. Their parents are steps, so indices
// of spans are indices of nodes.
std::vector<TraceNode> Unordered(const TrialRecord& trial) {
  std::vector<TraceNode> nodes;
  nodes.reserve(trial.spans.size() + trial.samples.size());
  for (const Span& span : trial.spans) {
    nodes.push_back({.name = span.name,
                     .kind = span.kind,
                     .parent = span.parent,
                     .start = span.start,
                     .end = EndOf(span.end, trial)});
  }
  for (const Sample& sample : trial.samples) {
    nodes.push_back({.name = sample.model,
                     .kind = SpanKind::kRequest,
                     .parent = sample.step,
                     .start = sample.timeline.start,
                     .end = EndOf(sample.timeline.end, trial),
                     .sample = &sample});
  }
  return nodes;
}

class Orderer {
 public:
  explicit Orderer(std::vector<TraceNode> nodes) : nodes_(std::move(nodes)) {
    children_.resize(nodes_.size() + 1);
    for (std::size_t i = 0; i < nodes_.size(); ++i) ChildrenOf(nodes_[i].parent).push_back(i);
    for (std::vector<std::size_t>& children : children_) {
      std::stable_sort(children.begin(), children.end(), [this](std::size_t a, std::size_t b) {
        return nodes_[a].start < nodes_[b].start;
      });
    }
  }

  std::vector<TraceNode> Ordered() {
    Append(-1, -1, 0);
    return std::move(ordered_);
  }

 private:
  std::vector<std::size_t>& ChildrenOf(std::int64_t node) {
    return children_[static_cast<std::size_t>(node + 1)];
  }

  // As deep as steps are nested by the experiment's code.
  void Append(std::int64_t node, std::int64_t placed_at, int depth) {
    for (std::size_t child : ChildrenOf(node)) {
      const auto place = static_cast<std::int64_t>(ordered_.size());
      TraceNode& placed = ordered_.emplace_back(std::move(nodes_[child]));
      placed.parent = placed_at;
      placed.depth = depth;
      Append(static_cast<std::int64_t>(child), place, depth + 1);
    }
  }

  std::vector<TraceNode> nodes_;
  std::vector<std::vector<std::size_t>> children_;  ///< of node i at i + 1, the trial's at 0
  std::vector<TraceNode> ordered_;
};

}  // namespace

std::vector<TraceNode> TraceOf(const TrialRecord& trial) {
  return Orderer(Unordered(trial)).Ordered();
}

}  // namespace lab::measure
