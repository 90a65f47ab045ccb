#include "apps/lab/load_job.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "apps/environment.h"
#include "apps/lab/load_requests.h"
#include "apps/place.h"
#include "apps/run_end.h"
#include "apps/subcommand.h"
#include "apps/suites_options.h"
#include "apps/terminal.h"
#include "framework/bench/recording_client.h"
#include "framework/load/trace_summary.h"
#include "framework/report/load_json.h"
#include "framework/report/load_text.h"
#include "framework/runtime/real_loop.h"
#include "framework/techniques/retry.h"

namespace lab::apps {
namespace {

constexpr std::string_view kLoadVersion = "0.1.0";

/// An interrupt is not to end the process but the run: blocked for all threads that begin now.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;
  ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

double SecondsOf(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

// Of this thread, which runs the client's loop and no mock.
double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return SecondsOf(usage.ru_utime) + SecondsOf(usage.ru_stime);
}

double PeakRssMb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

std::string TargetOf(const LoadFlags& flags) {
  if (!flags.target.empty()) return flags.target;
  return flags.url.empty() ? "sim" : "openai-compatible";
}

Result<void> CheckLiveFlags(const LoadFlags& flags, const std::string& target) {
  const bool live = FindProvider(target) != nullptr;
  const bool of_live = !flags.url.empty() || !flags.headers.empty() || flags.no_stream_options;
  if (!live && of_live)
    return Error{ErrorKind::kUsage,
                 fmt::format("--url, --header and --no-stream-options go with a provider, not with "
                             "--target {}",
                             target)};
  if (live && (!flags.profile.empty() || !flags.fault.empty()))
    return Error{ErrorKind::kUsage, "--profile and --fault are for --target sim and mock"};
  return {};
}

// With a scenario's own key in place of the provider's variable.
Environment EnvironmentFor(const LoadFlags& flags, const std::string& target) {
  const Provider* provider = FindProvider(target);
  if (!flags.token || provider == nullptr) return ReadEnvironment(environ);
  std::string key = fmt::format("{}={}", provider->key_variable, flags.token->Reveal());
  std::vector<char*> entries{key.data()};  // the first of a name counts
  for (char** entry = environ; *entry != nullptr; ++entry) entries.push_back(*entry);
  entries.push_back(nullptr);
  return ReadEnvironment(entries.data());
}

Result<Place> PlaceOfLoad(const LoadFlags& flags, const std::string& target,
                          const Environment& environment) {
  for (const std::string& header : flags.headers) {
    if (!ParseHeaderFlag(header))
      return Error{ErrorKind::kUsage,
                   fmt::format("--header '{}' should be 'Name: value'", Redact(header))};
  }
  SuitesOptions options;
  options.target = target;
  options.base_url = flags.url;
  options.headers = flags.headers;
  options.no_stream_options = flags.no_stream_options;
  options.model = flags.model;
  options.profile = flags.profile;
  options.fault = flags.fault;
  options.seed = flags.seed;
  return PlaceOf(options, environment, std::make_shared<SpendMeter>());
}

measure::LoadConfig ConfigOf(const LoadFlags& flags, const LoadJob& job, const std::string& target,
                             const WorldOptions& world) {
  const bool own_lengths = job.trace != nullptr || !flags.prompt.text.empty();
  return {.tool_version = std::string(kLoadVersion),
          .target = target,
          .base_url = target == "sim" ? "" : Redact(world.base_url),
          .model = world.model,
          .seed = flags.seed,
          .arrival = job.arrival,
          .open_loop = job.plan.pacing == load::Pacing::kOpen,
          .concurrency = job.plan.concurrency,
          .input_tokens = own_lengths ? 0 : flags.input_tokens + flags.shared_tokens,
          .output_tokens = job.trace != nullptr ? 0 : flags.output_tokens,
          .price_date = PriceTable::Shipped().date()};
}

/// A line that is drawn over itself while a real run goes on.
class LoadProgress {
 public:
  LoadProgress(Loop& loop, const measure::LoadRun& run, std::ostream& out)
      : loop_(loop), run_(run), out_(out) {}
  LoadProgress(const LoadProgress&) = delete;
  LoadProgress& operator=(const LoadProgress&) = delete;
  ~LoadProgress() {
    if (drawn_) out_ << "\r\x1b[K" << std::flush;
  }

