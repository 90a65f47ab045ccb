#include "framework/measure/load_slo.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <vector>

#include "framework/base/text.h"

namespace lab::measure {
namespace {

/// What may be promised, and what others call it.
struct SloMetric {
  std::string_view name;
  std::string_view other;
  Duration (*of)(const Row& row);  ///< null: of gaps, of which a request has many
};

constexpr auto kSloMetrics = std::to_array<SloMetric>({
    {"ttft_ms", "ttft", [](const Row& row) { return row.ttft; }},
    {"ttft_intended_ms", "", [](const Row& row) { return row.ttft_intended; }},
    {"first_visible_ms", "", [](const Row& row) { return row.first_visible; }},
    {"tpot_ms", "tpot", [](const Row& row) { return row.tpot; }},
    {"itl_ms", "itl", nullptr},
    {"latency_ms", "e2el", [](const Row& row) { return row.latency; }},
    {"latency_intended_ms", "", [](const Row& row) { return row.latency_intended; }},
    {"normalised_latency_ms", "", [](const Row& row) { return row.normalised_latency; }},
});

const SloMetric* FindSloMetric(std::string_view name) {
  const auto place =
      std::find_if(kSloMetrics.begin(), kSloMetrics.end(), [name](const SloMetric& metric) {
        return metric.name == name || (!name.empty() && metric.other == name);
      });
  return place == kSloMetrics.end() ? nullptr : &*place;
}

std::optional<double> LoadPercentileNamed(std::string_view name) {
  const auto place = std::find(kLoadPercentileNames.begin(), kLoadPercentileNames.end(), name);
  if (place == kLoadPercentileNames.end()) return std::nullopt;
  return kLoadPercentiles[static_cast<std::size_t>(place - kLoadPercentileNames.begin())];
}

Error RefuseSlo(std::string_view text) {
  std::vector<std::string_view> names;
  for (const SloMetric& metric : kSloMetrics) names.push_back(metric.name);
  return {ErrorKind::kUsage,
          fmt::format("the SLO '{}' should be METRIC=MS for each request or METRIC_P99=MS for a "
                      "percentile, e.g. ttft_ms_p99=500; metrics are {}, percentiles {}; itl_ms "
                      "needs one",
                      Excerpt(text, 40), fmt::join(names, ", "),
                      fmt::join(kLoadPercentileNames, ", "))};
}

// "ttft_ms_p99" or "ttft_ms", into `slo`.
bool TakeName(std::string_view name, LoadSlo& slo) {
  const std::size_t cut = name.rfind('_');
  if (cut != std::string_view::npos && !slo.percentile) {
    slo.percentile = LoadPercentileNamed(name.substr(cut + 1));
    if (slo.percentile) name = name.substr(0, cut);
  }
  const SloMetric* metric = FindSloMetric(name);
  if (metric == nullptr || (metric->of == nullptr && !slo.percentile)) return false;
  slo.metric = metric->name;
  return true;
}

bool TakeLimit(std::string_view text, LoadSlo& slo) {
  const std::optional<double> limit = ParseNumber(text);
  if (!limit || !(*limit > 0)) return false;
  slo.limit_ms = *limit;
  return true;
}

}  // namespace

std::string LoadSlo::text() const {
  if (!percentile) return fmt::format("{} <= {:g}", metric, limit_ms);
  const auto place = std::find(kLoadPercentiles.begin(), kLoadPercentiles.end(), *percentile);
  return fmt::format(
      "{}_{} <= {:g}", metric,
      kLoadPercentileNames[static_cast<std::size_t>(place - kLoadPercentiles.begin())], limit_ms);
}

Result<LoadSlo> ParseLoadSlo(std::string_view text) {
  LoadSlo slo;
  const std::string_view trimmed = Trim(text);
  if (const std::size_t equals = trimmed.find('='); equals != std::string_view::npos) {
    const bool whole =
        TakeName(trimmed.substr(0, equals), slo) && TakeLimit(trimmed.substr(equals + 1), slo);
    if (whole) return slo;
    return RefuseSlo(text);
  }
  const std::vector<std::string_view> parts = Split(trimmed, ':');
  if (parts.size() == 2 && TakeName(parts[0], slo) && TakeLimit(parts[1], slo)) return slo;
  if (parts.size() != 4 || (parts[2] != "le" && parts[2] != "lt")) return RefuseSlo(text);
  slo.percentile = LoadPercentileNamed(parts[1]);
  if (slo.percentile && TakeName(parts[0], slo) && TakeLimit(parts[3], slo)) return slo;
  return RefuseSlo(text);
}

bool Keeps(const LoadSlo& slo, const Row& row) {
  if (row.error) return false;
  const SloMetric* metric = FindSloMetric(slo.metric);
  if (metric->of == nullptr) return !IsThere(row.gaps.p99) || ToMs(row.gaps.p99) <= slo.limit_ms;
  const Duration value = metric->of(row);
  if (!IsThere(value)) return slo.metric == "tpot_ms";
  return ToMs(value) <= slo.limit_ms;
}

std::optional<bool> Holds(const LoadSlo& slo, const std::vector<LoadFigure>& figures) {
  if (!slo.percentile) return std::nullopt;
  const LoadFigure* figure = FindLoadFigure(figures, slo.metric);
  return figure != nullptr && figure->at(*slo.percentile).value <= slo.limit_ms;
}

}  // namespace lab::measure
