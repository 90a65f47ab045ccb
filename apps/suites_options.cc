#include "apps/suites_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>

#include "apps/benchmark_flags.h"
#include "apps/flags.h"
#include "apps/gate_options.h"
#include "apps/idle_flags.h"
#include "apps/statistics_flags.h"
#include "framework/base/duration_text.h"
#include "framework/base/nearest_name.h"
#include "framework/base/secret.h"
#include "framework/base/text.h"
#include "framework/bench/case_runner.h"
#include "framework/llm/providers/provider_table.h"
#include "framework/measure/slo_parser.h"
#include "framework/report/reporter_table.h"

namespace lab::apps {
namespace {

constexpr std::uint64_t kMostThreads = 1024;
constexpr double kMostUsd = 1e6;
constexpr std::uint64_t kMostVolume = 1'000'000'000'000'000;  // a month's requests

std::string TargetHelp() {
  return "where the requests go: sim (simulated time, default), mock (our server on loopback), " +
         ProviderNames();
}

std::string FormatHelp() {
  std::string text = "what is printed:";
  for (const report::Reporter& reporter : report::AllReporters()) {
    text += fmt::format(" {} ({});", reporter.name, reporter.summary);
  }
  text.pop_back();
  return text;
}

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const report::Reporter& reporter : report::AllReporters()) names.emplace_back(reporter.name);
  return names;
}

std::vector<std::string_view> Extensions() {
  std::vector<std::string_view> known;
  for (const report::Reporter& reporter : report::AllReporters())
    known.push_back(reporter.extension);
  return known;
}

void AddTargetFlags(CLI::App& app, SuitesOptions& options) {
  RequireOneOf(app.add_option("--target", options.target, TargetHelp()), TargetNames())
      ->take_last();
  app.add_option("--base-url", options.base_url,
                 "another address of the provider, e.g. http://127.0.0.1:8000/v1; a query stays "
                 "behind the path")
      ->take_last();
  app.add_option("--header", options.headers,
                 "'Name: value', sent with every request to a provider, in place of one of ours of "
                 "the same name; may be repeated")
      ->allow_extra_args(false);
  app.add_option("--query", options.query,
                 "name=value, put behind the provider's URL; may be repeated")
      ->allow_extra_args(false);
  app.add_flag("--no-stream-options", options.no_stream_options,
               "do not ask for usage in streams (stream_options); what is used is then estimated "
               "where a service does not tell it by itself");
  app.add_option("--model", options.model, "the model to measure")->take_last();
  app.add_option("--profile", options.profile,
                 "for sim and mock: a shipped profile or a YAML file, in place of the model's own")
      ->take_last();
  app.add_option("--fault", options.fault,
                 "for sim and mock: what goes wrong, e.g. \"status=529 p=0.02\" (docs/mock.md)")
      ->take_last();
  app.add_flag("--dry-run", options.dry_run,
               "for a provider: say how many requests, tokens, dollars and minutes the run will "
               "take, and send nothing");
  RequirePositive(
      app.add_option("--max-usd", options.max_usd,
                     "for a provider: end the run before the request that could take it above so "
                     "many dollars; it is then marked as cut and ends with 3"),
      kMostUsd)
      ->take_last();
}

