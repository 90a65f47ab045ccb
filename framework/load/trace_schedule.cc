#include "framework/load/trace_schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "framework/base/rng.h"

namespace lab::load {
namespace {

// The first row behind those of the same moment as `begin`.
std::size_t BatchEnd(const std::vector<Duration>& stamps, std::size_t begin) {
  std::size_t end = begin + 1;
  while (end < stamps.size() && stamps[end] == stamps[begin]) ++end;
  return end;
}

// The last batch has no next one: it is spread as widely as the one before it.
void Spread(std::vector<Duration>& stamps, std::uint64_t seed) {
  Rng rng = Rng::For(seed, "trace spread");
  Duration width = Duration::zero();
  for (std::size_t begin = 0; begin < stamps.size();) {
    const std::size_t end = BatchEnd(stamps, begin);
    const Duration start = stamps[begin];
    if (end < stamps.size()) width = stamps[end] - start;
    for (std::size_t i = begin; i < end; ++i)
      stamps[i] =
          start +
          Duration(static_cast<std::int64_t>(rng.Uniform() * static_cast<double>(width.count())));
    std::sort(stamps.begin() + static_cast<std::ptrdiff_t>(begin),
              stamps.begin() + static_cast<std::ptrdiff_t>(end));
    begin = end;
  }
}

void SpeedUp(std::vector<Duration>& stamps, double factor) {
  for (Duration& stamp : stamps)
    stamp = Duration(std::llround(static_cast<double>(stamp.count()) / factor));
}

void CapGaps(std::vector<Duration>& stamps, Duration longest) {
  Duration before = Duration::zero();
  Duration taken_out = Duration::zero();
  for (Duration& stamp : stamps) {
    const Duration gap = stamp - before;
    before = stamp;
    taken_out += std::max(gap - longest, Duration::zero());
    stamp -= taken_out;
  }
}

}  // namespace

Result<void> CheckSchedule(const ScheduleOptions& options) {
  if (!(options.speed_up >= 1e-3 && options.speed_up <= 1e6))
    return Error{ErrorKind::kUsage,
                 fmt::format("a trace is sped up by {} when it should be from 0.001 to 1000000",
                             options.speed_up)};
  if (options.longest_gap < Duration::zero())
    return Error{ErrorKind::kUsage, "the longest gap of a trace should be 0 or more"};
  return {};
}

std::vector<Duration> ScheduleOf(const Trace& trace, const ScheduleOptions& options,
                                 std::uint64_t seed) {
  std::vector<Duration> stamps;
  stamps.reserve(trace.rows.size());
  for (const TraceRow& row : trace.rows) stamps.push_back(row.at);
  if (options.spread) Spread(stamps, seed);
  if (options.speed_up != 1) SpeedUp(stamps, options.speed_up);
  if (options.longest_gap != Duration::max()) CapGaps(stamps, options.longest_gap);
  return stamps;
}

}  // namespace lab::load
