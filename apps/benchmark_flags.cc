#include "apps/benchmark_flags.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "framework/base/text.h"
#include "framework/bench/case_runner.h"

namespace lab::apps {
namespace {

bool IsOneOf(std::string_view value, std::initializer_list<std::string_view> known) {
  return std::find(known.begin(), known.end(), value) != known.end();
}

bool IsAny(std::string_view /*value*/) { return true; }

bool IsForm(std::string_view value) { return IsOneOf(value, {"console", "json", "csv"}); }

bool IsUnit(std::string_view value) { return IsOneOf(value, {"ns", "us", "ms", "s"}); }

bool IsColor(std::string_view value) {
  const std::string word = ToLower(value);
  return IsOneOf(word, {"auto", "true", "yes", "on", "1", "false", "no", "off", "0"});
}

bool IsCount(std::string_view value) {
  const std::optional<std::int64_t> count = ParseInteger(value);
  return count && *count >= 1 && *count <= kMostTrials;
}

bool IsContext(std::string_view value) {
  const std::vector<std::string_view> pairs = Split(value, ',');
  return std::all_of(pairs.begin(), pairs.end(), [](std::string_view pair) {
    const std::size_t equals = pair.find('=');
    return equals != 0 && equals != std::string_view::npos;
  });
}

struct BenchmarkFlag {
  const char* name;
  const char* help;
  bool switch_like = false;  ///< may stand without a value, meaning true
  bool (*fits)(std::string_view) = IsAny;
  const char* right = "";  ///< what fits
};

constexpr std::array<BenchmarkFlag, 14> kBenchmarkFlags{{
    {"benchmark_filter",
     "run the cases whose name this regular expression is found in ('-' in front: not)"},
    {"benchmark_list_tests", "list the cases and leave", true},
    {"benchmark_repetitions", "run every case so many times", false, IsCount,
     "a whole number from 1 to 1000000"},
    {"benchmark_format", "console, json or csv: Google Benchmark's own forms on standard output",
     false, IsForm, "console, json or csv"},
    {"benchmark_out", "write Google Benchmark's report to this file"},
    {"benchmark_out_format", "json, console or csv", false, IsForm, "json, console or csv"},
    {"benchmark_min_time",
     "seconds that the trials of a case are to fill (0.5), or their number (20x)"},
    {"benchmark_enable_random_interleaving", "mix the repetitions of all cases", true},
    {"benchmark_report_aggregates_only", "with repetitions: mean, median and deviation only", true},
    {"benchmark_display_aggregates_only", "the same on standard output only", true},
    {"benchmark_color", "auto, true or false", false, IsColor, "auto, true or false"},
    {"benchmark_counters_tabular", "counters as a table on Google Benchmark's console", true},
    {"benchmark_context", "key=value,... for the JSON's context", false, IsContext,
     "key=value, more of them after commas"},
    {"benchmark_time_unit", "ns, us, ms or s", false, IsUnit, "ns, us, ms or s"},
}};

// As Google Benchmark reads a switch: "0", "f", "n" and any other single sign that is no letter or
// digit, "false", "no" and "off" in any case mean no; all else, and nothing, means yes.
bool MeansYes(std::string_view text) {
  const std::string value = ToLower(text);
  if (value.size() == 1)
    return std::isalnum(static_cast<unsigned char>(value[0])) != 0 && value != "0" &&
           value != "f" && value != "n";
  return value != "false" && value != "no" && value != "off";
}

}  // namespace

void AddBenchmarkFlags(CLI::App& app, std::map<std::string, std::string>& values) {
  for (const BenchmarkFlag& flag : kBenchmarkFlags) {
    auto* option = app.add_option(std::string("--") + flag.name, values[flag.name], flag.help);
    option->group("Google Benchmark's flags");
    if (flag.switch_like) option->expected(0, 1)->default_str("true");
  }
}

Result<void> TakeBenchmarkFlags(const CLI::App& app, std::map<std::string, std::string>& values,
                                SuitesOptions& options) {
  for (const BenchmarkFlag& flag : kBenchmarkFlags) {
    if (app.count(std::string("--") + flag.name) == 0) continue;
    std::string value = values[flag.name];
    if (flag.switch_like && value.empty()) value = "true";
    if (!flag.fits(value)) {
      return Error{ErrorKind::kUsage,
                   fmt::format("--{}={} when it should be {}", flag.name, value, flag.right)};
    }
    options.benchmark_flags.push_back(fmt::format("--{}={}", flag.name, value));
  }
  options.filter = values["benchmark_filter"];
  options.benchmark_out = values["benchmark_out"];
  options.min_time_given = app.count("--benchmark_min_time") > 0;
  options.list_tests =
      app.count("--benchmark_list_tests") > 0 && MeansYes(values["benchmark_list_tests"]);
  if (!values["benchmark_format"].empty()) options.benchmark_format = values["benchmark_format"];
  return {};
}

}  // namespace lab::apps
