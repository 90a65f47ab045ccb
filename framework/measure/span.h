// A step of a trial: an agent's turn, a tool that ran, a request. Steps form a tree.
//
//   trial.spans.push_back({.name = "supervisor", .kind = SpanKind::kStep, .start = loop.Now()});
//   trial.spans.push_back({.name = "search", .kind = SpanKind::kTool, .parent = 0, ...});
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "framework/base/time.h"

namespace lab::measure {

enum class SpanKind : std::uint8_t {
  kStep,     ///< what the experiment groups: an agent, a turn, a merge
  kRequest,  ///< waiting for a model
  kTool,     ///< waiting for a tool
};

/// "step", "request", "tool".
std::string_view SpanKindName(SpanKind kind);
std::optional<SpanKind> ParseSpanKind(std::string_view name);

struct Span {
  std::string name;
  SpanKind kind = SpanKind::kStep;
  std::int64_t parent = -1;  ///< index among the trial's spans; -1: the trial itself
  Time start = kUnset;
  Time end = kUnset;  ///< kUnset: it was given up before its end
};

}  // namespace lab::measure
