#include "framework/gate/extract_measurements.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "framework/measure/series.h"

namespace lab::gate {
namespace {

using measure::CaseRecord;
using measure::Run;

using ValuesByTrial = std::map<std::int64_t, double>;

ValuesByTrial ValuesOf(const CaseRecord& record, const measure::Quantity& what) {
  ValuesByTrial values;
  for (const measure::TrialRecord& trial : record.trials) {
    const std::optional<double> value = measure::TrialValue(trial, what);
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
  Observation observation{.case_name = baseline.full_name(), .metric = reading.name()};
  observation.statistic = reading.statistic;
  observation.more_is_better = reading.what.better() == measure::Better::kMore;
  const ValuesByTrial before = ValuesOf(baseline, reading.what);
  const ValuesByTrial after = ValuesOf(candidate, reading.what);
  for (const auto& [index, value] : before) {
    const auto partner = after.find(index);
    if (partner == after.end()) continue;
    observation.baseline.Add(value);
    observation.candidate.Add(partner->second);
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

std::vector<Reading> DefaultReadings() {
  std::vector<Reading> readings;
  for (const char* name : {"ttft_ms_p50", "ttft_ms_p95", "latency_ms_p50", "latency_ms_p95"})
    readings.push_back(*ParseReading(name));
  return readings;
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
