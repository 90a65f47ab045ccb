// The benchmark binary: reads the command line and the environment, chooses the world, runs the
// cases, writes the reports.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <fstream>
#include <iostream>
#include <optional>

#include "apps/baselines.h"
#include "apps/comparison_report.h"
#include "apps/dry_run.h"
#include "apps/environment.h"
#include "apps/gate_mode.h"
#include "apps/gate_options.h"
#include "apps/place.h"
#include "apps/report_files.h"
#include "apps/run_end.h"
#include "apps/subcommand.h"
#include "apps/suites_options.h"
#include "apps/terminal.h"
#include "apps/terminal_width.h"
#include "framework/bench/study.h"
#include "framework/llm/prices.h"
#include "framework/measure/slo.h"
#include "framework/measure/trust.h"
#include "framework/report/chrome_trace.h"
#include "framework/report/display_width.h"
#include "framework/report/reporter_table.h"
#include "framework/report/slo_table.h"
#include "framework/report/timeline.h"

namespace lab::apps {
namespace {

constexpr std::string_view kVersion = "0.1.0";

int Fail(const Error& error) {
  std::cerr << "suites: " << error.message << '\n';
  return kUsage;
}

bool IsColoured(const SuitesOptions& options) {
  return options.color == "always" || (options.color == "auto" && IsTerminal(STDOUT_FILENO));
}

std::int64_t TrialsOf(const SuitesOptions& options) {
  const bool baselines = options.gate || options.approve;
  const std::int64_t by_target = baselines ? kBaselineTrials : IsSimulated(options) ? 400 : 30;
  const std::int64_t runs = options.runs > 0 ? options.runs : by_target;
  return options.quick ? std::max<std::int64_t>(runs / 10, 1) : runs;
}

int CoreCount() { return std::max(1, static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN))); }

Time WallClock() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return Time(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

measure::Host ThisHost() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  std::tm utc{};
  gmtime_r(&now.tv_sec, &utc);
  std::array<char, 32> date{};
  std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return {date.data(), name.data(), CoreCount()};
}

// Who looks after a run while it goes on: signals and limits, the money, the bar.
struct Attendance {
  explicit Attendance(const SuitesOptions& options)
      : meter(MeterOf(options, end)), live(IsLive(options)) {
    bar.emplace(std::cerr,
                ProgressBar::Screen{.terminal = IsTerminal(STDERR_FILENO),
                                    .columns = OutputWidth(STDERR_FILENO, "")},
                WallClock);
  }

  void Step(const StudyProgress& progress) { bar->Step(progress, live ? SpentText(*meter) : ""); }
  // Why the run is not whole, for the Run file; empty when it is.
  std::string WhyCut(const Study& study) const {
    if (!study.cut()) return "";
    const StudyProgress& came = study.progress();
    const std::string of = came.planned > 0 ? " of " + FormatCount(came.planned) : "";
    return fmt::format("{} after {}{} trials", end.reason(), FormatCount(came.trials), of);
  }

  RunEnd end;
  SignalWatch watch{end};
  std::shared_ptr<SpendMeter> meter;
  bool live;
  std::optional<ProgressBar> bar;
};

StudyOptions StudyOptionsOf(const SuitesOptions& options, Attendance& attendance,
                            SampleLog::Hook log) {
  const bool simulated = IsSimulated(options);
  const int cores = options.threads > 0 ? options.threads : CoreCount();
  return {.seed = options.seed,
          .trials = TrialsOf(options),
          .fixed_trials = !options.min_time_given || options.runs > 0,
          .paced = simulated,
          .trial_timeout = options.trial_timeout,
          .until = options.until_width > 0 ? std::optional(StopRule{.width = options.until_width})
                                           : std::nullopt,
          .threads = simulated ? cores : 1,
          .print_console = options.benchmark_format != "console",
          .context = {{"target", options.target}, {"seed", std::to_string(options.seed)}},
          .progress = [&attendance](const StudyProgress& now) { attendance.Step(now); },
          .trial_done = std::move(log),
          .stop = attendance.end.token()};
}

