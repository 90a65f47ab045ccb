// `lab power`: how many trials would show a given change.

#include "framework/gate/power.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "apps/files.h"
#include "apps/flags.h"
#include "apps/percent.h"
#include "apps/subcommand.h"
#include "framework/bench/study.h"
#include "framework/gate/extract_measurements.h"
#include "framework/measure/run_json.h"
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
  std::string metric = "ttft_ms_p50";
  std::vector<std::string> from;
  std::string filter = ".";
  double sigma = 0;
  std::int64_t decisions = 0;
  std::uint64_t seed = 1;
};

void AddFlags(CLI::App& app, PowerFlags& flags) {
  app.add_option("--effect", flags.effect, "the slow-down to be seen")->capture_default_str();
  app.add_option("--limit", flags.limit, "the gate's: a change of less is no news")
      ->capture_default_str();
  app.add_option("--power", flags.power, "with which probability it shall be seen")
      ->capture_default_str();
  app.add_option("--alpha", flags.alpha, "the gate's: 5% is a confidence of 95%")
      ->capture_default_str();
  app.add_option("--metric", flags.metric, "e.g. ttft_ms_p95, latency_ms_p50, cost_usd_mean")
      ->capture_default_str();
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
                     "how many case-and-metric rows the gate decides together (default: the "
                     "file's)"),
      1, kMostDecisions);
  RequireWhole(app.add_option("--seed", flags.seed, "of the resampling"), 0)->capture_default_str();
}

// A row of the answer: a case, and how it spreads.
struct Subject {
  std::string name;
  std::int64_t pilot = 0;  ///< samples that the spread is known from; 0: assumed
  double unit = 0;
  std::int64_t needed = 0;
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

Result<std::vector<Subject>> SubjectsOf(const PowerFlags& flags, const gate::Reading& reading) {
  if (flags.from.size() > 2)
    return Error{ErrorKind::kUsage, "--from takes one file, or two runs of one thing"};
  Result<measure::Run> first = ReadRun(flags.from[0]);
  if (!first) return first.error();
  Result<measure::Run> second = flags.from.size() == 2 ? ReadRun(flags.from[1]) : *first;
  if (!second) return second.error();
  std::vector<Subject> subjects;
  for (gate::Observation& observation :
       gate::ObserveRuns(*first, *second, {reading}).observations) {
    const Result<bool> fits = FilterMatches(flags.filter, observation.case_name);
    if (!fits) return Error{ErrorKind::kUsage, "--filter: " + fits.error().message};
    if (!*fits) continue;
    // A run has no partner in itself.
    if (flags.from.size() == 1) observation.paired = false;
    const std::optional<double> unit = gate::UnitDeviation(observation, flags.seed);
    if (!unit) continue;
    subjects.push_back({observation.case_name + (observation.paired ? " (pairs)" : ""),
                        static_cast<std::int64_t>(observation.baseline.size()), *unit, 0});
  }
  if (subjects.empty()) {
    return Error{ErrorKind::kUsage, fmt::format("--from {}: no case that fits has two values of {}",
                                                flags.from[0], flags.metric)};
  }
  return subjects;
}

void WriteSubjects(const std::vector<Subject>& subjects, const std::string& metric,
                   std::ostream& out) {
  report::TextTable table({{"", "case", report::Align::kLeft},
                           {metric, "known from"},
                           {metric, "spread"},
                           {"", "trials needed"}});
  for (const Subject& subject : subjects) {
    table.AddRow({{subject.name},
                  {subject.pilot > 0 ? std::to_string(subject.pilot) : "assumed"},
                  {fmt::format("{:.3f}", subject.unit)},
                  {std::to_string(subject.needed)}});
  }
  table.Render(out, {});
}

void WriteCurve(const Subject& subject, const gate::Reading& reading,
                const gate::PowerOptions& options, std::ostream& out) {
  out << fmt::format("\n{}: trials against power\n", subject.name);
  report::TextTable table({{"", "trials"}, {"", "power"}});
  for (const double share : {0.25, 0.5, 0.75, 1.0, 1.5, 2.0}) {
    const auto n = static_cast<std::int64_t>(share * static_cast<double>(subject.needed) + 0.5);
    if (n < 2) continue;
    table.AddRow({{std::to_string(n)},
                  {PercentText(std::round(1000 * gate::PowerAt(n, subject.unit, reading.statistic,
                                                               options)) /
                               1000)}});
  }
  table.Render(out, {});
}

Result<void> Answer(const PowerFlags& flags, std::ostream& out) {
  Result<gate::PowerOptions> options = OptionsOf(flags);
  if (!options) return options.error();
  const Result<gate::Reading> reading = gate::ParseReading(flags.metric);
  if (!reading) return Annotate(reading.error(), "--metric");
  if (flags.from.empty() && flags.sigma == 0)
    return Error{ErrorKind::kUsage, "give --from RUN.json, or --sigma 0.3 for a guess"};
  std::vector<Subject> subjects;
  if (flags.from.empty()) {
    subjects.push_back({fmt::format("log-normal, sigma {}", flags.sigma), 0,
                        gate::UnitDeviationOfLogNormal(flags.sigma, reading->statistic), 0});
  } else {
    Result<std::vector<Subject>> found = SubjectsOf(flags, *reading);
    if (!found) return found.error();
    subjects = *std::move(found);
  }
  options->decisions =
      flags.decisions > 0 ? flags.decisions : static_cast<std::int64_t>(subjects.size());
  for (Subject& subject : subjects)
    subject.needed = gate::SamplesForPower(subject.unit, reading->statistic, *options);
  out << fmt::format(
      "trials a side that show a slow-down of {} beyond a limit of {} with {} power, "
      "at {} confidence over {} decision{}\n\n",
      PercentText(options->effect), PercentText(options->limit), PercentText(options->power),
      PercentText(options->confidence), options->decisions, options->decisions == 1 ? "" : "s");
  WriteSubjects(subjects, reading->name(), out);
  const auto hardest =
      std::max_element(subjects.begin(), subjects.end(),
                       [](const Subject& a, const Subject& b) { return a.needed < b.needed; });
  WriteCurve(*hardest, *reading, *options, out);
  return {};
}

}  // namespace

int Power(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  PowerFlags flags;
  CLI::App app("Says how many trials would show a change, before they are paid for.", "lab power");
  AddFlags(app, flags);
  if (const std::optional<int> exit = ParseFlags(app, arguments, out, err)) return *exit;
  const Result<void> answered = Answer(flags, out);
  if (answered) return kOk;
  err << "lab power: " << answered.error().message << '\n';
  return kUsage;
}

}  // namespace lab::apps
