#include "apps/comparison_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "apps/subcommand.h"
#include "framework/bench/study.h"
#include "framework/measure/series.h"
#include "framework/measure/trust.h"

namespace lab::apps {
namespace {

void AddTrust(const std::string& side, const measure::Run& run, ComparisonReport& report) {
  const measure::Trust trust = measure::TrustOf(run);
  report.trust.push_back(side + ": " + trust.line);
  report.invalid = report.invalid || !trust.valid;
  report.all_failed = report.all_failed || trust.all_failed;
  report.nothing_measured = report.nothing_measured || trust.nothing_measured;
}

// A share of failures can be told from few trials, and says nothing of a time: where there are
// times, one of them must have been decided.
bool NothingDecided(const gate::Judgement& judgement) {
  const std::vector<gate::Decision>& rows = judgement.rows;
  const bool only_shares =
      std::all_of(rows.begin(), rows.end(), [](const gate::Decision& row) { return row.failures; });
  return std::all_of(rows.begin(), rows.end(), [&](const gate::Decision& row) {
    return row.ruling == gate::Ruling::kTooFew || (row.failures && !only_shares);
  });
}

bool ShareRegressed(const gate::Judgement& judgement) {
  return std::any_of(judgement.rows.begin(), judgement.rows.end(), [](const gate::Decision& row) {
    return row.failures && row.ruling == gate::Ruling::kRegression;
  });
}

Result<void> CheckNoneTwice(const measure::Run& run, const char* side) {
  std::set<std::string> names;
  for (const measure::CaseRecord& record : run.cases) {
    if (!names.insert(record.full_name()).second) {
      return Error{ErrorKind::kUsage,
                   fmt::format("the {} holds {} twice, and only one of them can be meant", side,
                               record.full_name())};
    }
    std::set<std::int64_t> trials;
    for (const measure::TrialRecord& trial : record.trials) {
      if (trials.insert(trial.index).second) continue;
      return Error{ErrorKind::kUsage, fmt::format("the {} holds trial {} of {} twice", side,
                                                  trial.index, record.full_name())};
    }
  }
  return {};
}

Result<void> CheckOneTime(const measure::Run& baseline, const measure::Run& candidate) {
  if (baseline.simulated == candidate.simulated) return {};
  const auto name = [](const measure::Run& run) { return run.simulated ? "simulated" : "real"; };
  return Error{ErrorKind::kUsage,
               fmt::format("the baseline is in {} time and the candidate in {} time: what differs "
                           "is the model of the service; --force compares them all the same",
                           name(baseline), name(candidate))};
}

// The judgement of what was observed; an error when that is nothing.
Result<ComparisonReport> JudgeObserved(gate::Observed observed, const CompareSettings& settings) {
  if (observed.observations.empty() && observed.failed.empty() && observed.lost.empty()) {
    return Error{ErrorKind::kUsage,
                 "there is nothing to compare: the two have no case with such a metric in common"};
  }
  ComparisonReport report;
  report.judgement = gate::Judge(observed.observations, settings.judge);
  report.observed = std::move(observed);
  return report;
}

// What was compared is said whatever came of it.
void Introduce(const ComparedSide& baseline, const ComparedSide& candidate,
               const CompareSettings& settings, ComparisonReport& report) {
  report.baseline = baseline;
  report.candidate = candidate;
  report.differences = DifferencesOf(baseline, candidate);
  report.allow_missing = settings.allow_missing;
  report.options = settings.judge;
}

constexpr std::array<ComparisonForm, 4> kForms{{
    {"table", "for people", WriteComparisonTable},
    {"markdown", "for a comment on a pull request", WriteComparisonMarkdown},
    {"json", "for programs", WriteComparisonJson},
    {"junit", "for CI servers", WriteComparisonJunit},
}};

}  // namespace

Result<std::vector<gate::Reading>> ReadingsOf(const std::vector<std::string>& names,
                                              const std::set<std::string>& own) {
  std::vector<gate::Reading> readings;
  for (const std::string& name : names) {
    Result<gate::Reading> reading = gate::ParseReading(name, own);
    if (!reading) return Annotate(reading.error(), "--metric");
    readings.push_back(*std::move(reading));
  }
  return readings;
}

Result<void> KeepCases(const std::string& filter, measure::Run& run) {
  if (const Result<bool> good = FilterMatches(filter, ""); !good)
    return Error{ErrorKind::kUsage, "--filter: " + good.error().message};
  std::erase_if(run.cases, [&](const measure::CaseRecord& record) {
    return !*FilterMatches(filter, record.full_name());
  });
  return {};
}

Result<ComparisonReport> CompareRuns(const measure::Run& baseline, const measure::Run& candidate,
                                     const CompareSettings& settings) {
  std::set<std::string> own = measure::OwnTimes(baseline);
  own.merge(measure::OwnTimes(candidate));
  const Result<std::vector<gate::Reading>> readings = ReadingsOf(settings.metrics, own);
  if (!readings) return readings.error();
  if (const Result<void> one_time = CheckOneTime(baseline, candidate); !one_time && !settings.force)
    return one_time.error();
  for (const auto& [run, side] : {std::pair{&baseline, "baseline"}, {&candidate, "candidate"}}) {
    if (const Result<void> once = CheckNoneTwice(*run, side); !once) return once.error();
  }
  gate::Observed observed = gate::ObserveRuns(baseline, candidate, *readings);
  ComparisonReport trusted;
  AddTrust("baseline", baseline, trusted);
  AddTrust("candidate", candidate, trusted);
  // Without a single answer there is nothing to compare, and that is what is said.
  const bool silent = trusted.all_failed || trusted.nothing_measured;
  Result<ComparisonReport> report = ComparisonReport{};
  if (silent && observed.observations.empty()) {
    report->observed = std::move(observed);
  } else {
    report = JudgeObserved(std::move(observed), settings);
  }
  if (!report) return report.error();
  report->trust = std::move(trusted.trust);
  report->invalid = trusted.invalid;
  report->all_failed = trusted.all_failed;
  report->nothing_measured = trusted.nothing_measured;
  Introduce(SideOf(baseline, settings.baseline_file), SideOf(candidate, settings.candidate_file),
            settings, *report);
  return report;
}

Result<ComparisonReport> CompareBenchmarks(const gate::BenchmarkFile& baseline,
                                           const gate::BenchmarkFile& candidate,
                                           const CompareSettings& settings) {
  const std::vector<std::string> columns =
      settings.metrics.empty() ? std::vector<std::string>{"real_time"} : settings.metrics;
  Result<ComparisonReport> report =
      JudgeObserved(gate::ObserveBenchmarks(baseline, candidate, columns), settings);
  if (!report) return report.error();
  Introduce(SideOf(baseline, settings.baseline_file), SideOf(candidate, settings.candidate_file),
            settings, *report);
  return report;
}

std::vector<std::string> MissingCases(const ComparisonReport& report) {
  std::vector<std::string> missing = report.observed.only_baseline;
  const std::vector<std::string>& failed = report.observed.failed;
  std::erase_if(missing, [&](const std::string& name) {
    return std::find(failed.begin(), failed.end(), name) != failed.end();
  });
  return missing;
}

bool MissingFails(const ComparisonReport& report) {
  return !report.allow_missing && !(MissingCases(report).empty() && report.observed.lost.empty());
}

int ExitCodeOf(const ComparisonReport& report) {
  if (report.all_failed) return kAllFailed;
  if (report.nothing_measured) return kUsage;
  if (!report.observed.failed.empty() || MissingFails(report) || ShareRegressed(report.judgement))
    return kRegression;
  if (report.invalid) return kInvalid;
  if (report.judgement.regressed()) return kRegression;
  // A gate that could not have failed has not passed.
  return NothingDecided(report.judgement) ? kUsage : kOk;
}

std::string_view OutcomeName(const ComparisonReport& report) {
  switch (ExitCodeOf(report)) {
    case kAllFailed:
      return "all failed";
    case kInvalid:
      return "invalid";
    case kUsage:
      return report.nothing_measured ? "nothing was measured"
                                     : "too few samples to decide anything";
    case kRegression:
      return "regression";
    default:
      return "no regression";
  }
}

std::span<const ComparisonForm> AllComparisonForms() { return kForms; }

const ComparisonForm* FindComparisonForm(std::string_view name) {
  const auto* const form = std::find_if(kForms.begin(), kForms.end(),
                                        [&](const ComparisonForm& f) { return f.name == name; });
  return form == kForms.end() ? nullptr : form;
}

}  // namespace lab::apps
