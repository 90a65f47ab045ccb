// Google Benchmark's own flags: listed, checked and passed on.
//
//   std::map<std::string, std::string> values;
//   AddBenchmarkFlags(app, values);
//   app.parse(arguments);
//   Result<void> taken = TakeBenchmarkFlags(app, values, options);
//
// Google Benchmark keeps their meaning, but not what happens to a value that it cannot read: it
// prints its usage and ends with 0, or goes on with the default, or runs out of memory.
#pragma once

#include <map>
#include <string>

#include "apps/suites_options.h"
#include "framework/base/result.h"

namespace CLI {
class App;
}  // namespace CLI

namespace lab::apps {

/// `values`, by the flag's name without its dashes, must live as long as `app`.
void AddBenchmarkFlags(CLI::App& app, std::map<std::string, std::string>& values);

/// Fills `options` with those that were given, in Google Benchmark's spelling and in ours.
/// ErrorKind::kUsage names the flag, its value and what would be right; the seconds or trials of
/// --benchmark_min_time are left to Study, which reads them.
Result<void> TakeBenchmarkFlags(const CLI::App& app, std::map<std::string, std::string>& values,
                                SuitesOptions& options);

}  // namespace lab::apps