  Task<void> Run() {
    const Time start = loop_.Now();
    while (true) {
      co_await loop_.Sleep(std::chrono::milliseconds(500));
      const measure::LoadCounts& counts = run_.counts;
      out_ << fmt::format(
                  "\r\x1b[K{:.1f} s  {} asked, {} open, {} ok, {} failed",
                  ToSeconds(loop_.Now() - start), counts.asked,
                  counts.asked - counts.unsent - counts.ok - counts.failed - counts.cancelled,
                  counts.ok, counts.failed)
           << std::flush;
      drawn_ = true;
    }
  }

 private:
  Loop& loop_;
  const measure::LoadRun& run_;
  std::ostream& out_;
  bool drawn_ = false;
};

Task<void> SetOnSignal(Task<int> signal, Event& interrupt) {
  co_await signal;
  interrupt.Set();
}

Result<std::ofstream> OpenFile(const char* flag, const std::string& name) {
  std::ofstream file;
  if (name.empty()) return file;
  file.open(name, std::ios::binary);
  if (!file)
    return Error{ErrorKind::kIo, fmt::format("{} {}: the file cannot be written", flag, name)};
  return file;
}

/// Where a run is written to beside the terminal; opened before anything is sent.
struct LoadFiles {
  std::ofstream json;
  std::ofstream lines;
};

Result<LoadFiles> OpenFiles(const LoadFlags& flags) {
  Result<std::ofstream> json = OpenFile("--out", flags.out);
  if (!json) return json.error();
  Result<std::ofstream> lines = OpenFile("--jsonl", flags.jsonl);
  if (!lines) return lines.error();
  return LoadFiles{*std::move(json), *std::move(lines)};
}

load::LoadRecorder::Hook LinesOfRun(const measure::LoadRun& run, std::ofstream& lines) {
  if (!lines.is_open()) return {};
  return [&run, &lines](const measure::LoadRow& row, const measure::Sample& sample) {
    report::WriteLoadLine(run.start, row, sample, lines);
    lines.flush();
  };
}

Result<void> SendLoad(const LoadFlags& flags, LoadJob& job, World& world, LoadFiles& files,
                      std::ostream& err, measure::LoadRun& run) {
  Result<std::unique_ptr<Client>> inner = world.NewClient("");
  if (!inner) return inner.error();
  const CallDefaults defaults;
  RecordingClient recorded(*std::move(inner), defaults);
  Loop& loop = world.loop();
  Retry patient(loop, recorded, Rng::For(flags.seed, "retry"),
                {.max_attempts = flags.attempts, .first_backoff = job.first_backoff});
  Client& client = flags.attempts > 1 ? static_cast<Client&>(patient) : recorded;
  Event interrupt(loop);
  LoadProgress progress(loop, run, err);
  TaskScope beside(loop);
  auto* real = dynamic_cast<RealLoop*>(&loop);
  if (real != nullptr) {
    job.plan.interrupt = &interrupt;
    beside.Spawn(SetOnSignal(real->WaitForSignal({SIGINT, SIGTERM}), interrupt));
    if (IsTerminal(STDERR_FILENO)) beside.Spawn(progress.Run());
  }
  const double cpu = CpuSeconds();
  load::RequestSource source = RequestsOf(flags, job);
  const bool whole = loop.Run(load::RunLoad(loop, client, std::move(source), std::move(job.plan),
                                            run, LinesOfRun(run, files.lines)));
  if (!whole) return Error{ErrorKind::kUsage, "the load waits for something that never happens"};
  if (real != nullptr)
    run.client = measure::LoadClient{.cpu_seconds = CpuSeconds() - cpu,
                                     .wall_seconds = ToSeconds(run.end - run.start),
                                     .peak_rss_mb = PeakRssMb()};
  return {};
}

int LoadExitCode(const report::LoadReport& report) {
  if (report.trust.all_failed) return kAllFailed;
  if (report.trust.nothing_measured) return kUsage;
  if (!report.trust.valid) return kInvalid;
  if (report.run->cut) return ExitCodeOfSignal(SIGINT);
  return report.slo_broken() ? kRegression : kOk;
}

bool IsLoadColoured(const LoadFlags& flags) {
  return flags.color == "always" || (flags.color == "auto" && IsTerminal(STDOUT_FILENO));
}

LoadOutcome OutcomeOf(const report::LoadReport& report) {
  const auto shown = [&report](std::string_view metric, double p) -> std::string {
    const measure::LoadFigure* figure = measure::FindLoadFigure(report.figures, metric);
    return figure == nullptr ? "-" : report::ShownMs(figure->at(p).value);
  };
  const measure::LoadCounts& counts = report.run->counts;
  const auto tokens = report.rates.output_tokens_per_s;
  const std::string verdict = report.trust.nothing_measured ? "NOTHING"
                              : report.trust.valid          ? "VALID"
                                                            : "INVALID";
  return {.exit = LoadExitCode(report),
          .cut = report.run->cut,
          .cells = {verdict, fmt::format("{}", counts.ok), fmt::format("{}", counts.failed),
                    shown("ttft_ms", 0.50), shown("ttft_ms", 0.99), shown("latency_ms", 0.50),
                    shown("latency_ms", 0.99), tokens ? fmt::format("{:.4g}", *tokens) : "-"}};
}

}  // namespace

Result<LoadOutcome> RunLoadJob(const LoadFlags& flags, LoadJob job, std::ostream& out,
                               std::ostream& err) {
  const std::string target = TargetOf(flags);
  if (const Result<void> fit = CheckLiveFlags(flags, target); !fit) return fit.error();
  Result<LoadFiles> files = OpenFiles(flags);
  if (!files) return files.error();
  const std::optional<BlockedSignals> blocked =
      target == "sim" ? std::nullopt : std::optional<BlockedSignals>(std::in_place);
  const Result<Place> place = PlaceOfLoad(flags, target, EnvironmentFor(flags, target));
  if (!place) return place.error();
  Result<std::unique_ptr<World>> world = place->factory({.case_name = "load", .seed = flags.seed});
  if (!world) return world.error();

  measure::LoadRun run;
  run.config = ConfigOf(flags, job, target, place->world);
  run.simulated = target == "sim";
  run.notes = job.notes;
  if (job.trace) {
    for (const std::string& line : load::DescribeTrace(*job.trace)) out << line << '\n';
    out << '\n' << std::flush;
  }
  if (const Result<void> sent = SendLoad(flags, job, **world, *files, err, run); !sent)
    return sent.error();
  for (const std::string& note : place->world.adaptations->notes) run.notes.push_back(note);

  const auto failures =
      flags.failures_as_inf ? measure::Failures::kInfinite : measure::Failures::kLeftOut;
  const report::LoadReport report =
      report::ReportLoad(run, job.slos, failures, {.max_error_share = job.max_error_share});
  report::WriteLoadText(report, {.colour = IsLoadColoured(flags)}, out);
  out << std::flush;
  if (files->json.is_open()) report::WriteLoadJson(report, files->json);
  files->json.flush();
  if ((files->json.is_open() && !files->json) || (files->lines.is_open() && !files->lines))
    return Error{ErrorKind::kIo, "--out, --jsonl: the file could not be written to its end"};
  return OutcomeOf(report);
}

}  // namespace lab::apps
