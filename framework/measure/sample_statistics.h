// What is told of many values of one kind: percentiles, the mean, both ends and the spread, each
// where it has one with the bounds of its 95 % interval.
//
//   const stats::ClusteredSample sample(ClustersOf(record, Metric::kLatency));
//   for (const SampleStatistic& told : StatisticsOf(sample))
//     fmt::print("{} {}{}\n", told.info->name, told.too_few() ? "~" : "", told.value);
//
// The bounds know that the answers of one trial depend on each other (stats/clustered_sample.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "framework/stats/clustered_sample.h"

namespace lab::measure {

struct StatisticInfo {
  std::string_view name;        ///< "p95", "p99.9", "mean", "min", "max", "sd"
  double percent = 0;           ///< which percentile; 0 for what is none
  std::string_view definition;  ///< "95th percentile"

  bool is_percentile() const { return percent > 0; }
  /// It has an interval; the ends of a sample and its deviation are told without one.
  bool bounded() const { return is_percentile() || name == "mean"; }
};

/// Percentiles first, ascending.
std::span<const StatisticInfo> AllStatistics();
/// nullptr when there is none of this name.
const StatisticInfo* FindStatistic(std::string_view name);

struct SampleStatistic {
  const StatisticInfo* statistic = nullptr;
  double value = 0;
  std::int64_t n = 0;      ///< values that it is from
  std::int64_t never = 0;  ///< of them infinite: a first token or text that never came
  /// How many values a percentile takes for an interval with two ends; 0 for what is none.
  std::int64_t needed = 0;
  /// Of the 95 % interval; absent where the sample is too small for that end.
  std::optional<double> low;
  std::optional<double> high;

  bool bounded() const { return statistic != nullptr && statistic->bounded(); }
  /// It is a percentile of a sample that says nothing of its upper end.
  bool too_few() const { return statistic != nullptr && statistic->is_percentile() && !high; }
};

/// One each of AllStatistics(), in that order; none of an empty sample.
std::vector<SampleStatistic> StatisticsOf(const stats::ClusteredSample& sample);

}  // namespace lab::measure
