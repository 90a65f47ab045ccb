// What concurrency buys: throughput by level, speed-up, efficiency, and the knee of the curve.
//
//   for (const Scaling& scaling : ScalingsOf(run)) {
//     for (const ScalingLevel& level : scaling.levels) Print(level.concurrency, level.per_second);
//     Print("more than", scaling.knee().concurrency, "at once is not worth it");
//   }
//
// A curve is a technique: the cases of one name that differ in an argument "concurrency" alone. Two
// techniques, or batches of two sizes, are not levels of each other. Where a technique begins above
// the baseline of its group, the baseline's levels below are the curve's beginning. A trial is one
// batch, and throughput is what it completed in its own time. Failed requests (a 429 that was tried
// again) complete nothing.
//
// The knee is the level with the most speed-up * efficiency. That product is Kleinrock's power
// (throughput over response time; "Power and deterministic rules of thumb", ICC 1979) of a closed
// system, where response time is concurrency over throughput; Eager, Zahorjan and Lazowska
// ("Speedup versus efficiency in parallel systems", IEEE Trans. Computers 38(3), 1989) call the
// same point the knee: the most benefit for a unit of cost. Of the levels within 1 % of the most it
// is the lowest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "framework/measure/run.h"

namespace lab::measure {

inline constexpr const char* kConcurrency = "concurrency";

struct ScalingLevel {
  std::int64_t concurrency = 1;
  std::int64_t trials = 0;  ///< that the figures are from
  double per_second = 0;    ///< requests completed a second, over all its trials
  double speedup = 1;       ///< against the lowest level
  double efficiency = 1;    ///< speed-up / (concurrency / lowest concurrency)
  double power() const { return speedup * efficiency; }
};

struct Scaling {
  std::string suite;
  std::string group;
  std::string technique;             ///< "AtOnce", with the arguments that are no concurrency
  std::vector<ScalingLevel> levels;  ///< ascending, at least two
  std::size_t knee_index = 0;
  const ScalingLevel& knee() const { return levels[knee_index]; }
};

/// One for each technique that has two levels with completed requests or more.
std::vector<Scaling> ScalingsOf(const Run& run);

}  // namespace lab::measure
