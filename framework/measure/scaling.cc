#include "framework/measure/scaling.h"

#include <algorithm>
#include <optional>

#include "framework/base/time.h"

namespace lab::measure {
namespace {

/// Levels whose power differs by less are equal: noise decides nothing.
constexpr double kEqualPower = 0.01;

std::optional<std::int64_t> ConcurrencyOf(const CaseRecord& record) {
  for (const auto& [name, value] : record.args) {
    if (name == kConcurrency && value > 0) return value;
  }
  return std::nullopt;
}

// Absent when nothing was completed.
std::optional<ScalingLevel> LevelOf(const CaseRecord& record) {
  const std::optional<std::int64_t> concurrency = ConcurrencyOf(record);
  if (!concurrency) return std::nullopt;
  ScalingLevel level{.concurrency = *concurrency};
  std::int64_t completed = 0;
  Duration time = Duration::zero();
  for (const TrialRecord& trial : record.trials) {
    if (trial.error || !IsSet(trial.end)) continue;
    ++level.trials;
    time += trial.end - trial.start;
    completed += std::count_if(trial.samples.begin(), trial.samples.end(),
                               [](const Sample& sample) { return !sample.error.has_value(); });
  }
  if (completed == 0 || time <= Duration::zero()) return std::nullopt;
  level.per_second = static_cast<double>(completed) / ToSeconds(time);
  return level;
}

void Relate(Scaling& scaling) {
  std::stable_sort(
      scaling.levels.begin(), scaling.levels.end(),
      [](const ScalingLevel& a, const ScalingLevel& b) { return a.concurrency < b.concurrency; });
  const ScalingLevel lowest = scaling.levels.front();
  for (ScalingLevel& level : scaling.levels) {
    level.speedup = level.per_second / lowest.per_second;
    level.efficiency = level.speedup * static_cast<double>(lowest.concurrency) /
                       static_cast<double>(level.concurrency);
  }
  const auto most = std::max_element(
      scaling.levels.begin(), scaling.levels.end(),
      [](const ScalingLevel& a, const ScalingLevel& b) { return a.power() < b.power(); });
  const double enough = most->power() * (1 - kEqualPower);
  const auto knee =
      std::find_if(scaling.levels.begin(), scaling.levels.end(),
                   [enough](const ScalingLevel& level) { return level.power() >= enough; });
  scaling.knee_index = static_cast<std::size_t>(knee - scaling.levels.begin());
}

}  // namespace

std::vector<Scaling> ScalingsOf(const Run& run) {
  std::vector<Scaling> scalings;
  for (const CaseRecord& record : run.cases) {
    const std::optional<ScalingLevel> level = LevelOf(record);
    if (!level) continue;
    const auto same = std::find_if(scalings.begin(), scalings.end(), [&](const Scaling& other) {
      return other.suite == record.suite && other.group == record.group;
    });
    Scaling& scaling = same != scalings.end()
                           ? *same
                           : scalings.emplace_back(Scaling{record.suite, record.group, {}, 0});
    scaling.levels.push_back(*level);
  }
  std::erase_if(scalings, [](const Scaling& scaling) { return scaling.levels.size() < 2; });
  for (Scaling& scaling : scalings) Relate(scaling);
  return scalings;
}

}  // namespace lab::measure
