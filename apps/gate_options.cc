#include "apps/gate_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <sstream>

#include "apps/comparison_report.h"
#include "apps/idle_flags.h"
#include "apps/percent.h"
#include "framework/base/nearest_name.h"
#include "framework/measure/reading.h"

namespace lab::apps {
namespace {

constexpr std::array<std::string_view, 5> kMayDiffer{"--target", "--model", "--profile", "--fault",
                                                     "--base-url"};

// Baselines are of one configuration, so that everybody compares with the same.
Result<void> CheckBaselineFlags(const CLI::App& app, const SuitesOptions& options) {
  if (!options.gate && !options.approve) return {};
  if (options.gate && options.approve)
    return Error{ErrorKind::kUsage, "--gate compares and --approve writes; give one of them"};
  const char* mode = options.gate ? "--gate" : "--approve";
  if (options.target != "sim") {
    return Error{ErrorKind::kUsage,
                 fmt::format("{} is for simulated time, and --target is {}; compare files of real "
                             "runs with lab compare",
                             mode, options.target)};
  }
  if (options.gate) return {};
  for (const char* flag : {"--model", "--profile", "--fault", "--runs", "--quick", "--seed",
                           "--until", "--benchmark_repetitions", "--benchmark_min_time"}) {
    if (app.count(flag) == 0) continue;
    return Error{ErrorKind::kUsage,
                 fmt::format("--approve with {}: baselines are of the default configuration; leave "
                             "{} out",
                             flag, flag)};
  }
  return {};
}

Result<void> CheckUntil(const CLI::App& app, SuitesOptions& options) {
  constexpr std::string_view kKind = "ci:";
  if (options.until.empty()) return {};
  if (!options.until.starts_with(kKind)) {
    return Error{
        ErrorKind::kUsage,
        fmt::format("--until={} when it should be ci:WIDTH, as --until=ci:5%", options.until)};
  }
  const Result<double> width = ParsePercent("--until", options.until.substr(kKind.size()));
  if (!width) return width.error();
  if (app.count("--benchmark_min_time") > 0) {
    return Error{ErrorKind::kUsage,
                 "--until and --benchmark_min_time both choose the number of trials; keep one"};
  }
  options.until_width = *width;
  return {};
}

Result<void> CheckInterleave(const CLI::App& app, SuitesOptions& options) {
  if (app.count("--interleave") > 0) options.interleaved = true;
  const Result<double> limit = ParsePercent("--limit", options.limit_text);
  if (!limit) return limit.error();
  options.limit = *limit;
  // Which times the experiments measure by their own names is known when they have run.
  for (const std::string& metric : options.metrics) {
    const Result<measure::Reading> reading = measure::ParseWrittenReading(metric);
    if (!reading) return Annotate(reading.error(), "--metric");
  }
  if (!options.interleaved) return {};
  if (FindComparisonForm(options.format) == nullptr) {
    return Error{ErrorKind::kUsage,
                 fmt::format("--format {} with --interleave: a comparison is printed as table, "
                             "markdown, json or junit; --out writes the two runs in every form",
                             options.format)};
  }
  for (const char* flag :
       {"--gate", "--approve", "--dry-run", "--until", "--jsonl", "--trace", "--benchmark_min_time",
        "--benchmark_repetitions", "--benchmark_format"}) {
    if (app.count(flag) > 0) {
      return Error{ErrorKind::kUsage,
                   fmt::format("--interleave with {}: it runs a fixed number of trials and prints "
                               "its own comparison; leave {} out",
                               flag, flag)};
    }
  }
  return {};
}

}  // namespace

void AddGateFlags(CLI::App& app, SuitesOptions& options) {
  const char* kGroup = "The gate's flags (docs/gate.md)";
  app.add_flag("--gate", options.gate,
               "compare with the baselines, exactly, and print what differs (exit code 1)")
      ->group(kGroup);
  app.add_flag("--approve", options.approve, "write the baselines anew and print what changed")
      ->group(kGroup);
  app.add_option("--baselines", options.baselines, "their folder (default: baselines)")
      ->group(kGroup)
      ->take_last();
  app.add_option("--until", options.until,
                 "ci:5% ends a case when the 95 % interval of its median is 5 % wide or less, "
                 "--runs at the latest")
      ->group(kGroup);
  app.add_option("--interleave", options.interleave,
                 "run a second configuration in turns with this one, trial by trial, and compare: "
                 "its flags, e.g. \"--model claude-haiku-5-5\"; \"\" is this one again")
      ->group(kGroup)
      ->take_last();
  app.add_option("--limit", options.limit_text,
                 "of --interleave: a change of less is no news (default: 5%)")
      ->group(kGroup);
  app.add_option("--metric", options.metrics,
                 "of --interleave: what is compared, e.g. ttft_ms_p95; may be repeated")
      ->group(kGroup)
      ->allow_extra_args(false)
      ->delimiter(',');
}

Result<void> CheckGateFlags(const CLI::App& app, SuitesOptions& options) {
  if (const Result<void> baselines = CheckBaselineFlags(app, options); !baselines)
    return baselines.error();
  if (const Result<void> until = CheckUntil(app, options); !until) return until.error();
  return CheckInterleave(app, options);
}

std::vector<std::string> JoinInterleave(int argc, const char* const* argv) {
  std::vector<std::string> arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool joined = argument == "--interleave" && i + 1 < argc;
    arguments.push_back(joined ? argument + "=" + argv[++i] : argument);
    // The other side may have no flag of its own; CLI11 would miss a value.
    if (arguments.back() == "--interleave=") arguments.back() += ' ';
  }
  return arguments;
}

Result<SuitesOptions> OtherSide(int argc, const char* const* argv, const SuitesOptions& options) {
  std::vector<const char*> arguments(argv, argv + argc);
  std::vector<std::string> own;
  std::istringstream words(options.interleave);
  for (std::string word; words >> word;) own.push_back(word);
  for (const std::string& word : own) {
    if (!word.starts_with("--")) continue;
    const std::string flag = word.substr(0, word.find('='));
    if (std::find(kMayDiffer.begin(), kMayDiffer.end(), flag) != kMayDiffer.end()) continue;
    return Error{ErrorKind::kUsage,
                 fmt::format("--interleave: {} cannot differ between the two sides{}", flag,
                             RightNames(flag, std::vector<std::string_view>(kMayDiffer.begin(),
                                                                            kMayDiffer.end())))};
  }
  for (const std::string& word : own) arguments.push_back(word.c_str());
  Result<SuitesOptions> other =
      ParseSuitesOptions(static_cast<int>(arguments.size()), arguments.data());
  if (!other) return Annotate(other.error(), "--interleave");
  if (const Result<void> places = CheckPlaces({options, *other}); !places)
    return Annotate(places.error(), "--interleave");
  return other;
}

}  // namespace lab::apps
