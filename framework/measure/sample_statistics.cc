#include "framework/measure/sample_statistics.h"

#include <algorithm>
#include <array>
#include <limits>

namespace lab::measure {
namespace {

constexpr std::array<StatisticInfo, 10> kStatistics{{
    {"p50", 50, "median"},
    {"p75", 75, "75th percentile"},
    {"p90", 90, "90th percentile"},
    {"p95", 95, "95th percentile"},
    {"p99", 99, "99th percentile"},
    {"p99.9", 99.9, "99.9th percentile"},
    {"mean", 0, "mean"},
    {"min", 0, "smallest"},
    {"max", 0, "largest"},
    {"sd", 0, "standard deviation"},
}};

SampleStatistic StatisticOf(const stats::ClusteredSample& sample, const StatisticInfo& info) {
  const std::vector<double>& sorted = sample.sorted();
  SampleStatistic told{
      .statistic = &info,
      .n = static_cast<std::int64_t>(sorted.size()),
      .never = std::count(sorted.begin(), sorted.end(), std::numeric_limits<double>::infinity())};
  if (info.is_percentile()) {
    const stats::Percentile percentile = sample.Quantile(info.percent / 100);
    told.value = percentile.value;
    told.needed = percentile.needed;
    told.low = percentile.low;
    told.high = percentile.high;
  } else if (info.name == "mean") {
    const stats::Estimate mean = sample.Mean();
    told.value = mean.value;
    told.low = mean.low;
    told.high = mean.high;
  } else {
    told.value = info.name == "min"   ? sorted.front()
                 : info.name == "max" ? sorted.back()
                                      : sample.StdDev();
  }
  return told;
}

}  // namespace

std::span<const StatisticInfo> AllStatistics() { return kStatistics; }

const StatisticInfo* FindStatistic(std::string_view name) {
  const auto* const found =
      std::find_if(kStatistics.begin(), kStatistics.end(),
                   [&](const StatisticInfo& info) { return info.name == name; });
  return found == kStatistics.end() ? nullptr : found;
}

std::vector<SampleStatistic> StatisticsOf(const stats::ClusteredSample& sample) {
  std::vector<SampleStatistic> told;
  if (sample.sorted().empty()) return told;
  for (const StatisticInfo& info : kStatistics) told.push_back(StatisticOf(sample, info));
  return told;
}

}  // namespace lab::measure
