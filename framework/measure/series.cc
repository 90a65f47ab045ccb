#include "framework/measure/series.h"

#include <algorithm>

#include "framework/base/time.h"

namespace lab::measure {
namespace {

std::optional<double> Milliseconds(Time from, Time to) {
  if (!IsSet(from) || !IsSet(to)) return std::nullopt;
  return ToMs(to - from);
}

std::optional<double> DecodingMs(const View& view) {
  return Milliseconds(view.first_token, view.end);
}

std::optional<double> TpotMs(const View& view) {
  const std::optional<double> decoding = Milliseconds(view.first_token, view.last_token);
  if (!decoding || view.output_tokens < 2) return std::nullopt;
  return *decoding / static_cast<double>(view.output_tokens - 1);
}

// An answer out of a cache of ours, or one that another request paid for, used no tokens.
std::optional<double> Speed(const View& view) {
  const std::optional<double> decoding = DecodingMs(view);
  if (!decoding || *decoding <= 0 || view.output_tokens < 1) return std::nullopt;
  return static_cast<double>(view.output_tokens) / (*decoding / 1000);
}

std::optional<double> ValueOf(const View& view, Metric metric) {
  if (view.failed) return std::nullopt;
  switch (metric) {
    case Metric::kTtft:
      return Milliseconds(view.asked, view.first_token);
    case Metric::kFirstVisible:
      return Milliseconds(view.asked, view.first_visible);
    case Metric::kLatency:
      return Milliseconds(view.asked, view.end);
    case Metric::kTpot:
      return TpotMs(view);
    case Metric::kTokensPerSecond:
      return Speed(view);
  }
  return std::nullopt;
}

}  // namespace

std::vector<double> Values(const CaseRecord& record, Metric metric) {
  std::vector<double> values;
  for (const TrialRecord& trial : record.trials) {
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

Totals TotalsOf(const CaseRecord& record) {
  Totals totals;
  totals.cost_known = true;
  for (const TrialRecord& trial : record.trials) {
    totals.views += static_cast<std::int64_t>(trial.views.size());
    totals.failed_views += std::count_if(trial.views.begin(), trial.views.end(),
                                         [](const View& view) { return view.failed; });
    for (const Sample& sample : trial.samples) {
      ++totals.requests;
      totals.usage += sample.usage;
      if (sample.error && sample.error->kind != ErrorKind::kCancelled)
        ++totals.errors[std::string(ErrorKindName(sample.error->kind))];
      if (sample.cost) totals.cost += *sample.cost;
      if (!sample.cost) totals.cost_known = false;
      if (sample.cache_state() != CacheState::kUnused) totals.cache_used = true;
    }
  }
  return totals;
}

std::map<std::string, double> MeanCounters(const CaseRecord& record) {
  std::map<std::string, double> sums;
  std::map<std::string, std::int64_t> counts;
  for (const TrialRecord& trial : record.trials) {
    for (const auto& [name, value] : trial.counters) {
      sums[name] += value;
      ++counts[name];
    }
  }
  for (auto& [name, value] : sums) value /= static_cast<double>(counts[name]);
  return sums;
}

}  // namespace lab::measure
