// --percentiles and --stats: which columns a metric has in the tables.
//
//   Result<std::vector<std::string>> names = TableStatistics("50,95,99.9", "mean,max");
//   // p50, p95, p99.9, mean, max
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"

namespace lab::apps {

/// Their names in measure/sample_statistics.h, in the order asked for and each once.
/// ErrorKind::kUsage names what is none, and what there is.
Result<std::vector<std::string>> TableStatistics(std::string_view percentiles,
                                                 std::string_view statistics);

/// "50, 75, 90, 95, 99, 99.9" and "mean, min, max, sd", for --help and messages.
std::string PercentileNames();
std::string OtherStatisticNames();

}  // namespace lab::apps
