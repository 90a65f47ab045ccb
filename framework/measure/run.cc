#include "framework/measure/run.h"

#include <fmt/format.h>

#include <array>

namespace lab::measure {
namespace {

struct MetricRow {
  Metric metric;
  std::string_view name;
  std::string_view title;
};

constexpr std::array<MetricRow, 5> kMetrics{{
    {Metric::kTtft, "ttft_ms", "TTFT"},
    {Metric::kFirstVisible, "first_visible_ms", "first text"},
    {Metric::kLatency, "latency_ms", "latency"},
    {Metric::kTpot, "tpot_ms", "TPOT"},
    {Metric::kTokensPerSecond, "tokens_per_s", "tokens/s"},
}};

const MetricRow& RowOf(Metric metric) { return kMetrics[static_cast<std::size_t>(metric)]; }

}  // namespace

std::string_view MetricName(Metric metric) { return RowOf(metric).name; }

std::string_view MetricTitle(Metric metric) { return RowOf(metric).title; }

std::optional<Metric> ParseMetric(std::string_view name) {
  for (const MetricRow& row : kMetrics) {
    if (row.name == name) return row.metric;
  }
  return std::nullopt;
}

std::string CaseRecord::short_name() const {
  std::string text = name;
  for (const auto& [key, value] : args) {
    text += key.empty() ? fmt::format("/{}", value) : fmt::format("/{}:{}", key, value);
  }
  return text;
}

std::string CaseRecord::full_name() const {
  return fmt::format("{}/{}/{}", suite, group, short_name());
}

const CaseRecord* BaselineOf(const Run& run, const CaseRecord& candidate) {
  const CaseRecord* only = nullptr;
  int baselines = 0;
  for (const CaseRecord& other : run.cases) {
    if (!other.baseline || other.suite != candidate.suite || other.group != candidate.group)
      continue;
    if (&other == &candidate) return nullptr;
    if (other.args == candidate.args) return &other;
    only = &other;
    ++baselines;
  }
  return baselines == 1 ? only : nullptr;
}

}  // namespace lab::measure
