// What is measured of an answer or of a request, one row each. Every report, counter and gate reads
// its names, units and directions from here.
//
//   for (const MetricInfo& info : AllMetrics()) fmt::print("{}: {}\n", info.name, info.definition);
//   std::optional<Metric> metric = ParseMetric("ttft_ms");
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace lab::measure {

enum class Metric : std::uint8_t {
  kTtft,             ///< asked to first token of any kind, ms
  kFirstVisible,     ///< asked to first text that the user sees, ms
  kLatency,          ///< asked to the whole answer, ms
  kTpot,             ///< (last token - first token) / (output tokens - 1), ms, one number a request
  kTokensPerSecond,  ///< output tokens / (end - first token)
  kItl,              ///< every gap between two content events of a request, ms, pooled
};

/// In which a number is given; the end of its name says it too.
enum class Unit : std::uint8_t { kMs, kPerSecond, kUsd, kShare, kTokens, kCount };
/// "ms", "1/s", "USD", "share", "tokens", "".
std::string_view UnitName(Unit unit);
/// Whole numbers: tokens and counts.
bool IsCounted(Unit unit);

/// Which way is an improvement.
enum class Better : std::uint8_t { kLess, kMore, kNeither };

struct MetricInfo {
  Metric metric;
  std::string_view name;   ///< "ttft_ms": the unit stands last
  std::string_view title;  ///< for people: "TTFT"
  Unit unit;
  Better better;
  /// Many numbers an answer, which are not independent of each other. There is no one number a
  /// trial then, so nothing is compared or gated by it.
  bool pooled;
  std::string_view definition;  ///< one sentence, for docs/figures.md
};

std::span<const MetricInfo> AllMetrics();
const MetricInfo& InfoOf(Metric metric);

/// InfoOf(metric).name and .title.
std::string_view MetricName(Metric metric);
std::string_view MetricTitle(Metric metric);
std::optional<Metric> ParseMetric(std::string_view name);

}  // namespace lab::measure
