#include "framework/measure/pareto.h"

#include <algorithm>
#include <map>
#include <string>

#include "framework/measure/figures.h"
#include "framework/measure/series.h"
#include "framework/stats/percentile.h"

namespace lab::measure {

bool Dominates(const Outcome& a, const Outcome& b) {
  const bool no_worse = a.latency_ms_p50 <= b.latency_ms_p50 && a.usd_per_1k <= b.usd_per_1k &&
                        a.accuracy >= b.accuracy;
  const bool better =
      a.latency_ms_p50 < b.latency_ms_p50 || a.usd_per_1k < b.usd_per_1k || a.accuracy > b.accuracy;
  return no_worse && better;
}

std::vector<bool> OnFrontier(std::span<const Outcome> outcomes) {
  std::vector<bool> on;
  for (const Outcome& outcome : outcomes) {
    on.push_back(std::none_of(outcomes.begin(), outcomes.end(),
                              [&](const Outcome& other) { return Dominates(other, outcome); }));
  }
  return on;
}

std::optional<Outcome> OutcomeOf(const CaseRecord& record) {
  std::vector<double> latency_ms = Values(record, Metric::kLatency);
  const std::optional<double> cost = TotalsOf(record).usd_per_1k();
  const std::map<std::string, double> counters = MeanCounters(record);
  const auto accuracy = counters.find(std::string(kAccuracy));
  if (latency_ms.empty() || !cost || accuracy == counters.end()) return std::nullopt;
  std::sort(latency_ms.begin(), latency_ms.end());
  return Outcome{.latency_ms_p50 = stats::QuantileValue(latency_ms, 0.5),
                 .usd_per_1k = *cost,
                 .accuracy = accuracy->second};
}

}  // namespace lab::measure
