#include "framework/measure/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace lab::measure {
namespace {

// Of what was given up: when its trial ended.
Time EndOf(Time start, Time end, const TrialRecord& trial) {
  const Time known = IsSet(end) ? end : trial.end;
  return IsSet(known) ? std::max(start, known) : start;
}

// What never started has no place in time: its children hang where it would.
std::vector<std::int64_t> NearestStarted(const std::vector<Span>& spans) {
  std::vector<std::int64_t> nearest;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const std::int64_t parent = spans[i].parent;
    const std::int64_t above = parent < 0 ? -1 : nearest[static_cast<std::size_t>(parent)];
    nearest.push_back(IsSet(spans[i].start) ? static_cast<std::int64_t>(i) : above);
  }
  return nearest;
}

// The nodes in the order of the record: steps, then requests. Their parents are steps, so indices
// of spans are indices of nodes; those that never started are there, without a start.
std::vector<TraceNode> Unordered(const TrialRecord& trial) {
  const std::vector<std::int64_t> nearest = NearestStarted(trial.spans);
  const auto started = [&](std::int64_t parent) {
    return parent < 0 ? -1 : nearest[static_cast<std::size_t>(parent)];
  };
  std::vector<TraceNode> nodes;
  nodes.reserve(trial.spans.size() + trial.samples.size());
  for (const Span& span : trial.spans) {
    nodes.push_back({.name = span.name,
                     .kind = span.kind,
                     .parent = started(span.parent),
                     .start = span.start,
                     .end = EndOf(span.start, span.end, trial)});
  }
  for (const Sample& sample : trial.samples) {
    nodes.push_back({.name = sample.model,
                     .kind = SpanKind::kRequest,
                     .parent = started(sample.step),
                     .start = sample.timeline.start,
                     .end = EndOf(sample.timeline.start, sample.timeline.end, trial),
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
      if (!IsSet(nodes_[child].start)) continue;
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

std::string NeverStarted(const TrialRecord& trial) {
  const auto is_left_out = [](const Sample& sample) { return !IsSet(sample.timeline.start); };
  const auto requests = std::count_if(trial.samples.begin(), trial.samples.end(), is_left_out);
  const auto steps = std::count_if(trial.spans.begin(), trial.spans.end(),
                                   [](const Span& span) { return !IsSet(span.start); });
  if (requests + steps == 0) return "";
  std::string text;
  if (requests > 0) text = fmt::format("{} request{}", requests, requests == 1 ? "" : "s");
  if (steps > 0)
    text += fmt::format("{}{} step{}", text.empty() ? "" : " and ", steps, steps == 1 ? "" : "s");
  text += " that never started";
  const auto first = std::find_if(trial.samples.begin(), trial.samples.end(), is_left_out);
  if (first != trial.samples.end() && first->error) text += " (" + first->error->message + ")";
  return text;
}

std::vector<TraceNode> TraceOf(const TrialRecord& trial) {
  return Orderer(Unordered(trial)).Ordered();
}

}  // namespace lab::measure
