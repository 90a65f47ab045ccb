#include "framework/gate/extract_measurements.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "framework/base/rng.h"
#include "framework/measure/series.h"

namespace lab::gate {
namespace {

using measure::CaseRecord;
using measure::Run;
using measure::TrialRecord;
using stats::Trials;

const Reading kFailedShare{measure::Account::kFailures, stats::Statistic::Mean()};

// Both sides of one case.
struct Sides {
  const CaseRecord* baseline = nullptr;
  const CaseRecord* candidate = nullptr;
  bool same_seed = false;
};

// What both sides have of a reading.
struct Values {
  Trials baseline;
  Trials candidate;
  bool paired = false;
};

std::optional<Time> StartOf(const TrialRecord& trial) {
  return trial.start == kUnset ? std::nullopt : std::optional(trial.start);
}

using ByIndex = std::map<std::int64_t, const TrialRecord*>;

ByIndex TrialsByIndex(const CaseRecord& record) {
  ByIndex trials;
  for (const TrialRecord& trial : record.trials) trials[trial.index] = &trial;
  return trials;
}

// Every trial that has something of it, in order.
Trials AllOf(const ByIndex& trials, const measure::Quantity& what) {
  Trials all;
  for (const auto& [index, trial] : trials) {
    const std::vector<double> values = measure::Values(*trial, what);
    if (!values.empty()) all.Add(values, StartOf(*trial));
  }
  return all;
}

// Trials that failed on one side leave their partner alone; a few do no harm.
constexpr double kPartnered = 0.9;

Values PairsOf(const ByIndex& before, const ByIndex& after, const measure::Quantity& what) {
  Values pairs{.baseline = {}, .candidate = {}, .paired = true};
  for (const auto& [index, trial] : before) {
    const auto partner = after.find(index);
    if (partner == after.end()) continue;
    const std::vector<double> first = measure::Values(*trial, what);
    const std::vector<double> second = measure::Values(*partner->second, what);
    if (first.empty() || second.empty()) continue;
    pairs.baseline.Add(first, StartOf(*trial));
    pairs.candidate.Add(second, StartOf(*partner->second));
  }
  return pairs;
}

Values ValuesOf(const Sides& sides, const measure::Quantity& what) {
  const ByIndex before = TrialsByIndex(*sides.baseline);
  const ByIndex after = TrialsByIndex(*sides.candidate);
  Values all{.baseline = AllOf(before, what), .candidate = AllOf(after, what)};
  if (!sides.same_seed) return all;
  Values pairs = PairsOf(before, after, what);
  const auto most = static_cast<double>(std::max(all.baseline.size(), all.candidate.size()));
  return static_cast<double>(pairs.baseline.size()) >= kPartnered * most ? pairs : all;
}

// So many of the trials that failed only now are nobody's bad minute, in whatever order they came:
// a server that dies at two thirds of the run fails the rest in a row. What is below is judged by
// what its order is worth (stats/share_comparison.h).
constexpr double kOutright = 0.1;

Trials InOrder(const Trials& trials, const std::vector<std::size_t>& order) {
  Trials out;
  for (const std::size_t i : order) out.Add(trials[i]);
  return out;
}

// Any order at all, the same on both sides of a pair.
std::vector<std::size_t> Shuffled(std::size_t n) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng rng = Rng::For(1, "order of failures");
  for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[rng.Below(i)]);
  return order;
}

Values WithoutOrderWhereOutright(Values values) {
  const auto share = [](const Trials& trials) {
    return stats::StatisticOf(trials, stats::Statistic::Mean());
  };
  if (share(values.candidate) - share(values.baseline) < kOutright) return values;
  values.baseline = InOrder(values.baseline, Shuffled(values.baseline.size()));
  values.candidate = InOrder(values.candidate, Shuffled(values.candidate.size()));
  return values;
}

Observation ObservationOf(std::string case_name, const Reading& reading, Values values) {
  if (reading.what.is_failures()) values = WithoutOrderWhereOutright(std::move(values));
  Observation observation{.case_name = std::move(case_name), .metric = reading.name()};
  observation.statistic = reading.statistic;
  observation.more_is_better = reading.what.better() == measure::Better::kMore;
  observation.failures = reading.what.is_failures();
  observation.paired = values.paired;
  observation.baseline = std::move(values.baseline);
  observation.candidate = std::move(values.candidate);
  return observation;
}

