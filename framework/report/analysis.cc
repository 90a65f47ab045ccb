#include "framework/report/analysis.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "framework/measure/groups.h"
#include "framework/stats/clustered_sample.h"
#include "framework/stats/proportion.h"

namespace lab::report {
namespace {

using measure::CaseRecord;
using measure::Metric;
using measure::Run;

CaseResult ResultOf(const Run& run, const measure::GroupedCase& member) {
  const CaseRecord& record = *member.record;
  CaseResult result{.record = &record,
                    .totals = measure::TotalsOf(record),
                    .figures = {},
                    .counters = measure::MeanCounters(record),
                    .baseline = member.baseline,
                    .outcome = measure::OutcomeOf(record)};
  result.figures = measure::FiguresOf(record, result.totals);
  if (result.baseline != nullptr)
    result.change = ChangeOf(*result.baseline, record, record.judged_by.front(), run.config.seed);
  return result;
}

void Add(CaseResult result, Group& group) {
  group.cache_used = group.cache_used || result.totals.cache_used;
  for (const auto& [name, value] : result.counters) group.counters.insert(name);
  group.own_times.merge(measure::OwnTimes(*result.record));
  if (result.record->baseline && group.baseline == nullptr) group.baseline = result.record;
  group.cases.push_back(std::move(result));
}

// A batch of requests that nobody streams has no gain to feel; a case without requests is neither
// streamed nor buffered.
bool IsPerceived(const Group& group) {
  const auto is_buffered_baseline = [](const CaseResult& result) {
    return result.record->baseline && result.totals.requests > 0 && !WasStreamed(*result.record);
  };
  const auto is_streamed = [](const CaseResult& result) { return WasStreamed(*result.record); };
  return std::any_of(group.cases.begin(), group.cases.end(), is_buffered_baseline) &&
         std::any_of(group.cases.begin(), group.cases.end(), is_streamed);
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

}  // namespace

Analysis Analyse(const Run& run) {
  Analysis analysis{.run = &run, .trust = measure::TrustOf(run)};
  for (const measure::CaseGroup& cases : measure::GroupsOf(run)) {
    Group& group = analysis.groups.emplace_back();
    for (const measure::GroupedCase& member : cases.cases) Add(ResultOf(run, member), group);
    group.perceived = IsPerceived(group);
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

double PercentFailed(const measure::Totals& totals) {
  const std::int64_t all = totals.views + totals.broken_trials;
  if (all == 0) return 0;
  return 100 * static_cast<double>(totals.failed_views + totals.broken_trials) /
         static_cast<double>(all);
}

stats::Estimate AccuracyOf(const CaseRecord& record) {
  std::vector<std::vector<double>> grades;
  std::int64_t right = 0;
  bool counted = true;
  for (const measure::TrialRecord& trial : record.trials) {
    const auto grade = trial.counters.find(std::string(measure::kAccuracy));
    if (grade == trial.counters.end()) continue;
    grades.push_back({grade->second});
    right += grade->second == 100 ? 1 : 0;
    counted = counted && (grade->second == 0 || grade->second == 100);
  }
  if (!counted || grades.empty()) return stats::ClusteredSample(std::move(grades)).Mean();
  return InPercent(stats::WilsonInterval(right, static_cast<std::int64_t>(grades.size())));
}

stats::Estimate InPercent(const stats::Estimate& share) {
  const auto percent = [](const std::optional<double>& value) {
    return value ? std::optional(100 * *value) : std::nullopt;
  };
  return {100 * share.value, percent(share.low), percent(share.high)};
}

std::string CaseLabel(const measure::CaseRecord& record) {
  return record.short_name() + (record.cut ? " (cut)" : "");
}

bool WasStreamed(const CaseRecord& record) {
  return std::any_of(record.trials.begin(), record.trials.end(), [](const auto& trial) {
    return std::any_of(trial.samples.begin(), trial.samples.end(),
                       [](const measure::Sample& sample) { return sample.timeline.streamed; });
  });
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
