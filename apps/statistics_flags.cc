#include "apps/statistics_flags.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "framework/base/text.h"
#include "framework/measure/sample_statistics.h"

namespace lab::apps {
namespace {

Error NoStatistic(std::string_view flag, std::string_view all, std::string_view what,
                  const std::string& known) {
  return {ErrorKind::kUsage,
          fmt::format("{} {}: '{}' is none that is computed; they are {}, with commas between them",
                      flag, Excerpt(all, 60), Excerpt(what, 60), known)};
}

const measure::StatisticInfo* FindPercentile(std::string_view text) {
  const std::optional<double> percent = ParseNumber(text);
  if (!percent || *percent <= 0) return nullptr;
  for (const measure::StatisticInfo& info : measure::AllStatistics()) {
    if (info.percent == *percent) return &info;
  }
  return nullptr;
}

const measure::StatisticInfo* FindOther(std::string_view text) {
  const measure::StatisticInfo* info = measure::FindStatistic(text);
  return info == nullptr || info->is_percentile() ? nullptr : info;
}

void AddOnce(std::string_view name, std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
}

}  // namespace

Result<std::vector<std::string>> TableStatistics(std::string_view percentiles,
                                                 std::string_view statistics) {
  std::vector<std::string> names;
  for (const std::string_view part : Split(percentiles, ',')) {
    const measure::StatisticInfo* info = FindPercentile(Trim(part));
    if (info == nullptr) return NoStatistic("--percentiles", percentiles, part, PercentileNames());
    AddOnce(info->name, names);
  }
  if (statistics.empty()) return names;
  for (const std::string_view part : Split(statistics, ',')) {
    const measure::StatisticInfo* info = FindOther(Trim(part));
    if (info == nullptr) return NoStatistic("--stats", statistics, part, OtherStatisticNames());
    AddOnce(info->name, names);
  }
  return names;
}

std::string PercentileNames() {
  std::vector<double> percents;
  for (const measure::StatisticInfo& info : measure::AllStatistics()) {
    if (info.is_percentile()) percents.push_back(info.percent);
  }
  return fmt::format("{}", fmt::join(percents, ", "));
}

std::string OtherStatisticNames() {
  std::vector<std::string_view> names;
  for (const measure::StatisticInfo& info : measure::AllStatistics()) {
    if (!info.is_percentile()) names.push_back(info.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace lab::apps
