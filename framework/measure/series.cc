#include "framework/measure/series.h"

#include <algorithm>
#include <numeric>

#include "framework/base/time.h"
#include "framework/measure/metrics.h"

namespace lab::measure {
namespace {

std::optional<double> InMs(const std::optional<Duration>& duration) {
  if (!duration) return std::nullopt;
  return ToMs(*duration);
}

std::optional<double> ValueOf(const View& view, Metric metric) {
  if (view.failed) return std::nullopt;
  const Stamps stamps = StampsOf(view);
  switch (metric) {
    case Metric::kTtft:
      return InMs(Ttft(stamps));
    case Metric::kFirstVisible:
      return InMs(FirstVisible(stamps));
    case Metric::kLatency:
      return InMs(Latency(stamps));
    case Metric::kTpot:
      return InMs(Tpot(stamps));
    case Metric::kTokensPerSecond:
      return TokensPerSecond(stamps);
    case Metric::kItl:
      return std::nullopt;
  }
  return std::nullopt;
}

void AddGaps(const TrialRecord& trial, std::vector<double>& values) {
  for (const Sample& sample : trial.samples) {
    if (sample.error) continue;
    for (const Duration gap : GapsOf(sample.timeline).measured) values.push_back(ToMs(gap));
  }
}

bool HasFailedView(const TrialRecord& trial) {
  return std::any_of(trial.views.begin(), trial.views.end(),
                     [](const View& view) { return view.failed; });
}

}  // namespace

std::vector<double> Values(const CaseRecord& record, Metric metric) {
  std::vector<double> values;
  for (const TrialRecord& trial : record.trials) {
    if (metric == Metric::kItl) AddGaps(trial, values);
    for (const View& view : trial.views) {
      if (const std::optional<double> value = ValueOf(view, metric)) values.push_back(*value);
    }
  }
  return values;
}

std::optional<double> TrialValue(const TrialRecord& trial, Metric metric) {
  if (trial.error || trial.views.empty()) return std::nullopt;
  double sum = 0;
  for (const View& view : trial.views) {
    const std::optional<double> value = ValueOf(view, metric);
    if (!value) return std::nullopt;
    sum += *value;
  }
  return sum / static_cast<double>(trial.views.size());
}

PairedValues Pair(const CaseRecord& baseline, const CaseRecord& candidate, Metric metric) {
  std::map<std::int64_t, double> by_index;
  for (const TrialRecord& trial : baseline.trials) {
    if (const std::optional<double> value = TrialValue(trial, metric))
      by_index[trial.index] = *value;
  }
  PairedValues pairs;
  for (const TrialRecord& trial : candidate.trials) {
    const auto partner = by_index.find(trial.index);
    const std::optional<double> value = TrialValue(trial, metric);
    if (partner == by_index.end() || !value) continue;
    pairs.baseline.push_back(partner->second);
    pairs.candidate.push_back(*value);
  }
  return pairs;
}

std::optional<double> Totals::usd_per_1k() const {
  if (!cost_known || views == 0) return std::nullopt;
  return cost.dollars() * 1000 / static_cast<double>(views);
}

std::int64_t Totals::failed_requests() const {
  return std::accumulate(errors.begin(), errors.end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& kind) { return sum + kind.second; });
}

Totals TotalsOf(const CaseRecord& record) {
  Totals totals;
  totals.cost_known = true;
  for (const TrialRecord& trial : record.trials) {
    totals.views += static_cast<std::int64_t>(trial.views.size());
    totals.failed_views += std::count_if(trial.views.begin(), trial.views.end(),
                                         [](const View& view) { return view.failed; });
    if (trial.error && !HasFailedView(trial)) ++totals.broken_trials;
    for (const Sample& sample : trial.samples) {
      ++totals.requests;
      totals.usage += sample.usage;
      if (sample.error && sample.error->kind != ErrorKind::kCancelled)
        ++totals.errors[std::string(ErrorKindName(sample.error->kind))];
      if (sample.cost) totals.cost += *sample.cost;
      if (sample.cost_estimated()) ++totals.estimated;
      if (!sample.cost) totals.cost_known = false;
      if (sample.cache_state() != CacheState::kUnused) totals.cache_used = true;
    }
  }
  return totals;
}

}  // namespace lab::measure