std::int64_t FailuresOf(const CaseRecord& record) {
  return std::count_if(record.trials.begin(), record.trials.end(), [](const TrialRecord& trial) {
    return trial.error || std::any_of(trial.views.begin(), trial.views.end(),
                                      [](const measure::View& view) { return view.failed; });
  });
}

bool AnyFailed(const Sides& sides) {
  return FailuresOf(*sides.baseline) + FailuresOf(*sides.candidate) > 0;
}

// Not one success, where the baseline had some.
bool FailedOnlyNow(const Sides& sides) {
  const auto before = static_cast<std::int64_t>(sides.baseline->trials.size());
  const auto after = static_cast<std::int64_t>(sides.candidate->trials.size());
  return FailuresOf(*sides.candidate) == after && FailuresOf(*sides.baseline) < before;
}

void NoteFailures(const Sides& sides, std::vector<std::string>& notes) {
  if (!AnyFailed(sides)) return;
  notes.push_back(fmt::format(
      "{}: {} of {} trials failed in the baseline, {} of {} in the candidate; the other figures "
      "are over what succeeded",
      sides.baseline->full_name(), FailuresOf(*sides.baseline), sides.baseline->trials.size(),
      FailuresOf(*sides.candidate), sides.candidate->trials.size()));
}

// The runs' own models are told apart elsewhere; a case may have one of its own.
void NoteModels(const Sides& sides, std::vector<std::string>& notes) {
  const CaseRecord& before = *sides.baseline;
  const CaseRecord& after = *sides.candidate;
  if (before.model == after.model) return;
  notes.push_back(fmt::format("{}: asks {} in the baseline, {} in the candidate",
                              before.full_name(), before.model, after.model));
}

void NoteUnmeasured(const Run& run, std::string_view side, std::vector<std::string>& notes) {
  for (const CaseRecord& record : run.cases) {
    if (record.skipped) {
      notes.push_back(
          fmt::format("{}: skipped in the {}: {}", record.full_name(), side, *record.skipped));
    } else if (record.trials.empty()) {
      notes.push_back(fmt::format("{}: has not one trial in the {}", record.full_name(), side));
    }
  }
}

bool IsMeasured(const CaseRecord& record) { return !record.skipped && !record.trials.empty(); }

std::map<std::string, const CaseRecord*> CasesByName(const Run& run) {
  std::map<std::string, const CaseRecord*> cases;
  for (const CaseRecord& record : run.cases) {
    if (IsMeasured(record)) cases[record.full_name()] = &record;
  }
  return cases;
}

// Each once, in the order of being named.
std::vector<Reading> ReadingsFor(const Sides& sides, const std::vector<Reading>& asked) {
  if (!asked.empty()) return asked;
  std::vector<Reading> readings = DefaultReadings();
  for (const CaseRecord* record : {sides.baseline, sides.candidate}) {
    for (const Reading& own : record->judged_by) {
      if (std::find(readings.begin(), readings.end(), own) == readings.end())
        readings.push_back(own);
    }
  }
  return readings;
}

// "latency_relative_mean": it is no time any more.
std::string RelativeName(const Reading& reading) {
  std::string name = reading.what.name();
  if (name.ends_with("_ms")) name.erase(name.size() - 3);
  return name + "_relative_mean";
}

// Rows of one case, and what it adds to the row of all.
class Observer {
 public:
  Observer(const std::vector<Reading>& asked, Observed& observed)
      : asked_(asked), observed_(observed) {}

  void Observe(const Sides& sides) {
    NoteModels(sides, observed_.notes);
    NoteFailures(sides, observed_.notes);
    const bool failed = FailedOnlyNow(sides);
    if (failed) observed_.failed.push_back(sides.baseline->full_name());
    bool has_share = false;
    for (const Reading& reading : ReadingsFor(sides, asked_)) {
      has_share = has_share || reading.what.is_failures();
      AddRow(sides, reading, failed);
    }
    if (AnyFailed(sides) && !has_share) AddRow(sides, kFailedShare, failed);
    sides_.push_back(sides);
  }

  /// Cases have no common clock in simulated time: they stand one after the other.
  void ObserveAll() {
    if (sides_.size() < 2) return;
    for (const Reading& reading : asked_.empty() ? DefaultReadings() : asked_) {
      if (reading.statistic.is_mean() && reading.what.is_time()) AddRelative(reading);
    }
    if (std::any_of(sides_.begin(), sides_.end(), AnyFailed)) AddFailuresOfAll();
  }

