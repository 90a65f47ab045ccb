#include "framework/measure/span.h"

#include <algorithm>
#include <array>

namespace lab::measure {
namespace {

constexpr std::array<std::string_view, 3> kNames{"step", "request", "tool"};

}  // namespace

std::string_view SpanKindName(SpanKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<SpanKind> ParseSpanKind(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<SpanKind>(found - kNames.begin());
}

}  // namespace lab::measure