void AddOurFlags(CLI::App& app, SuitesOptions& options) {
  RequireWhole(app.add_option("--runs", options.runs,
                              "trials a case (default: 400 simulated, 30 otherwise); a half or "
                              "less where one is the work of several"),
               1, kMostTrials);
  app.add_flag("--quick", options.quick, "a tenth of the trials, for a first look");
  RequireWhole(
      app.add_option("--seed", options.seed,
                     "of everything random; the same seed gives the same bytes in simulated time"),
      0);
  RequireWhole(app.add_option("--threads", options.threads, "for simulation (default: one a core)"),
               1, kMostThreads);
  RequireOneOf(app.add_option("--format", options.format, FormatHelp()), FormatNames());
  app.add_option("--out", options.out,
                 fmt::format("also write to this file, its form by its extension ({}); may be "
                             "repeated",
                             fmt::join(Extensions(), ", ")))
      ->allow_extra_args(false);
  app.add_option("--report", options.html,
                 "write one page with tables and charts to this file, for a browser");
  app.add_option("--csv", options.csv, "write a line a case to this file");
  app.add_option("--junit", options.junit, "write JUnit XML to this file, for a CI server");
  app.add_option("--jsonl", options.jsonl,
                 "write a line a request to this file while the run goes on");
  app.add_option("--trace", options.trace,
                 "write what ran inside a trial of each case to this file, which ui.perfetto.dev "
                 "opens, and print it as a timeline");
  RequireWhole(
      app.add_option("--trace-trial", options.trace_trial, "the number of that trial (default: 0)"),
      0, kMostTrials);
  RequireWhole(
      app.add_option("--volume", options.volume,
                     "requests a month: the summary then says what each technique saves a month"),
      1, kMostVolume);
  app.add_option("--percentiles", options.percentiles_text,
                 fmt::format("columns of the tables, of {} (default: 50,95,99); CSV and JSON have "
                             "all, with their bounds",
                             PercentileNames()))
      ->take_last();
  app.add_option("--stats", options.stats_text,
                 fmt::format("further columns of the tables, of {}", OtherStatisticNames()))
      ->take_last();
  app.add_flag("--confusion", options.confusion,
               "below each table: which label was taken for which, where something was classified");
  app.add_option("--trial-timeout", options.trial_timeout_text,
                 "how long a trial may take before it is given up and fails, in simulated time "
                 "too, e.g. 90s or 2h (default: 30min, or as the case says)")
      ->take_last();
  app.add_option("--slo", options.slo_texts,
                 "a bound that each case is held to, failed answers as not met: 'ttft_ms_p95=800', "
                 "'first sentence p95=800ms', 'failed=1%', as vLLM 'ttft:500' or as AIPerf "
                 "'ttft:p95:le:500'; exit code 1 when one is broken; may be repeated")
      ->allow_extra_args(false);
  RequireOneOf(app.add_option("--color", options.color, "auto, always or never"),
               {"auto", "always", "never"});
}

Result<void> TakeTrialTimeout(SuitesOptions& options) {
  if (options.trial_timeout_text.empty()) return {};
  const std::optional<Duration> timeout = ParseDuration(options.trial_timeout_text);
  if (!timeout || *timeout <= Duration::zero()) {
    return Error{ErrorKind::kUsage,
                 fmt::format("--trial-timeout {} should be a time above 0 with its unit, e.g. 90s, "
                             "5min or 2h",
                             options.trial_timeout_text)};
  }
  options.trial_timeout = *timeout;
  return {};
}

Result<void> TakeSlos(SuitesOptions& options) {
  for (const std::string& text : options.slo_texts) {
    Result<measure::Slo> slo = measure::ParseSlo(text);
    if (!slo) return slo.error();
    options.slos.push_back(*std::move(slo));
  }
  if (options.slos.empty() || (!options.gate && !options.approve && !options.interleaved))
    return {};
  return Error{ErrorKind::kUsage,
               "--slo is about one run: it does not go with --gate, --approve and --interleave"};
}

Result<void> CheckOutputs(const SuitesOptions& options) {
  for (const std::string& file : options.out) {
    if (report::FindReporterOfFile(file) != nullptr) continue;
    return Error{
        ErrorKind::kUsage,
        fmt::format("--out {}: the extension says no form{}", file,
                    RightNames(std::filesystem::path(file).extension().string(), Extensions()))};
  }
  return {};
}

// Where a message ends and what becomes of the connection is HTTP's own business.
bool IsFraming(std::string_view name) {
  constexpr std::array<std::string_view, 8> kOurs{
      "content-length", "transfer-encoding", "connection", "keep-alive", "expect", "te", "trailer",
      "upgrade"};
  return std::any_of(kOurs.begin(), kOurs.end(),
                     [name](std::string_view ours) { return EqualIgnoringCase(name, ours); });
}