 private:
  static void Append(const Trials& from, double scale, Trials& into) {
    for (std::size_t i = 0; i < from.size(); ++i) {
      std::vector<double> values(from[i].begin(), from[i].end());
      for (double& value : values) value *= scale;
      into.Add(values);
    }
  }

  static void Append(const Values& from, double scale, Values& into) {
    into.paired = into.paired && from.paired;
    Append(from.baseline, scale, into.baseline);
    Append(from.candidate, scale, into.candidate);
  }

  // The same prompt's failure in two cases is two failures, so every trial of every case counts.
  void AddFailuresOfAll() {
    Values all{.baseline = {}, .candidate = {}, .paired = true};
    for (const Sides& sides : sides_) Append(ValuesOf(sides, kFailedShare.what), 1, all);
    observed_.observations.push_back(ObservationOf(kAllCases, kFailedShare, std::move(all)));
  }

  void AddRelative(const Reading& reading) {
    Values all{.baseline = {}, .candidate = {}, .paired = true};
    std::size_t cases = 0;
    for (const Sides& sides : sides_) {
      const Values values = ValuesOf(sides, reading.what);
      const double mean = stats::StatisticOf(values.baseline, stats::Statistic::Mean());
      if (values.candidate.empty() || !(mean > 0) || std::isinf(mean)) continue;
      Append(values, 1 / mean, all);
      ++cases;
    }
    if (cases < 2) return;
    Observation row = ObservationOf(kAllCases, reading, std::move(all));
    row.metric = RelativeName(reading);
    observed_.observations.push_back(std::move(row));
  }

  void AddRow(const Sides& sides, const Reading& reading, bool failed) {
    Values values = ValuesOf(sides, reading.what);
    const std::string name = sides.baseline->full_name();
    if (values.baseline.empty()) return;
    if (values.candidate.empty()) {
      if (!failed) observed_.lost.push_back({name, reading.name()});
      return;
    }
    observed_.observations.push_back(ObservationOf(name, reading, std::move(values)));
  }

  const std::vector<Reading>& asked_;
  Observed& observed_;
  std::vector<Sides> sides_;
};

// "caching/SupportDesk/"
std::string GroupOf(const std::string& case_name) {
  return case_name.substr(0, case_name.find('/', case_name.find('/') + 1) + 1);
}

// That of a group nothing is left is another thing than that a case of it is.
void NoteMissingGroups(const Run& baseline, Observed& observed) {
  std::map<std::string, std::int64_t> there;
  std::map<std::string, std::int64_t> missing;
  for (const CaseRecord& record : baseline.cases) {
    if (IsMeasured(record)) ++there[GroupOf(record.full_name())];
  }
  for (const std::string& name : observed.only_baseline) ++missing[GroupOf(name)];
  for (const auto& [group, count] : missing) {
    if (count < 2 || there[group] != count) continue;
    observed.notes.push_back(
        fmt::format("{}: the whole group, {} cases, is missing from the candidate",
                    group.substr(0, group.size() - 1), count));
  }
}

}  // namespace

std::vector<Reading> DefaultReadings() {
  std::vector<Reading> readings;
  for (const measure::Metric metric : {measure::Metric::kTtft, measure::Metric::kLatency}) {
    for (const stats::Statistic statistic :
         {stats::Statistic::Median(), stats::Statistic::P95(), stats::Statistic::Mean()})
      readings.push_back({metric, statistic});
  }
  return readings;
}

Observed ObserveRuns(const Run& baseline, const Run& candidate, const std::vector<Reading>& asked) {
  Observed observed;
  NoteUnmeasured(baseline, "baseline", observed.notes);
  NoteUnmeasured(candidate, "candidate", observed.notes);
  const bool same_seed = baseline.config.seed == candidate.config.seed;
  std::map<std::string, const CaseRecord*> others = CasesByName(candidate);
  Observer observer(asked, observed);
  for (const CaseRecord& record : baseline.cases) {
    if (!IsMeasured(record)) continue;
    const auto other = others.find(record.full_name());
    if (other == others.end()) {
      observed.only_baseline.push_back(record.full_name());
      continue;
    }
    observer.Observe({&record, other->second, same_seed});
    others.erase(other);
  }
  observer.ObserveAll();
  NoteMissingGroups(baseline, observed);
  for (const auto& [name, record] : others) observed.only_candidate.push_back(name);
  return observed;
}

}  // namespace lab::gate