measure::Run RunOf(const SuitesOptions& options, const WorldOptions& world, std::string cut,
                   std::vector<measure::CaseRecord> cases) {
  measure::Run run;
  run.config = {.tool_version = std::string(kVersion),
                .target = options.target,
                .base_url = IsSimulated(options) ? "" : Redact(world.base_url),
                .model = world.model,
                .profile = world.provider == nullptr ? world.profile : "",
                .seed = options.seed,
                .trials = TrialsOf(options),
                .until = options.until,
                .filter = options.filter,
                .faults = options.fault,
                .price_date = PriceTable::Shipped().date()};
  run.simulated = IsSimulated(options);
  if (!run.simulated) run.host = ThisHost();
  run.notes = world.adaptations->notes;
  run.cut = std::move(cut);
  run.cases = std::move(cases);
  return run;
}

// The tables say below them what was not as asked.
bool ShowsTables(const SuitesOptions& options) {
  return options.benchmark_format == "console" && options.format == "table" && !options.gate &&
         !options.approve;
}

// Where no table does, a reader will see it here and no parser of what is printed.
void TellNotes(const measure::Run& run) {
  for (const std::string& note : run.notes) std::cerr << "note: " << note << '\n';
  if (!run.cut.empty()) std::cerr << "suites: the run was cut by " << run.cut << '\n';
}

void Print(const report::Analysis& analysis, const SuitesOptions& options,
           const report::RenderOptions& shape) {
  if (options.benchmark_format != "console") return;  // Google Benchmark has printed
  if (options.format == "table")
    std::cout << report::Wrapped(analysis.trust.line, shape.prose_width()) << '\n';
  report::FindReporter(options.format)
      ->write(analysis,
              {.colour = shape.colour,
               .width = shape.width,
               .whole_notes = shape.whole_notes,
               .statistics = options.statistics,
               .confusion = options.confusion,
               .requests_per_month = options.volume},
              std::cout);
  std::cout.flush();
}

Result<void> CheckTrace(const measure::Run& run, const SuitesOptions& options) {
  const bool there = std::any_of(run.cases.begin(), run.cases.end(), [&](const auto& record) {
    return report::FindTrial(record, options.trace_trial) != nullptr;
  });
  if (!options.trace.empty() && !there && run.cut.empty()) {
    return Error{
        ErrorKind::kUsage,
        fmt::format("--trace-trial {}: no case has a trial of this number; they begin at 0",
                    options.trace_trial)};
  }
  return {};
}

// One trial of each case: to the file, and for people below the tables.
Result<void> WriteTrace(const measure::Run& run, const SuitesOptions& options) {
  if (options.trace.empty()) return {};
  std::ofstream file(options.trace, std::ios::binary);
  report::WriteChromeTrace(run, {.trial = options.trace_trial}, file);
  file.flush();
  if (!file) {
    return Error{ErrorKind::kIo,
                 fmt::format("--trace {}: the file cannot be written", options.trace)};
  }
  if (options.benchmark_format != "console" || options.format != "table") return {};
  for (const measure::CaseRecord& record : run.cases) {
    const measure::TrialRecord* trial = report::FindTrial(record, options.trace_trial);
    if (trial == nullptr) continue;
    std::cout << '\n';
    report::WriteTimeline(record, *trial, {.colour = IsColoured(options)}, std::cout);
  }
  return {};
}

// Below the tables, or where no parser of what is printed sees it. False where one is broken.
Result<bool> TellSlos(const measure::Run& run, const SuitesOptions& options,
                      report::RenderOptions shape) {
  const Result<std::vector<measure::SloResult>> results = measure::JudgeSlos(run, options.slos);
  if (!results) return results.error();
  const bool tables = ShowsTables(options);
  if (tables && !results->empty()) std::cout << '\n';
  shape.colour = shape.colour && tables;
  report::WriteSloTable(*results, shape, tables ? std::cout : std::cerr);
  return std::none_of(results->begin(), results->end(), [](const measure::SloResult& result) {
    return result.word == measure::SloWord::kBroken;
  });
}

