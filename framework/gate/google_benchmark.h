// Google Benchmark's JSON, from any benchmark binary, as observations.
//
//   if (LooksLikeGoogleBenchmark(text)) {
//     Result<BenchmarkFile> file = ReadGoogleBenchmark(text);
//     const Observed observed = ObserveBenchmarks(*baseline, *candidate, {"real_time"});
//   }
//
// A repetition is one sample: run with --benchmark_repetitions=20. A file that reports aggregates
// only (--benchmark_report_aggregates_only) keeps mean and deviation, and is judged by these. One
// without repetitions has one sample a case, of which nothing can be said but the ratio.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/base/result.h"
#include "framework/gate/extract_measurements.h"

namespace lab::gate {

/// One benchmark: a column of samples for each of its numbers.
struct BenchmarkCase {
  std::string name;
  std::map<std::string, std::vector<double>> samples;  ///< "real_time", "cpu_time", its counters
  std::map<std::string, MeanAndDeviation> moments;     ///< where only aggregates were kept
  std::optional<std::string> error;                    ///< why it was skipped or failed
  bool failed = false;                                 ///< an error; not one that skipped itself
};

struct BenchmarkFile {
  std::vector<BenchmarkCase> cases;  ///< in the order of the file
  /// What its "context" says of the machine, the build and, by --benchmark_context, the run: those
  /// of its fields that are one text, number or truth and stay as they are from one run to the
  /// next, and the date.
  std::vector<std::pair<std::string, std::string>> context;
};

/// Whether it has the shape of one: a JSON object with an array "benchmarks", wherever that stands
/// in it and whatever else is there. Says nothing about what is in the array. Looks at the
/// outermost names alone, without building the whole.
bool LooksLikeGoogleBenchmark(std::string_view text);

/// Times are in nanoseconds, whatever the file's unit. ErrorKind::kDecode for text that is not
/// JSON, kConfig for a field that is missing or of a wrong type.
Result<BenchmarkFile> ReadGoogleBenchmark(std::string_view text);

/// Cases are the same when their names are, or differ in a fixed number of iterations alone and
/// each side has one such case. `columns`: names of numbers; a rate (its name ends in _per_second
/// or _per_s) is better when higher. A sample of one run has no partner in the other. What cannot
/// be compared is a note.
Observed ObserveBenchmarks(const BenchmarkFile& baseline, const BenchmarkFile& candidate,
                           const std::vector<std::string>& columns);

}  // namespace lab::gate
