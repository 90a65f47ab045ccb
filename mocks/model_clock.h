// A simulated model's own time: since it began, at its speed. All of the model (dwell times,
// cache lives, rate-limit minutes, incidents) is in it; only sleeping converts.
//
//   ModelClock clock(loop, speed);
//   Duration now = clock.Now();                         // at speed 10, ten times the loop's
//   co_await loop.SleepUntil(clock.ToLoop(now + gap));
#pragma once

#include <algorithm>
#include <cassert>
#include <cmath>

#include "framework/base/time.h"
#include "framework/runtime/loop.h"

namespace lab::mocks {

/// Model time goes no further: beyond it everything is due at once. A sum of two durations up to it
/// cannot overflow.
inline constexpr Duration kEndOfModelTime = std::chrono::hours(24 * 365 * 140);

/// `by` after `from`, at most kEndOfModelTime: a profile may say a million years.
inline constexpr Duration Later(Duration from, Duration by) {
  return by >= kEndOfModelTime - from ? kEndOfModelTime : from + by;
}

class ModelClock {
 public:
  /// `speed` > 0. The loop must outlive the clock.
  ModelClock(const Loop& loop, double speed, Time began = kUnset)
      : loop_(loop), origin_(IsSet(began) ? began : loop.Now()), speed_(speed) {
    assert(speed > 0);
  }

  Duration Now() const { return FromLoop(loop_.Now()); }
  Duration FromLoop(Time at) const {
    const Duration passed = at - origin_;
    // Down, as ToLoop rounds up: who slept until a model time finds that it has come.
    return speed_ == 1 ? passed : Round(std::floor(static_cast<double>(passed.count()) * speed_));
  }
  Time ToLoop(Duration model) const { return origin_ + Shorten(model); }
  /// The loop's length of a model duration; never 0 for one that is not.
  Duration Shorten(Duration model) const {
    if (speed_ == 1 || model == Duration::max()) return model;
    return Round(std::ceil(static_cast<double>(model.count()) / speed_));
  }

 private:
  static Duration Round(double nanoseconds) {
    constexpr auto kMost = static_cast<double>(kEndOfModelTime.count());
    return Duration(std::llround(std::clamp(nanoseconds, -kMost, kMost)));
  }

  const Loop& loop_;
  Time origin_;
  double speed_;
};

}  // namespace lab::mocks
