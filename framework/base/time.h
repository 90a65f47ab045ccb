// The one clock type: nanoseconds on the monotonic clock of the loop, virtual or real.
//
//   Time start = loop.Now();
//   Duration waited = loop.Now() - start;       // integers, nanoseconds
//   std::string shown = FormatDuration(waited); // "412 ms"
//
// Nothing here reads a clock: a Time comes from a Loop (framework/runtime), which main() chose.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace lab {

/// Integer nanoseconds.
using Duration = std::chrono::nanoseconds;

/// Tag of the loop's clock. It has no now(): ask the loop.
struct LoopClock {
  using rep = Duration::rep;
  using period = Duration::period;
  using duration = Duration;
  using time_point = std::chrono::time_point<LoopClock>;
  static constexpr bool is_steady = true;
};

/// A moment on the loop's clock. The epoch means nothing: only differences do. `kUnset` marks a
/// stamp that was never taken.
using Time = LoopClock::time_point;

inline constexpr Time kUnset = Time::min();
inline constexpr Time kNever = Time::max();

inline constexpr bool IsSet(Time time) { return time != kUnset; }

/// Milliseconds with their fraction, for printing and for JSON fields whose name ends in `_ms`.
inline constexpr double ToMs(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

/// Seconds with their fraction.
inline constexpr double ToSeconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

/// The nearest whole nanosecond; for model parameters, which are doubles in milliseconds. Saturates
/// at +-292 years.
Duration FromMs(double milliseconds);

/// Three significant digits and one unit: "412 ms", "1.61 s", "38.2 us", "2.5 min".
std::string FormatDuration(Duration duration);

}  // namespace lab
