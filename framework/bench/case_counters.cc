#include "framework/bench/case_counters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "framework/measure/series.h"
#include "framework/stats/percentile.h"

namespace lab {
namespace {

void AddQuantiles(const measure::CaseRecord& record, measure::Metric metric,
                  const std::vector<int>& percents, std::map<std::string, double>& counters) {
  std::vector<double> values = measure::Values(record, metric);
  if (values.empty()) return;
  std::sort(values.begin(), values.end());
  for (int percent : percents) {
    counters[fmt::format("{}_p{}", measure::MetricName(metric), percent)] =
        stats::QuantileValue(values, percent / 100.0);
  }
}

// Trials that could not be carried out, where no failed view says so already.
std::int64_t BrokenTrials(const measure::CaseRecord& record) {
  return std::count_if(record.trials.begin(), record.trials.end(), [](const auto& trial) {
    return trial.error && std::none_of(trial.views.begin(), trial.views.end(),
                                       [](const measure::View& view) { return view.failed; });
  });
}

}  // namespace

std::map<std::string, double> CountersOf(const measure::CaseRecord& record) {
  std::map<std::string, double> counters = measure::MeanCounters(record);
  AddQuantiles(record, measure::Metric::kTtft, {50, 95, 99}, counters);
  AddQuantiles(record, measure::Metric::kFirstVisible, {50}, counters);
  AddQuantiles(record, measure::Metric::kLatency, {50, 95, 99}, counters);
  AddQuantiles(record, measure::Metric::kTokensPerSecond, {50}, counters);
  const measure::Totals totals = measure::TotalsOf(record);
  if (const std::optional<double> cost = totals.usd_per_1k()) counters["usd_per_1k"] = *cost;
  if (totals.cache_used) counters["cache_hit_rate"] = totals.usage.cache_hit_rate();
  counters["failed"] = static_cast<double>(totals.failed_views + BrokenTrials(record));
  std::erase_if(counters, [](const auto& counter) { return !std::isfinite(counter.second); });
  return counters;
}

}  // namespace lab