// What an experiment did wrong in a trial stands below the tables already. Whether there is such.
bool TellMistakes(const measure::Run& run, const SuitesOptions& options) {
  const auto is_mistaken = [](const measure::TrialRecord& trial) {
    return trial.error && trial.error->kind == ErrorKind::kUsage;
  };
  bool any = false;
  for (const measure::CaseRecord& record : run.cases) {
    const auto trial = std::find_if(record.trials.begin(), record.trials.end(), is_mistaken);
    if (trial == record.trials.end()) continue;
    any = true;
    if (!ShowsTables(options)) std::cerr << "suites: " << trial->error->message << '\n';
  }
  return any;
}

int ListCases(const SuitesOptions& options) {
  const Result<std::vector<std::string>> names = SelectedCases(options.benchmark_flags);
  if (!names) return Fail(names.error());
  for (const std::string& name : *names) std::cout << name << '\n';
  return kOk;
}

int ExitCodeOf(const measure::Trust& trust) {
  if (trust.all_failed) return kAllFailed;
  if (trust.nothing_measured) return kUsage;
  return trust.valid ? kOk : kInvalid;
}

Result<void> WriteBoth(const measure::Run& run, const measure::Run& other,
                       const SuitesOptions& options) {
  if (Result<void> written = WriteReportFiles(report::Analyse(run), options); !written)
    return written;
  return WriteReportFiles(report::Analyse(other), ForCandidate(options));
}

int JudgeBoth(const measure::Run& run, const measure::Run& other, const SuitesOptions& options) {
  CompareSettings settings{.judge = {}, .metrics = options.metrics};
  settings.judge.limit = options.limit;
  settings.judge.seed = options.seed;
  const Result<ComparisonReport> report = CompareRuns(run, other, settings);
  if (!report) return Fail(report.error());
  FindComparisonForm(options.format)->write(*report, {.colour = IsColoured(options)}, std::cout);
  return ExitCodeOf(*report);
}

// Both sides in turns, and what came of it.
int Interleave(const SuitesOptions& options, const SuitesOptions& other_options,
               const Environment& environment) {
  if (IsSimulated(options) != IsSimulated(other_options)) {
    return Fail({ErrorKind::kUsage, fmt::format("--interleave: {} and {} do not share a clock",
                                                options.target, other_options.target)});
  }
  Attendance attendance(options);
  Result<Place> place = PlaceOf(options, environment, attendance.meter);
  if (!place) return Fail(place.error());
  const Result<Place> other_place = PlaceOf(other_options, environment, attendance.meter);
  if (!other_place) return Fail(other_place.error());
  for (const SuitesOptions& side : {options, ForCandidate(options)}) {
    if (const Result<void> can = CheckReportFiles(side); !can) return Fail(can.error());
  }
  attendance.live = IsLive(options) || IsLive(other_options);
  Study study(StudyOptionsOf(options, attendance, nullptr), std::move(place->factory));
  Result<std::vector<CasePair>> pairs =
      study.RunInTurns(options.benchmark_flags, other_place->factory);
  attendance.bar.reset();
  if (!pairs) return Fail(pairs.error());
  std::vector<measure::CaseRecord> records;
  std::vector<measure::CaseRecord> others;
  for (CasePair& pair : *pairs) {
    records.push_back(std::move(pair.first));
    others.push_back(std::move(pair.second));
  }
  const std::string cut = attendance.WhyCut(study);
  const measure::Run run = RunOf(options, place->world, cut, std::move(records));
  const measure::Run other = RunOf(other_options, other_place->world, cut, std::move(others));
  TellNotes(run);
  TellNotes(other);
  if (const Result<void> written = WriteBoth(run, other, options); !written)
    return Fail(written.error());
  const int exit = JudgeBoth(run, other, options);
  return cut.empty() ? exit : attendance.end.exit_code();
}

