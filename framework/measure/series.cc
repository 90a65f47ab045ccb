#include "framework/measure/series.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "framework/base/time.h"
#include "framework/measure/metrics.h"

namespace lab::measure {
namespace {

std::optional<double> InMs(const std::optional<Duration>& duration) {
  if (!duration) return std::nullopt;
  return ToMs(*duration);
}

// What never came in an answer that succeeded is infinitely late: left out, it would make a case
// look the faster the less it says.
double OrNever(const std::optional<Duration>& duration) {
  return InMs(duration).value_or(std::numeric_limits<double>::infinity());
}

std::optional<double> ValueOf(const View& view, Metric metric) {
  if (view.failed) return std::nullopt;
  const Stamps stamps = StampsOf(view);
  switch (metric) {
    case Metric::kTtft:
      return OrNever(Ttft(stamps));
    case Metric::kFirstVisible:
      return OrNever(FirstVisible(stamps));
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

bool IsNeverSeen(const View& view) { return !view.failed && !IsSet(view.first_visible); }

bool HasFailedView(const TrialRecord& trial) {
  return std::any_of(trial.views.begin(), trial.views.end(),
                     [](const View& view) { return view.failed; });
}

std::vector<double> MetricValues(const TrialRecord& trial, Metric metric) {
  std::vector<double> values;
  if (metric == Metric::kItl) AddGaps(trial, values);
  for (const View& view : trial.views) {
    if (const std::optional<double> value = ValueOf(view, metric)) values.push_back(*value);
  }
  return values;
}

std::vector<double> CostsOf(const TrialRecord& trial) {
  if (trial.error || (trial.samples.empty() && trial.views.empty())) return {};
  Usd sum;
  for (const Sample& sample : trial.samples) {
    if (!sample.cost) return {};
    sum += *sample.cost;
  }
  return {sum.dollars()};
}

std::vector<double> FailuresOf(const TrialRecord& trial) {
  std::vector<double> values;
  for (const View& view : trial.views) values.push_back(view.failed ? 1 : 0);
  if (trial.error && !HasFailedView(trial)) values.push_back(1);
  return values;
}

std::vector<double> OwnTimesOf(const TrialRecord& trial, const std::string& name) {
  const auto found = trial.times.find(name);
  if (found == trial.times.end() || trial.error || HasFailedView(trial)) return {};
  std::vector<double> values;
  for (const Duration duration : found->second) values.push_back(ToMs(duration));
  return values;
}

}  // namespace

std::vector<double> Values(const TrialRecord& trial, const Quantity& what) {
  if (what.is_cost()) return CostsOf(trial);
  if (what.is_failures()) return FailuresOf(trial);
  if (what.own() != nullptr) return OwnTimesOf(trial, *what.own());
  return MetricValues(trial, *what.metric());
}

std::vector<std::vector<double>> ValuesByTrial(const CaseRecord& record, const Quantity& what) {
  std::vector<std::vector<double>> clusters;
  for (const TrialRecord& trial : record.trials) {
    std::vector<double> values = Values(trial, what);
    if (!values.empty()) clusters.push_back(std::move(values));
  }
  return clusters;
}

std::vector<double> Values(const CaseRecord& record, const Quantity& what) {
  std::vector<double> values;
  for (const TrialRecord& trial : record.trials) {
    const std::vector<double> of_trial = Values(trial, what);
    values.insert(values.end(), of_trial.begin(), of_trial.end());
  }
  return values;
}

std::optional<double> TrialValue(const TrialRecord& trial, const Quantity& what) {
  const std::optional<Metric> metric = what.metric();
  if (metric && InfoOf(*metric).pooled) return std::nullopt;
  if (metric && trial.error) return std::nullopt;
  const std::vector<double> values = Values(trial, what);
  const bool complete = !metric || values.size() == trial.views.size();
  if (values.empty() || !complete) return std::nullopt;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

PairedValues Pair(const CaseRecord& baseline, const CaseRecord& candidate, const Quantity& what) {
  std::map<std::int64_t, double> by_index;
  for (const TrialRecord& trial : baseline.trials) {
    if (const std::optional<double> value = TrialValue(trial, what)) by_index[trial.index] = *value;
  }
  PairedValues pairs;
  for (const TrialRecord& trial : candidate.trials) {
    const auto partner = by_index.find(trial.index);
    const std::optional<double> value = TrialValue(trial, what);
    if (partner == by_index.end() || !value) continue;
    pairs.baseline.push_back(partner->second);
    pairs.candidate.push_back(*value);
  }
  return pairs;
}

std::set<std::string> OwnTimes(const CaseRecord& record) {
  std::set<std::string> names;
  for (const TrialRecord& trial : record.trials) {
    for (const auto& [name, durations] : trial.times) names.insert(name);
  }
  return names;
}

std::set<std::string> OwnTimes(const Run& run) {
  std::set<std::string> names;
  for (const CaseRecord& record : run.cases) names.merge(OwnTimes(record));
  return names;
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
    totals.unseen_views += std::count_if(trial.views.begin(), trial.views.end(), IsNeverSeen);
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
