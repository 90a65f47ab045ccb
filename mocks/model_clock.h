// A simulated model's own time: since it began, at its speed. All of the model (dwell times,
// cache lives, rate-limit minutes, incidents) is in it; only sleeping converts.
//
//   ModelClock clock(loop, speed);
//   Duration now = clock.Now();                         // at speed 10, ten times the loop's
//   co_await loop.SleepUntil(clock.ToLoop(now + gap));
#pragma once

#include <cassert>
#include <cmath>

#include "framework/base/time.h"
#include "framework/runtime/loop.h"

namespace lab::mocks {

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
  /// The loop's length of a model duration.
  Duration Shorten(Duration model) const {
    if (speed_ == 1 || model == Duration::max()) return model;
    return Round(std::ceil(static_cast<double>(model.count()) / speed_));
  }

 private:
  static Duration Round(double nanoseconds) { return Duration(std::llround(nanoseconds)); }

  const Loop& loop_;
  Time origin_;
  double speed_;
};

}  // namespace lab::mocks
