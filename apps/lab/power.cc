// `lab power`: how many trials would show a given change.

#include "framework/gate/power.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "apps/comparison_report.h"
#include "apps/files.h"
#include "apps/flags.h"
#include "apps/percent.h"
#include "apps/subcommand.h"
#include "framework/gate/extract_measurements.h"
#include "framework/measure/run_json.h"
#include "framework/measure/series.h"
#include "framework/report/text_table.h"

namespace lab::apps {
namespace {

constexpr double kMostSigma = 10;  // the middle half of such a metric spans six powers of ten
constexpr std::uint64_t kMostDecisions = 1'000'000;
// Of less no order statistic of a sample of any size tells.
constexpr double kLeastAlpha = 1e-9;

struct PowerFlags {
  std::string effect = "10%";
  std::string limit = "5%";
  std::string power = "80%";
  std::string alpha = "5%";
  std::vector<std::string> metrics;
  std::vector<std::string> from;
  std::string filter = ".";
  double sigma = 0;
  std::int64_t decisions = 0;
  std::uint64_t seed = 1;
};

constexpr const char* kGuessedMetric = "ttft_ms_p50";

void AddFlags(CLI::App& app, PowerFlags& flags) {
  app.add_option("--effect", flags.effect, "the slow-down to be seen")->capture_default_str();
  app.add_option("--limit", flags.limit, "the gate's: a change of less is no news")
      ->capture_default_str();
  app.add_option("--power", flags.power, "with which probability it shall be seen")
      ->capture_default_str();
  app.add_option("--alpha", flags.alpha, "the gate's: 5% is a confidence of 95%")
      ->capture_default_str();
  app.add_option("--metric", flags.metrics,
                 fmt::format("what lab compare will be asked for, e.g. ttft_ms_p95,cost_usd_mean; "
                             "may be repeated (default: what lab compare takes, with --sigma {})",
                             kGuessedMetric))
      ->allow_extra_args(false)
      ->delimiter(',');
  auto* from = app.add_option("--from", flags.from,
                              "a Run file to take the spread from; given twice, two runs of one "
                              "thing with one seed: the spread of their pairs")
                   ->allow_extra_args(false);
  app.add_option("--filter", flags.filter, "cases of the file, as --benchmark_filter takes them");
  RequirePositive(
      app.add_option("--sigma", flags.sigma,
                     "instead of a file: the deviation of the logarithm of a log-normal metric"),
      kMostSigma)
      ->excludes(from);
  RequireWhole(
      app.add_option("--decisions", flags.decisions,
                     "how many rows the gate decides together (default: as many as lab compare "
                     "does with the same --metric and --filter)"),
      1, kMostDecisions);
  RequireWhole(app.add_option("--seed", flags.seed, "of the resampling"), 0)->capture_default_str();
}

// A row of the answer: a case and a reading of it, and how it spreads.
struct Subject {
  std::string name;
  std::string metric;
  stats::Statistic statistic = stats::Statistic::Median();
  std::int64_t pilot = 0;      ///< trials that the spread is known from; 0: assumed
  std::optional<double> unit;  ///< absent: the pilot cannot tell
  std::int64_t needed = 0;
};

// What a gate of these runs would decide.
struct Plan {
  std::vector<Subject> subjects;
  std::int64_t decisions = 0;
};

Result<gate::PowerOptions> OptionsOf(const PowerFlags& flags) {
  gate::PowerOptions options;
  double alpha = 0;
  const std::pair<const char*, std::pair<const std::string*, double*>> shares[] = {
      {"--effect", {&flags.effect, &options.effect}},
      {"--limit", {&flags.limit, &options.limit}},
      {"--power", {&flags.power, &options.power}},
      {"--alpha", {&flags.alpha, &alpha}}};
  for (const auto& [flag, place] : shares) {
    const Result<double> share = ParsePercent(flag, *place.first);
    if (!share) return share.error();
    *place.second = *share;
  }
  options.confidence = 1 - alpha;
  if (options.effect <= options.limit) {
    return Error{
        ErrorKind::kUsage,
        fmt::format("--effect {} is not beyond --limit {}: no number of trials would show it",
                    flags.effect, flags.limit)};
  }
  if (options.power < 0.05 || options.power > 0.999 || alpha < kLeastAlpha || alpha > 0.5) {
    return Error{ErrorKind::kUsage, fmt::format("--power {} and --alpha {} should be from 5% to "
                                                "99.9% and from 0.0000001% to 50%",
                                                flags.power, flags.alpha)};
  }
  return options;
}

Result<measure::Run> ReadRun(const std::string& name) {
  const Result<std::string> text = ReadFile(name);
  if (!text) return Annotate(text.error(), "--from");
  Result<measure::Run> run = measure::ReadRunJson(*text);
  if (!run) return Annotate(run.error(), "--from " + name);
  return run;
}

Subject SubjectOf(gate::Observation pilot, bool paired, std::uint64_t seed) {
  // A run has no partner in itself.
  pilot.paired = pilot.paired && paired;
  return {
      .name = pilot.case_name + (pilot.paired ? " (pairs)" : ""),
      .metric = pilot.metric,
      .statistic = pilot.statistic,
      .pilot = static_cast<std::int64_t>(std::min(pilot.baseline.size(), pilot.candidate.size())),
      .unit = gate::UnitDeviation(pilot, seed)};
}

// The very rows that lab compare would judge, so that both count the same decisions.
Result<Plan> PlanFrom(const PowerFlags& flags) {
  if (flags.from.size() > 2)
    return Error{ErrorKind::kUsage, "--from takes one file, or two runs of one thing"};
  std::vector<measure::Run> runs;
  std::set<std::string> own;
  for (const std::string& name : flags.from) {
    Result<measure::Run> run = ReadRun(name);
    if (!run) return run.error();
    if (const Result<void> kept = KeepCases(flags.filter, *run); !kept) return kept.error();
    own.merge(measure::OwnTimes(*run));
    runs.push_back(*std::move(run));
  }
  const Result<std::vector<gate::Reading>> readings = ReadingsOf(flags.metrics, own);
  if (!readings) return readings.error();
  gate::Observed observed = gate::ObserveRuns(runs.front(), runs.back(), *readings);
  Plan plan{.subjects = {}, .decisions = static_cast<std::int64_t>(observed.observations.size())};
  for (gate::Observation& pilot : observed.observations) {
    // Of all cases together no number of trials can be said: each has its own.
    if (!pilot.failures && pilot.case_name != gate::kAllCases)
      plan.subjects.push_back(SubjectOf(std::move(pilot), runs.size() == 2, flags.seed));
  }
  if (!plan.subjects.empty()) return plan;
  return Error{ErrorKind::kUsage,
               fmt::format("--from {}: no case that fits --filter {} has a value of what is "
                           "compared",
                           flags.from[0], flags.filter)};
}

Result<Plan> PlanGuessed(const PowerFlags& flags) {
  if (flags.from.empty() && flags.sigma == 0)
    return Error{ErrorKind::kUsage, "give --from RUN.json, or --sigma 0.3 for a guess"};
  const std::vector<std::string> metrics =
      flags.metrics.empty() ? std::vector<std::string>{kGuessedMetric} : flags.metrics;
  const Result<std::vector<gate::Reading>> readings = ReadingsOf(metrics, {});
  if (!readings) return readings.error();
  Plan plan{.subjects = {}, .decisions = static_cast<std::int64_t>(readings->size())};
  for (const gate::Reading& reading : *readings) {
    if (reading.what.is_failures()) {
      return Error{ErrorKind::kUsage,
                   fmt::format("--metric {} is a share and has no --sigma", reading.name())};
    }
    plan.subjects.push_back(
        {.name = fmt::format("log-normal, sigma {}", flags.sigma),
         .metric = reading.name(),
         .statistic = reading.statistic,
         .unit = gate::UnitDeviationOfLogNormal(flags.sigma, reading.statistic)});
  }
  return plan;
}

void WriteSubjects(const std::vector<Subject>& subjects, std::ostream& out) {
  report::TextTable table({{"", "case", report::Align::kLeft},
                           {"", "metric", report::Align::kLeft},
                           {"", "known from"},
                           {"", "spread"},
                           {"", "trials needed"}});
  for (const Subject& subject : subjects) {
    const std::string cannot =
        subject.pilot < gate::PilotNeeded(subject.statistic)
            ? fmt::format("pilot n>={}", gate::PilotNeeded(subject.statistic))
            : "spread is not finite";
    table.AddRow({{subject.name},
                  {subject.metric},
                  {subject.pilot > 0 ? std::to_string(subject.pilot) : "assumed"},
                  {subject.unit ? fmt::format("{:.3f}", *subject.unit) : "?"},
                  {subject.unit ? std::to_string(subject.needed) : cannot}});
  }
  table.Render(out, {});
}

void WriteCurve(const Subject& subject, const gate::PowerOptions& options, std::ostream& out) {
  out << fmt::format("\n{}, {}: trials against power\n", subject.name, subject.metric);
  report::TextTable table({{"", "trials"}, {"", "power"}});
  for (const double share : {0.25, 0.5, 0.75, 1.0, 1.5, 2.0}) {
    const auto n = static_cast<std::int64_t>(share * static_cast<double>(subject.needed) + 0.5);
    if (n < 2) continue;
    table.AddRow({{std::to_string(n)},
                  {PercentText(std::round(1000 * gate::PowerAt(n, *subject.unit, subject.statistic,
                                                               options)) /
                               1000)}});
  }
  table.Render(out, {});
}

void WritePlan(const Plan& plan, const gate::PowerOptions& options, std::ostream& out) {
  out << fmt::format(
      "trials a side that show a slow-down of {} beyond a limit of {} with {} power, "
      "at {} confidence over {} decision{}\n\n",
      PercentText(options.effect), PercentText(options.limit), PercentText(options.power),
      PercentText(options.confidence), options.decisions, options.decisions == 1 ? "" : "s");
  WriteSubjects(plan.subjects, out);
  const auto hardest =
      std::max_element(plan.subjects.begin(), plan.subjects.end(),
                       [](const Subject& a, const Subject& b) { return a.needed < b.needed; });
  if (hardest->unit) WriteCurve(*hardest, options, out);
  const bool some_cannot = std::any_of(plan.subjects.begin(), plan.subjects.end(),
                                       [](const Subject& subject) { return !subject.unit; });
  if (some_cannot) {
    out << "\npilot n>=: the pilot is too small to know this spread, and so many trials would "
           "tell it\n";
  }
}

// The exit code: an answer about nothing is none.
Result<int> Answer(const PowerFlags& flags, std::ostream& out) {
  Result<gate::PowerOptions> options = OptionsOf(flags);
  if (!options) return options.error();
  Result<Plan> plan = flags.from.empty() ? PlanGuessed(flags) : PlanFrom(flags);
  if (!plan) return plan.error();
  options->decisions = flags.decisions > 0 ? flags.decisions : plan->decisions;
  for (Subject& subject : plan->subjects) {
    if (subject.unit)
      subject.needed = gate::SamplesForPower(*subject.unit, subject.statistic, *options);
  }
  WritePlan(*plan, *options, out);
  const bool any = std::any_of(plan->subjects.begin(), plan->subjects.end(),
                               [](const Subject& subject) { return subject.unit.has_value(); });
  return any ? kOk : kUsage;
}

}  // namespace

int Power(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  PowerFlags flags;
  CLI::App app("Says how many trials would show a change, before they are paid for.", "lab power");
  AddFlags(app, flags);
  if (const std::optional<int> exit = ParseFlags(app, arguments, out, err)) return *exit;
  const Result<int> answered = Answer(flags, out);
  if (answered) return *answered;
  err << "lab power: " << answered.error().message << '\n';
  return kUsage;
}

}  // namespace lab::apps
