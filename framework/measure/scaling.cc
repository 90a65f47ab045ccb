#include "framework/measure/scaling.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "framework/base/time.h"
#include "framework/measure/groups.h"

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

std::vector<std::pair<std::string, std::int64_t>> OtherArgs(const CaseRecord& record) {
  std::vector<std::pair<std::string, std::int64_t>> args = record.args;
  std::erase_if(args, [](const auto& arg) { return arg.first == kConcurrency; });
  return args;
}

std::string TechniqueName(const CaseRecord& record) {
  CaseRecord named;
  named.name = record.name;
  named.args = OtherArgs(record);
  return named.short_name();
}

// One technique's levels, as they come.
struct Curve {
  const CaseRecord* first;  ///< of its cases
  std::vector<ScalingLevel> levels;
};

std::vector<Curve> CurvesOf(const CaseGroup& group) {
  std::vector<Curve> curves;
  for (const GroupedCase& member : group.cases) {
    const std::optional<ScalingLevel> level = LevelOf(*member.record);
    if (!level) continue;
    const auto known = std::find_if(curves.begin(), curves.end(), [&](const Curve& curve) {
      return curve.first->name == member.record->name &&
             OtherArgs(*curve.first) == OtherArgs(*member.record);
    });
    if (known == curves.end()) {
      curves.push_back({member.record, {*level}});
    } else {
      known->levels.push_back(*level);
    }
  }
  return curves;
}

bool IsBelow(const Curve& baseline, const Curve& curve) {
  const auto args = OtherArgs(*curve.first);
  const auto needed = OtherArgs(*baseline.first);
  return baseline.first->baseline && !curve.first->baseline &&
         std::all_of(needed.begin(), needed.end(), [&](const auto& arg) {
           return std::find(args.begin(), args.end(), arg) != args.end();
         });
}

// What the baseline did at levels below the technique's lowest.
void BeginWithBaseline(const Curve& baseline, Curve& curve) {
  const auto by_level = [](const ScalingLevel& a, const ScalingLevel& b) {
    return a.concurrency < b.concurrency;
  };
  const std::int64_t lowest =
      std::min_element(curve.levels.begin(), curve.levels.end(), by_level)->concurrency;
  for (const ScalingLevel& level : baseline.levels) {
    if (level.concurrency < lowest) curve.levels.push_back(level);
  }
}

}  // namespace

std::vector<Scaling> ScalingsOf(const Run& run) {
  std::vector<Scaling> scalings;
  for (const CaseGroup& group : GroupsOf(run)) {
    const std::vector<Curve> curves = CurvesOf(group);
    for (Curve curve : curves) {
      const auto baseline = std::find_if(curves.begin(), curves.end(),
                                         [&](const Curve& other) { return IsBelow(other, curve); });
      if (baseline != curves.end()) BeginWithBaseline(*baseline, curve);
      if (curve.levels.size() < 2) continue;
      scalings.push_back({.suite = group.suite,
                          .group = group.name,
                          .technique = TechniqueName(*curve.first),
                          .levels = std::move(curve.levels)});
      Relate(scalings.back());
    }
  }
  return scalings;
}

}  // namespace lab::measure
