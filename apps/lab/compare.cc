// `lab compare`: is the candidate slower than the baseline, and how sure is that.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "apps/comparison_report.h"
#include "apps/environment.h"
#include "apps/files.h"
#include "apps/flags.h"
#include "apps/percent.h"
#include "apps/subcommand.h"
#include "apps/terminal.h"
#include "apps/terminal_width.h"
#include "framework/base/nearest_name.h"
#include "framework/base/text.h"
#include "framework/bench/study.h"
#include "framework/gate/google_benchmark.h"
#include "framework/measure/run_json.h"

namespace lab::apps {
namespace {

struct CompareFlags {
  std::string baseline;
  std::string candidate;
  std::string limit = "5%";
  std::string confidence = "95%";
  std::vector<std::string> metrics;
  std::string filter = ".";
  std::string format = "table";
  std::uint64_t seed = 1;
  bool allow_missing = false;
  bool force = false;
};

void AddFlags(CLI::App& app, CompareFlags& flags) {
  std::vector<std::string> forms;
  for (const ComparisonForm& form : AllComparisonForms())
    forms.push_back(fmt::format("{} ({})", form.name, form.summary));
  app.add_option("BASE", flags.baseline,
                 "a Run file (suites --out FILE.json) or Google Benchmark's")
      ->required();
  app.add_option("CANDIDATE", flags.candidate, "the same kind of file; - reads standard input")
      ->required();
  app.add_option("--limit", flags.limit, "a change of less is no news")->capture_default_str();
  app.add_option("--metric", flags.metrics,
                 "what is compared, e.g. ttft_ms_p95,cost_usd_mean; real_time or a counter of "
                 "Google Benchmark's; may be repeated (default: p50, p95 and mean of TTFT and "
                 "latency, and what each group is judged by)")
      ->allow_extra_args(false)
      ->delimiter(',');
  app.add_option("--filter", flags.filter, "cases, as --benchmark_filter takes them");
  app.add_flag("--allow-missing", flags.allow_missing,
               "a case that the candidate lacks or skipped is no failure");
  app.add_flag("--force", flags.force, "compare a simulated run with a real one");
  app.add_option("--format", flags.format, fmt::format("{}", fmt::join(forms, ", ")))
      ->capture_default_str();
  app.add_option("--confidence", flags.confidence, "of all decisions together")
      ->capture_default_str();
  RequireWhole(app.add_option("--seed", flags.seed, "of the resampling"), 0)->capture_default_str();
}

Result<CompareSettings> SettingsOf(const CompareFlags& flags) {
  const Result<double> limit = ParsePercent("--limit", flags.limit);
  if (!limit) return limit.error();
  const Result<double> confidence = ParsePercent("--confidence", flags.confidence);
  if (!confidence) return confidence.error();
  if (*confidence < 0.5 || *confidence >= 1) {
    return Error{ErrorKind::kUsage, fmt::format("--confidence is {} when it should be from 50% to "
                                                "below 100%",
                                                flags.confidence)};
  }
  CompareSettings settings{.judge = {},
                           .metrics = flags.metrics,
                           .allow_missing = flags.allow_missing,
                           .force = flags.force,
                           .baseline_file = flags.baseline,
                           .candidate_file = flags.candidate};
  settings.judge.limit = *limit;
  settings.judge.confidence = *confidence;
  settings.judge.seed = flags.seed;
  return settings;
}

/// One of the two kinds of file.
using Measured = std::variant<measure::Run, gate::BenchmarkFile>;

// What a CI server's artefact often is.
Result<void> CheckNotPacked(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kPackers{
      {{"\x1F\x8B", "gzip"},
       {"PK\x03\x04", "zip"},
       {"\x28\xB5\x2F\xFD", "zstd"},
       {"\xFD"
        "7zXZ",
        "xz"}}};
  for (const auto& [mark, packer] : kPackers) {
    if (!text.starts_with(mark)) continue;
    return Error{
        ErrorKind::kConfig,
        fmt::format("it is packed by {}; unpack it first and compare what is in it", packer)};
  }
  return {};
}

// What is no JSON object is neither kind, and neither parser would say so.
Result<void> CheckIsObject(std::string_view text) {
  if (const Result<void> plain = CheckNotPacked(text); !plain) return plain.error();
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  text = Trim(text);
  if (text.starts_with('{')) return {};
  const std::string found =
      text.empty() ? "the file is empty" : fmt::format("it begins '{}'", Quoted(text));
  return Error{
      ErrorKind::kConfig,
      fmt::format("{} when it should be JSON in UTF-8: a Run file (suites --out FILE.json) "
                  "or Google Benchmark's (--benchmark_out=FILE "
                  "--benchmark_out_format=json)",
                  found)};
}

Result<Measured> ReadMeasured(std::string_view text) {
  if (const Result<void> object = CheckIsObject(text); !object) return object.error();
  if (gate::LooksLikeGoogleBenchmark(text)) {
    Result<gate::BenchmarkFile> file = gate::ReadGoogleBenchmark(text);
    if (!file) return file.error();
    return Measured(*std::move(file));
  }
  Result<measure::Run> run = measure::ReadRunJson(text);
  if (run) return Measured(*std::move(run));
  return Annotate(run.error(), "it has no list \"benchmarks\", so it is not Google Benchmark's");
}

Result<Measured> ReadMeasuredFile(const std::string& name) {
  const Result<std::string> text = ReadFile(name);
  if (!text) return text.error();
  Result<Measured> measured = ReadMeasured(*text);
  if (!measured) return Annotate(measured.error(), name);
  return measured;
}

// Only the cases that --filter takes.
Result<void> Keep(const std::string& filter, Measured& measured) {
  if (auto* run = std::get_if<measure::Run>(&measured)) return KeepCases(filter, *run);
  if (const Result<bool> good = FilterMatches(filter, ""); !good)
    return Error{ErrorKind::kUsage, "--filter: " + good.error().message};
  std::erase_if(
      std::get<gate::BenchmarkFile>(measured).cases,
      [&](const gate::BenchmarkCase& entry) { return !*FilterMatches(filter, entry.name); });
  return {};
}

std::size_t CasesIn(const Measured& measured) {
  return std::visit([](const auto& file) { return file.cases.size(); }, measured);
}

Result<ComparisonReport> CompareFiles(const CompareFlags& flags) {
  const Result<CompareSettings> settings = SettingsOf(flags);
  if (!settings) return settings.error();
  if (const Result<void> once = CheckStdinOnce({flags.baseline, flags.candidate}); !once)
    return once.error();
  Result<Measured> before = ReadMeasuredFile(flags.baseline);
  if (!before) return before.error();
  Result<Measured> after = ReadMeasuredFile(flags.candidate);
  if (!after) return after.error();
  for (Measured* side : {&*before, &*after}) {
    if (const Result<void> kept = Keep(flags.filter, *side); !kept) return kept.error();
  }
  if (flags.filter != "." && CasesIn(*before) + CasesIn(*after) == 0) {
    return Error{ErrorKind::kUsage, fmt::format("--filter {} fits no case of {} or {}",
                                                flags.filter, flags.baseline, flags.candidate)};
  }
  if (before->index() != after->index()) {
    return Error{
        ErrorKind::kUsage,
        fmt::format("{} and {} are of different kinds: one is Google Benchmark's, the other "
                    "a Run file",
                    flags.baseline, flags.candidate)};
  }
  if (const auto* run = std::get_if<measure::Run>(&*before))
    return CompareRuns(*run, std::get<measure::Run>(*after), *settings);
  return CompareBenchmarks(std::get<gate::BenchmarkFile>(*before),
                           std::get<gate::BenchmarkFile>(*after), *settings);
}

// As wide as the terminal, or COLUMNS; what is piped is as wide as it needs.
report::RenderOptions ShapeOfOutput() {
  const std::string columns = ReadEnvironment(environ).Get("COLUMNS");
  return {.colour = IsTerminal(STDOUT_FILENO),
          .width = AskedWidth(STDOUT_FILENO, columns).value_or(0)};
}

}  // namespace

int Compare(const std::vector<std::string>& arguments, std::ostream& out, std::ostream& err) {
  CompareFlags flags;
  CLI::App app("Says whether the candidate is slower than the baseline, and how sure that is.",
               "lab compare");
  AddFlags(app, flags);
  if (const std::optional<int> exit = ParseFlags(app, arguments, out, err)) return *exit;
  const ComparisonForm* form = FindComparisonForm(flags.format);
  if (form == nullptr) {
    std::vector<std::string_view> names;
    for (const ComparisonForm& each : AllComparisonForms()) names.push_back(each.name);
    err << fmt::format("lab compare: --format {} is no form{}\n", flags.format,
                       RightNames(flags.format, names));
    return kUsage;
  }
  const Result<ComparisonReport> report = CompareFiles(flags);
  if (!report) {
    err << "lab compare: " << report.error().message << '\n';
    return kUsage;
  }
  form->write(*report, ShapeOfOutput(), out);
  return ExitCodeOf(*report);
}

}  // namespace lab::apps
