// `lab load`: a load on an endpoint or in simulated time, and how far its figures can be trusted.

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <ctime>
#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "apps/environment.h"
#include "apps/files.h"
#include "apps/flags.h"
#include "apps/lab/load_flags.h"
#include "apps/lab/load_job.h"
#include "apps/subcommand.h"
#include "framework/report/text_table.h"

namespace lab::apps {
namespace {

int FailLoad(const Error& error, std::ostream& err) {
  err << "lab load: " << error.message << '\n';
  return kUsage;
}

// "20261130T221500Z"
std::string TimeStamp() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  std::tm utc{};
  gmtime_r(&now.tv_sec, &utc);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &utc);
  return text.data();
}

void ReplaceAll(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

// A path of one run: of several each needs its own.
std::string ExportPath(std::string path, const load::ScenarioRun& run, bool several,
                       const std::string& stamp) {
  std::string name = run.name;
  std::replace_if(
      name.begin(), name.end(),
      [](unsigned char c) { return std::isalnum(c) == 0 && c != '-' && c != '.'; }, '_');
  const bool named = path.find("{name}") != std::string::npos;
  ReplaceAll(path, "{timestamp}", stamp);
  ReplaceAll(path, "{name}", name);
  if (!several || named) return path;
  const std::filesystem::path file(path);
  return (file.parent_path() / (file.stem().string() + "." + name + file.extension().string()))
      .string();
}

/// The flags of one run of a scenario.
Result<LoadFlags> FlagsOfRun(const load::ScenarioRun& run, const std::string& file) {
  LoadFlags flags;
  CLI::App app("", "");
  AddLoadFlags(app, flags);
  try {
    app.parse(std::vector<std::string>(run.flags.rbegin(), run.flags.rend()));
  } catch (const CLI::ParseError& error) {
    return Error{ErrorKind::kConfig,
                 fmt::format("{}:{}: {}: {}", file, run.line, run.name, error.what())};
  }
  flags.token = run.token;
  flags.prompt = run.prompt;
  return flags;
}

/// A run of a scenario, ready to be sent.
struct ReadyRun {
  std::string name;
  LoadFlags flags;
  LoadJob job;
};

Result<std::vector<ReadyRun>> ReadyRuns(const load::Scenario& scenario, const LoadFlags& given) {
  const std::string stamp = TimeStamp();
  std::vector<ReadyRun> ready;
  for (const load::ScenarioRun& run : scenario.runs) {
    Result<LoadFlags> flags = FlagsOfRun(run, given.scenario);
    if (!flags) return flags.error();
    flags->color = given.color;
    for (const load::ScenarioExport& one : scenario.exports) {
      std::string& path = one.format == "json" ? flags->out : flags->jsonl;
      path = ExportPath(one.path, run, scenario.runs.size() > 1, stamp);
    }
    Result<LoadJob> job = JobOf(*flags);
    if (!job)
      return Annotate(job.error(), fmt::format("{}:{}: {}", given.scenario, run.line, run.name));
    ready.push_back({run.name, *std::move(flags), *std::move(job)});
  }
  return ready;
}

void WriteOverview(const std::vector<ReadyRun>& runs, const std::vector<LoadOutcome>& outcomes,
                   std::ostream& out) {
  report::TextTable table({{"", "run", report::Align::kLeft},
                           {"", "verdict", report::Align::kLeft},
                           {"", "ok"},
                           {"", "failed"},
                           {"TTFT ms", "p50"},
                           {"TTFT ms", "p99"},
                           {"latency ms", "p50"},
                           {"latency ms", "p99"},
                           {"", "tokens/s"}});
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    std::vector<report::Cell> row{{runs[i].name}};
    for (const std::string& cell : outcomes[i].cells) row.push_back({cell});
    table.AddRow(std::move(row));
  }
  out << '\n';
  table.Render(out, {});
}

