#include "apps/comparison_report.h"

#include <algorithm>
#include <array>
#include <utility>

#include "apps/subcommand.h"
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

bool NothingDecided(const gate::Judgement& judgement) {
  return std::all_of(judgement.rows.begin(), judgement.rows.end(),
                     [](const gate::Decision& row) { return row.ruling == gate::Ruling::kTooFew; });
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
  if (names.empty()) return gate::DefaultReadings();
  std::vector<gate::Reading> readings;
  for (const std::string& name : names) {
    Result<gate::Reading> reading = gate::ParseReading(name, own);
    if (!reading) return Annotate(reading.error(), "--metric");
    readings.push_back(*std::move(reading));
  }
  return readings;
}

Result<ComparisonReport> JudgeObserved(gate::Observed observed, const CompareSettings& settings) {
  ComparisonReport report{.trust = {}, .options = settings.judge, .observed = {}, .judgement = {}};
  if (observed.observations.empty() && observed.failed.empty()) {
    return Error{ErrorKind::kUsage,
                 "there is nothing to compare: the two have no case with such a metric in common"};
  }
  report.judgement = gate::Judge(observed.observations, settings.judge);
  report.observed = std::move(observed);
  return report;
}

Result<ComparisonReport> CompareRuns(const measure::Run& baseline, const measure::Run& candidate,
                                     const CompareSettings& settings) {
  std::set<std::string> own = measure::OwnTimes(baseline);
  own.merge(measure::OwnTimes(candidate));
  const Result<std::vector<gate::Reading>> readings = ReadingsOf(settings.metrics, own);
  if (!readings) return readings.error();
  gate::Observed observed = gate::ObserveRuns(baseline, candidate, *readings);
  ComparisonReport trusted;
  AddTrust("baseline", baseline, trusted);
  AddTrust("candidate", candidate, trusted);
  // Without a single answer there is nothing to compare, and that is what is said.
  if ((trusted.all_failed || trusted.nothing_measured) && observed.observations.empty()) {
    trusted.options = settings.judge;
    trusted.observed = std::move(observed);
    return trusted;
  }
  Result<ComparisonReport> report = JudgeObserved(std::move(observed), settings);
  if (!report) return report.error();
  report->trust = std::move(trusted.trust);
  report->invalid = trusted.invalid;
  report->all_failed = trusted.all_failed;
  report->nothing_measured = trusted.nothing_measured;
  return report;
}

int ExitCodeOf(const ComparisonReport& report) {
  if (report.all_failed) return kAllFailed;
  if (report.nothing_measured) return kUsage;
  if (report.invalid) return kInvalid;
  if (report.judgement.regressed() || !report.observed.failed.empty()) return kRegression;
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
