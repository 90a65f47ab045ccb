// The kernel's stamps on the loop's clock.
//
//   KernelClock clock;
//   clock.Look();                                    // has somebody set the time?
//   Time arrived = clock.ToMonotonic(stamp);         // of SO_TIMESTAMPING
//
// The kernel stamps packets with CLOCK_REALTIME; there is no monotonic variant. The difference of
// the two clocks is constant while the time is only slewed, and jumps when it is set (settimeofday,
// a leap second, a machine that wakes up). So it is looked at again with every read, at the price
// of three calls that do not enter the kernel, and a timer of the kernel's tells of steps in
// between (WatchForSteps). A stamp from before a step cannot be told from one behind it: who has
// seen steps() grow takes no stamp until its queue has been empty once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "framework/base/time.h"
#include "framework/runtime/real_loop.h"
#include "framework/runtime/task.h"

namespace lab::net {

/// One look at both clocks.
struct ClockReading {
  Time monotonic;       ///< the middle of the two looks around the other one
  Duration realtime{};  ///< since 1970
  Duration bracket{};   ///< between those two: what the reading may be off by
};
ClockReading ReadClocks();

/// One for each loop; its thread only.
class KernelClock {
 public:
  using Source = std::function<ClockReading()>;
  /// `on_step` is called each time that the time was set.
  explicit KernelClock(Source source = ReadClocks, std::function<void()> on_step = nullptr);

  /// `since_1970` as the kernel stamps.
  Time ToMonotonic(Duration since_1970) const { return Time(since_1970 - offset_); }
  /// Notices when the time has been set since the last look, and measures anew.
  void Look();
  /// The same for who knows.
  void Stepped();
  /// How often the time was set, as far as that was noticed.
  std::uint64_t steps() const { return steps_; }

 private:
  void Measure();

  Source source_;
  std::function<void()> on_step_;
  Duration offset_{};   // realtime - monotonic
  Duration bracket_{};  // of the best reading since the last step
  std::uint64_t steps_ = 0;
};

/// Runs for ever: a timer for a time that never comes, which the kernel cancels when the time is
/// set. `loop` must outlive the task.
Task<void> WatchForSteps(RealLoop* loop, std::shared_ptr<KernelClock> clock);

}  // namespace lab::net
