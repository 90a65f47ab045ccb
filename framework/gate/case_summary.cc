#include "framework/gate/case_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "framework/measure/series.h"
#include "framework/stats/percentile.h"

namespace lab::gate {
namespace {

using measure::Metric;

struct Shown {
  Metric metric;
  int percent;
};

constexpr std::array<Shown, 8> kShown{{{Metric::kTtft, 50},
                                       {Metric::kTtft, 95},
                                       {Metric::kFirstVisible, 50},
                                       {Metric::kFirstVisible, 95},
                                       {Metric::kLatency, 50},
                                       {Metric::kLatency, 95},
                                       {Metric::kTpot, 50},
                                       {Metric::kTokensPerSecond, 50}}};

void AddTotals(const measure::Totals& totals, std::vector<Figure>& figures) {
  if (const std::optional<double> cost = totals.usd_per_1k())
    figures.push_back({"usd_per_1k", *cost});
  if (totals.cache_used) figures.push_back({"cache_hit_rate", totals.usage.cache_hit_rate()});
  figures.push_back({"total_requests", static_cast<double>(totals.requests)});
  figures.push_back({"total_input_tokens", static_cast<double>(totals.usage.prompt().count)});
  figures.push_back({"total_output_tokens", static_cast<double>(totals.usage.output_total.count)});
  figures.push_back({"answers", static_cast<double>(totals.views)});
  figures.push_back({"failed", static_cast<double>(totals.failed_views)});
}

}  // namespace

std::vector<Figure> SummaryOf(const measure::CaseRecord& record) {
  std::vector<Figure> figures;
  for (const Shown& shown : kShown) {
    std::vector<double> values = measure::Values(record, shown.metric);
    if (values.empty()) continue;
    std::sort(values.begin(), values.end());
    figures.push_back({fmt::format("{}_p{}", measure::MetricName(shown.metric), shown.percent),
                       stats::QuantileValue(values, shown.percent / 100.0)});
  }
  AddTotals(measure::TotalsOf(record), figures);
  // An experiment may note what it likes, "failed" too.
  const auto taken = [&](const std::string& name) {
    return std::any_of(figures.begin(), figures.end(),
                       [&](const Figure& figure) { return figure.name == name; });
  };
  for (const auto& [name, value] : measure::MeanCounters(record))
    figures.push_back({taken(name) ? name + " (noted)" : name, value});
  return figures;
}

}  // namespace lab::gate