// Nothing is sent.
int DryRun(const SuitesOptions& options, const Environment& environment) {
  const Result<WorldOptions> world = WorldOptionsOf(options, environment);
  if (!world) return Fail(world.error());
  if (const Result<void> priced = CheckPriced(options, *world); !priced)
    return Fail(priced.error());
  Attendance attendance(options);
  StudyOptions study = StudyOptionsOf(options, attendance, nullptr);
  study.threads = options.threads > 0 ? options.threads : CoreCount();
  study.print_console = false;
  const Result<Forecast> forecast = ForecastOf(*world, std::move(study), options.benchmark_flags);
  attendance.bar.reset();
  if (!forecast) return Fail(forecast.error());
  if (attendance.end.exit_code() != 0) return attendance.end.exit_code();
  WriteForecast(*forecast, *world, options.max_usd, std::cout);
  return kOk;
}

int Main(int argc, char** argv, const Environment& environment) {
  const Result<SuitesOptions> options = ParseSuitesOptions(argc, argv);
  if (!options) return Fail(options.error());
  if (!options->help_text.empty()) return std::cout << options->help_text, kOk;
  if (options->list_tests) return ListCases(*options);
  if (options->interleaved) {
    const Result<SuitesOptions> other = OtherSide(argc, argv, *options);
    return other ? Interleave(*options, *other, environment) : Fail(other.error());
  }
  if (options->dry_run) return DryRun(*options, environment);
  Attendance attendance(*options);
  Result<Place> place = PlaceOf(*options, environment, attendance.meter);
  if (!place) return Fail(place.error());

  if (const Result<void> can = CheckReportFiles(*options); !can) return Fail(can.error());
  const Result<SampleLog> log = SampleLog::Open(options->jsonl);
  if (!log) return Fail(log.error());

  Study study(StudyOptionsOf(*options, attendance, log->hook()), std::move(place->factory));
  Result<std::vector<measure::CaseRecord>> cases = study.Run(options->benchmark_flags);
  attendance.bar.reset();
  if (!cases) return Fail(cases.error());
  if (const Result<void> logged = log->Check(); !logged) return Fail(logged.error());

  const measure::Run run =
      RunOf(*options, place->world, attendance.WhyCut(study), std::move(*cases));
  if (!ShowsTables(*options)) TellNotes(run);
  const report::Analysis analysis = report::Analyse(run);
  if (const Result<void> written = WriteReportFiles(analysis, *options); !written)
    return Fail(written.error());
  if (!run.cut.empty() && (options->gate || options->approve)) {
    std::cerr << "suites: baselines are compared with whole runs\n";
    return attendance.end.exit_code();
  }
  if (options->gate || options->approve) {
    const Result<int> exit = AgainstBaselines(run, *options, IsColoured(*options), std::cout);
    return exit ? *exit : Fail(exit.error());
  }
  if (const Result<void> traced = CheckTrace(run, *options); !traced) return Fail(traced.error());
  const std::string columns = environment.Get("COLUMNS");
  const report::RenderOptions shape{.colour = IsColoured(*options),
                                    .width = OutputWidth(STDOUT_FILENO, columns),
                                    .whole_notes = !AskedWidth(STDOUT_FILENO, columns)};
  Print(analysis, *options, shape);
  if (const Result<void> written = WriteTrace(run, *options); !written)
    return Fail(written.error());
  const Result<bool> kept = TellSlos(run, *options, shape);
  if (!kept) return Fail(kept.error());
  const int exit = run.cut.empty() ? ExitCodeOf(analysis.trust) : attendance.end.exit_code();
  if (exit == kOk && TellMistakes(run, *options)) return kUsage;
  return exit == kOk && !*kept ? kRegression : exit;
}

}  // namespace
}  // namespace lab::apps

int main(int argc, char** argv) {
  return lab::apps::Main(argc, argv, lab::apps::ReadEnvironment(environ));
}