// The first of these that some run ended with: a wrong success is worse than a failure.
int WorstOf(const std::vector<LoadOutcome>& outcomes) {
  if (outcomes.back().cut) return outcomes.back().exit;
  for (const int code : {kAllFailed, kUsage, kInvalid, kRegression}) {
    const bool some = std::any_of(outcomes.begin(), outcomes.end(),
                                  [code](const LoadOutcome& one) { return one.exit == code; });
    if (some) return code;
  }
  return kOk;
}

Result<load::Scenario> ReadScenarioOf(const LoadFlags& given) {
  const Result<std::string> text = ReadFile(given.scenario);
  if (!text) return text.error();
  const Environment environment = ReadEnvironment(environ);
  load::ScenarioOptions options;
  options.settings = given.settings;
  options.variable = [&environment](std::string_view name) -> std::optional<std::string> {
    return environment.Get(name);
  };
  return load::ReadScenario(*text, given.scenario, options);
}

Result<int> RunScenario(const LoadFlags& given, std::ostream& out, std::ostream& err) {
  const Result<load::Scenario> scenario = ReadScenarioOf(given);
  if (!scenario) return scenario.error();
  Result<std::vector<ReadyRun>> ready = ReadyRuns(*scenario, given);
  if (!ready) return ready.error();
  if (given.check) {
    for (const ReadyRun& run : *ready) out << fmt::format("{}: {}\n", run.name, run.job.arrival);
    out << fmt::format("{} is right\n", given.scenario);
    return static_cast<int>(kOk);
  }
  std::vector<LoadOutcome> outcomes;
  for (ReadyRun& run : *ready) {
    out << fmt::format("{}== {}: {}\n", outcomes.empty() ? "" : "\n", run.name, run.job.arrival);
    Result<LoadOutcome> outcome = RunLoadJob(run.flags, std::move(run.job), out, err);
    if (!outcome) return Annotate(outcome.error(), run.name);
    outcomes.push_back(*std::move(outcome));
    if (outcomes.back().cut) break;
  }
  if (outcomes.size() > 1) WriteOverview(*ready, outcomes, out);
  return WorstOf(outcomes);
}

Result<int> RunFlags(const LoadFlags& flags, std::ostream& out, std::ostream& err) {
  Result<LoadJob> job = JobOf(flags);
  if (!job) return job.error();
  const Result<LoadOutcome> outcome = RunLoadJob(flags, *std::move(job), out, err);
  if (!outcome) return outcome.error();
  return outcome->exit;
}

// Beside a scenario file a flag of a load would not be looked at.
Result<void> CheckScenarioFlags(const CLI::App& app, const LoadFlags& flags) {
  if (flags.scenario.empty()) {
    if (flags.settings.empty() && !flags.check) return {};
    return Error{ErrorKind::kUsage, "--set and --check need a scenario file"};
  }
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_name();
    const bool ours = name == "scenario" || name == "--set" || name == "--check" ||
                      name == "--color" || name == "--help";
    if (ours || option->count() == 0) continue;
    return Error{ErrorKind::kUsage,
                 fmt::format("{} does not go with a scenario file, which says it all; change it "
                             "with --set, e.g. --set workload.scenarios.0.requests=10",
                             name)};
  }
  return {};
}

}  // namespace

int Load(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  LoadFlags flags;
  CLI::App app("A load on an endpoint, or in simulated time, and how far its figures go.",
               "lab load");
  app.get_formatter()->column_width(28);
  AddScenarioFlags(app, flags);
  AddLoadFlags(app, flags);
  if (const std::optional<int> exit = ParseFlags(app, arguments, out, err)) return *exit;
  if (const Result<void> fit = CheckScenarioFlags(app, flags); !fit)
    return FailLoad(fit.error(), err);
  const Result<int> exit =
      flags.scenario.empty() ? RunFlags(flags, out, err) : RunScenario(flags, out, err);
  return exit ? *exit : FailLoad(exit.error(), err);
}

}  // namespace lab::apps
