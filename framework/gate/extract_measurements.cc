#include "framework/gate/extract_measurements.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "framework/base/text.h"
#include "framework/measure/series.h"

namespace lab::gate {
namespace {

using measure::CaseRecord;
using measure::Run;

std::vector<ReadingMetric> ReadingMetrics() {
  std::vector<ReadingMetric> metrics;
  for (const measure::MetricInfo& info : measure::AllMetrics()) {
    if (!info.pooled)
      metrics.push_back(
          {std::string(info.name), info.metric, info.better == measure::Better::kMore});
  }
  metrics.push_back({"cost_usd", std::nullopt, false});
  return metrics;
}

Error Unknown(std::string_view name) {
  std::vector<std::string> names;
  for (const ReadingMetric& metric : ReadingMetrics()) names.push_back(metric.name);
  return Error{ErrorKind::kUsage,
               fmt::format("metric '{}' is not known; it is one of {} with _p50, _p95 ... or _mean "
                           "behind it",
                           name, fmt::join(names, ", "))};
}

// "p95", "p99.9", "mean".
std::optional<stats::Statistic> ParseStatistic(std::string_view text) {
  if (text == "mean") return stats::Statistic::Mean();
  if (!text.starts_with('p')) return std::nullopt;
  const std::optional<double> percent = ParseNumber(text.substr(1));
  if (!percent) return std::nullopt;
  const double p = *percent / 100;
  // So small that its other side rounds to 1 has no sample size that it takes.
  if (!(p > 0 && p < 1 && 1 - p < 1)) return std::nullopt;
  return stats::Statistic::Quantile(p);
}

Error Pooled(const measure::MetricInfo& info) {
  return Error{
      ErrorKind::kUsage,
      fmt::format("metric '{}' cannot be gated by: it is many numbers a trial, which are not "
                  "independent; take tpot_ms, which is one an answer",
                  info.name)};
}

std::optional<double> CostOf(const measure::TrialRecord& trial) {
  if (trial.error || trial.samples.empty()) return std::nullopt;
  Usd sum;
  for (const measure::Sample& sample : trial.samples) {
    if (!sample.cost) return std::nullopt;
    sum += *sample.cost;
  }
  return sum.dollars();
}

using ValuesByTrial = std::map<std::int64_t, double>;

ValuesByTrial ValuesOf(const CaseRecord& record, const ReadingMetric& metric) {
  ValuesByTrial values;
  for (const measure::TrialRecord& trial : record.trials) {
    const std::optional<double> value = TrialValueOf(trial, metric);
    if (value) values[trial.index] = *value;
  }
  return values;
}

std::vector<double> Plain(const ValuesByTrial& values) {
  std::vector<double> plain;
  for (const auto& [index, value] : values) plain.push_back(value);
  return plain;
}

// Trials that failed on one side leave their partner alone; a few do no harm.
constexpr double kPartnered = 0.9;

Observation ObservationOf(const CaseRecord& baseline, const CaseRecord& candidate,
                          const Reading& reading, bool same_seed) {
  Observation observation{.case_name = baseline.full_name(), .metric = reading.name};
  observation.statistic = reading.statistic;
  observation.more_is_better = reading.metric.more_is_better;
  const ValuesByTrial before = ValuesOf(baseline, reading.metric);
  const ValuesByTrial after = ValuesOf(candidate, reading.metric);
  for (const auto& [index, value] : before) {
    const auto partner = after.find(index);
    if (partner == after.end()) continue;
    observation.baseline.push_back(value);
    observation.candidate.push_back(partner->second);
  }
  const auto most = static_cast<double>(std::max(before.size(), after.size()));
  observation.paired =
      same_seed && static_cast<double>(observation.baseline.size()) >= kPartnered * most;
  if (observation.paired) return observation;
  observation.baseline = Plain(before);
  observation.candidate = Plain(after);
  return observation;
}

std::int64_t FailuresOf(const CaseRecord& record) {
  return std::count_if(record.trials.begin(), record.trials.end(), [](const auto& trial) {
    return trial.error || std::any_of(trial.views.begin(), trial.views.end(),
                                      [](const measure::View& view) { return view.failed; });
  });
}

void NoteFailures(const CaseRecord& baseline, const CaseRecord& candidate,
                  std::vector<std::string>& notes) {
  const std::int64_t before = FailuresOf(baseline);
  const std::int64_t after = FailuresOf(candidate);
  if (before + after == 0) return;
  notes.push_back(fmt::format(
      "{}: {} of {} trials failed in the baseline, {} of {} in the candidate; the "
      "figures are over the others",
      baseline.full_name(), before, baseline.trials.size(), after, candidate.trials.size()));
}

bool FailedOnlyNow(const CaseRecord& baseline, const CaseRecord& candidate) {
  const auto trials = static_cast<std::int64_t>(candidate.trials.size());
  return trials > 0 && FailuresOf(candidate) == trials &&
         FailuresOf(baseline) < static_cast<std::int64_t>(baseline.trials.size());
}

void NoteSkipped(const Run& run, std::string_view side, std::vector<std::string>& notes) {
  for (const CaseRecord& record : run.cases) {
    if (!record.skipped) continue;
    notes.push_back(
        fmt::format("{}: skipped in the {}: {}", record.full_name(), side, *record.skipped));
  }
}

std::map<std::string, const CaseRecord*> CasesByName(const Run& run) {
  std::map<std::string, const CaseRecord*> cases;
  for (const CaseRecord& record : run.cases) {
    if (!record.skipped) cases[record.full_name()] = &record;
  }
  return cases;
}

}  // namespace

Result<Reading> ParseReading(std::string_view name) {
  const auto split = name.rfind('_');
  if (split == std::string_view::npos) return Unknown(name);
  const std::optional<stats::Statistic> statistic = ParseStatistic(name.substr(split + 1));
  if (!statistic) return Unknown(name);
  const std::string_view metric_name = name.substr(0, split);
  for (const ReadingMetric& metric : ReadingMetrics()) {
    if (metric.name == metric_name) return Reading{std::string(name), metric, *statistic};
  }
  if (const std::optional<measure::Metric> pooled = measure::ParseMetric(metric_name))
    return Pooled(measure::InfoOf(*pooled));
  return Unknown(name);
}

std::vector<Reading> DefaultReadings() {
  std::vector<Reading> readings;
  for (const char* name : {"ttft_ms_p50", "ttft_ms_p95", "latency_ms_p50", "latency_ms_p95"})
    readings.push_back(*ParseReading(name));
  return readings;
}

std::optional<double> TrialValueOf(const measure::TrialRecord& trial, const ReadingMetric& metric) {
  return metric.metric ? measure::TrialValue(trial, *metric.metric) : CostOf(trial);
}

Observed ObserveRuns(const Run& baseline, const Run& candidate,
                     const std::vector<Reading>& readings) {
  Observed observed;
  NoteSkipped(baseline, "baseline", observed.notes);
  NoteSkipped(candidate, "candidate", observed.notes);
  const bool same_seed = baseline.config.seed == candidate.config.seed;
  std::map<std::string, const CaseRecord*> others = CasesByName(candidate);
  for (const CaseRecord& record : baseline.cases) {
    if (record.skipped) continue;
    const auto other = others.find(record.full_name());
    if (other == others.end()) {
      observed.only_baseline.push_back(record.full_name());
      continue;
    }
    NoteFailures(record, *other->second, observed.notes);
    if (FailedOnlyNow(record, *other->second)) observed.failed.push_back(record.full_name());
    for (const Reading& reading : readings) {
      Observation observation = ObservationOf(record, *other->second, reading, same_seed);
      if (observation.baseline.empty() || observation.candidate.empty()) continue;
      observed.observations.push_back(std::move(observation));
    }
    others.erase(other);
  }
  for (const auto& [name, record] : others) observed.only_candidate.push_back(name);
  return observed;
}

}  // namespace lab::gate