// What is sent beside the question.
Result<void> CheckSent(const SuitesOptions& options) {
  for (const std::string& header : options.headers) {
    const std::optional<net::Header> sent = ParseHeaderFlag(header);
    if (sent && IsFraming(sent->name)) {
      return Error{ErrorKind::kUsage,
                   fmt::format("--header '{}' would break the message or its connection: {} is "
                               "written by the client itself; leave it out",
                               Redact(header), sent->name)};
    }
    if (sent) continue;
    return Error{
        ErrorKind::kUsage,
        fmt::format("--header '{}' should be 'Name: value', with a name of letters, digits "
                    "and dashes and a value on one line",
                    Redact(header))};
  }
  for (const std::string& pair : options.query) {
    const std::size_t equals = pair.find('=');
    const bool fits = equals != std::string::npos && equals > 0 &&
                      pair.find_first_of(" \t\r\n#?&") == std::string::npos;
    if (fits) continue;
    return Error{
        ErrorKind::kUsage,
        fmt::format("--query '{}' should be name=value, with %20 for a blank and %26 for &",
                    Redact(pair))};
  }
  const bool sends =
      !options.headers.empty() || !options.query.empty() || options.no_stream_options;
  if (sends && FindProvider(options.target) == nullptr) {
    return Error{
        ErrorKind::kUsage,
        fmt::format("--header, --query and --no-stream-options go with a provider, not with "
                    "--target {}",
                    options.target)};
  }
  return {};
}

}  // namespace

std::optional<net::Header> ParseHeaderFlag(std::string_view text) {
  constexpr std::string_view kNameCharacters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!#$%&'*+^`|~";
  const std::size_t colon = text.find(':');
  const std::string_view name = Trim(text.substr(0, std::min(colon, text.size())));
  const bool named =
      !name.empty() && name.find_first_not_of(kNameCharacters) == std::string_view::npos;
  if (colon == std::string_view::npos || !named) return std::nullopt;
  const std::string_view value = Trim(text.substr(colon + 1));
  const bool one_line = std::all_of(value.begin(), value.end(), [](char c) {
    return c == '\t' || static_cast<unsigned char>(c) >= 0x20;
  });
  if (!one_line) return std::nullopt;
  return net::Header{name, value};
}

std::vector<std::string> TargetNames() {
  std::vector<std::string> names{"sim", "mock"};
  for (const Provider& provider : AllProviders()) names.emplace_back(provider.name);
  return names;
}

Result<SuitesOptions> ParseSuitesOptions(int argc, const char* const* argv) {
  SuitesOptions options;
  std::map<std::string, std::string> values;
  CLI::App app("Latency Lab: what each technique buys in time and money.", "suites");
  app.get_formatter()->column_width(34);
  app.footer(
      "Ctrl-C and SIGTERM end the run; what was measured is printed and written, marked as cut.\n"
      "A second one leaves at once.\n"
      "Exit codes: 0 fine, 1 a regression, 2 wrong usage, 3 the run cannot be trusted or "
      "--max-usd\n"
      "cut it, 4 every request failed, 130 cut by Ctrl-C, 143 by SIGTERM.");
  AddTargetFlags(app, options);
  AddOurFlags(app, options);
  AddGateFlags(app, options);
  AddBenchmarkFlags(app, values);
  try {
    std::vector<std::string> arguments = JoinInterleave(argc, argv);
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    app.parse(arguments);
  } catch (const CLI::CallForHelp&) {
    options.help_text = app.help();
    return options;
  } catch (const CLI::ParseError& error) {
    return Error{ErrorKind::kUsage, Explain(app, error)};
  }
  if (const Result<void> taken = TakeBenchmarkFlags(app, values, options); !taken)
    return taken.error();
  if (const Result<void> outputs = CheckOutputs(options); !outputs) return outputs.error();
  Result<std::vector<std::string>> statistics =
      TableStatistics(options.percentiles_text, options.stats_text);
  if (!statistics) return statistics.error();
  options.statistics = *std::move(statistics);
  if (const Result<void> sent = CheckSent(options); !sent) return sent.error();
  if (const Result<void> gate = CheckGateFlags(app, options); !gate) return gate.error();
  if (const Result<void> timeout = TakeTrialTimeout(options); !timeout) return timeout.error();
  if (const Result<void> slos = TakeSlos(options); !slos) return slos.error();
  if (const Result<void> acts = CheckFlagsAct(app, options); !acts) return acts.error();
  return options;
}

}  // namespace lab::apps
