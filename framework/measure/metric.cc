#include "framework/measure/metric.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace lab::measure {
namespace {

// In the order of the enumeration.
constexpr std::array<MetricInfo, 6> kMetrics{{
    {Metric::kTtft, "ttft_ms", "TTFT", Unit::kMs, Better::kLess, false,
     "from asking to the first token of any kind (text, reasoning, a tool call); of a buffered "
     "answer to its end"},
    {Metric::kFirstVisible, "first_visible_ms", "first text", Unit::kMs, Better::kLess, false,
     "from asking to the first text that a user sees"},
    {Metric::kLatency, "latency_ms", "latency", Unit::kMs, Better::kLess, false,
     "from asking to the whole answer"},
    {Metric::kTpot, "tpot_ms", "TPOT", Unit::kMs, Better::kLess, false,
     "(last token - first token) / (output tokens - 1), one number an answer that was streamed"},
    {Metric::kTokensPerSecond, "tokens_per_s", "tokens/s", Unit::kPerSecond, Better::kMore, false,
     "output tokens / (end - first token)"},
    {Metric::kItl, "itl_ms", "ITL", Unit::kMs, Better::kLess, true,
     "every gap between two content events of a request that succeeded, all requests together; a "
     "gap inside one read is left out, as it cannot be measured"},
}};

constexpr std::array<std::string_view, 6> kUnits{"ms", "1/s", "USD", "share", "tokens", ""};

}  // namespace

std::string_view UnitName(Unit unit) { return kUnits[static_cast<std::size_t>(unit)]; }

bool IsCounted(Unit unit) { return unit == Unit::kTokens || unit == Unit::kCount; }

std::span<const MetricInfo> AllMetrics() { return kMetrics; }

const MetricInfo& InfoOf(Metric metric) { return kMetrics[static_cast<std::size_t>(metric)]; }

std::string_view MetricName(Metric metric) { return InfoOf(metric).name; }

std::string_view MetricTitle(Metric metric) { return InfoOf(metric).title; }

std::optional<Metric> ParseMetric(std::string_view name) {
  const auto* const found = std::find_if(kMetrics.begin(), kMetrics.end(),
                                         [&](const MetricInfo& info) { return info.name == name; });
  if (found == kMetrics.end()) return std::nullopt;
  return found->metric;
}

}  // namespace lab::measure
