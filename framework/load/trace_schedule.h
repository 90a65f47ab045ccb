// When the rows of a trace are to be sent: as recorded, faster, without its pauses, without the
// bursts that its clock has made of it.
//
//   std::vector<Duration> due = ScheduleOf(trace, {.spread = true, .speed_up = 4}, seed);
//   std::unique_ptr<Arrivals> arrivals = ReplayOf(std::move(due));
#pragma once

#include <cstdint>
#include <vector>

#include "framework/base/result.h"
#include "framework/load/trace.h"

namespace lab::load {

struct ScheduleOptions {
  /// Rows of one moment are spread at random over the time up to the next one. Mooncake's come ten
  /// at once every three seconds: played as written, a tail is that of its clock.
  bool spread = false;
  double speed_up = 1;                     ///< > 0; 2: in half the time
  Duration longest_gap = Duration::max();  ///< between two rows, after the speeding up
};

/// ErrorKind::kUsage names the option that means nothing.
Result<void> CheckSchedule(const ScheduleOptions& options);

/// One moment for each row of the trace, ascending. The options have passed CheckSchedule().
std::vector<Duration> ScheduleOf(const Trace& trace, const ScheduleOptions& options,
                                 std::uint64_t seed);

}  // namespace lab::load
