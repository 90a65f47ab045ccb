#include "framework/report/analysis.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "framework/stats/percentile.h"

namespace lab::report {
namespace {

using measure::CaseRecord;
using measure::Metric;
using measure::Run;

bool IsBuffered(const CaseRecord& record) {
  return !record.trials.empty() && !record.trials[0].samples.empty() &&
         !record.trials[0].samples[0].timeline.streamed;
}

std::optional<stats::Comparison> Compare(const Run& run, const CaseResult& result) {
  if (result.baseline == nullptr) return std::nullopt;
  const CaseRecord& record = *result.record;
  const measure::PairedValues pairs = measure::Pair(*result.baseline, record, record.metric);
  if (pairs.baseline.empty()) return std::nullopt;
  return stats::Compare(pairs.baseline, pairs.candidate, {.paired = true, .seed = run.config.seed});
}

CaseResult ResultOf(const Run& run, const CaseRecord& record) {
  CaseResult result{.record = &record,
                    .totals = measure::TotalsOf(record),
                    .counters = measure::MeanCounters(record),
                    .baseline = measure::BaselineOf(run, record),
                    .outcome = measure::OutcomeOf(record)};
  result.comparison = Compare(run, result);
  return result;
}

void Add(CaseResult result, Group& group) {
  group.cache_used = group.cache_used || result.totals.cache_used;
  for (const auto& [name, value] : result.counters) group.counters.insert(name);
  if (result.record->baseline && group.baseline == nullptr) {
    group.baseline = result.record;
    group.perceived = IsBuffered(*result.record);
  }
  group.cases.push_back(std::move(result));
}

// A batch of requests that nobody streams has no gain to feel.
void LeaveOutPerceived(Group& group) {
  group.perceived = group.perceived && std::any_of(group.cases.begin(), group.cases.end(),
                                                   [](const CaseResult& result) {
                                                     return !IsBuffered(*result.record);
                                                   });
}

void MarkFrontier(Group& group) {
  std::vector<measure::Outcome> outcomes;
  for (const CaseResult& result : group.cases) {
    if (result.outcome) outcomes.push_back(*result.outcome);
  }
  const std::vector<bool> on = measure::OnFrontier(outcomes);
  std::size_t next = 0;
  for (CaseResult& result : group.cases) {
    if (result.outcome) result.on_frontier = on[next++];
  }
}

double MedianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return stats::QuantileValue(values, 0.5);
}

}  // namespace

Analysis Analyse(const Run& run) {
  Analysis analysis{.run = &run, .trust = measure::TrustOf(run)};
  for (const CaseRecord& record : run.cases) {
    std::vector<Group>& groups = analysis.groups;
    const bool same = !groups.empty() && groups.back().suite() == record.suite &&
                      groups.back().name() == record.group;
    if (!same) groups.emplace_back();
    Add(ResultOf(run, record), groups.back());
  }
  for (Group& group : analysis.groups) {
    LeaveOutPerceived(group);
    MarkFrontier(group);
  }
  return analysis;
}

const CaseResult* BaselineResult(const Group& group, const CaseResult& result) {
  for (const CaseResult& other : group.cases) {
    if (other.record == result.baseline) return &other;
  }
  return nullptr;
}

std::optional<Medians> MediansOf(const CaseRecord& baseline, const CaseRecord& candidate,
                                 Metric metric) {
  measure::PairedValues pairs = measure::Pair(baseline, candidate, metric);
  if (pairs.baseline.empty()) return std::nullopt;
  return Medians{.baseline = MedianOf(std::move(pairs.baseline)),
                 .candidate = MedianOf(std::move(pairs.candidate))};
}

std::string FirstRequestError(const CaseRecord& record) {
  for (const measure::TrialRecord& trial : record.trials) {
    for (const measure::Sample& sample : trial.samples) {
      if (sample.error) return sample.error->message;
    }
  }
  return "";
}

std::vector<double> SortedValues(const CaseRecord& record, Metric metric) {
  std::vector<double> values = measure::Values(record, metric);
  std::sort(values.begin(), values.end());
  return values;
}

bool IsModelled(const Run& run) { return run.simulated || run.config.target == "mock"; }

std::string ModelsOf(const Group& group) {
  std::set<std::string> models;
  for (const CaseResult& result : group.cases) {
    for (const measure::TrialRecord& trial : result.record->trials) {
      for (const measure::Sample& sample : trial.samples) models.insert(sample.model);
    }
  }
  return fmt::format("{}", fmt::join(models, ", "));
}

}  // namespace lab::report
