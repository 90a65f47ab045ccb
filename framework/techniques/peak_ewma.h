// How slow something has been lately: a mean in which what is older counts less, and which a slow
// answer raises at once.
//
//   PeakEwma latency({.decay = 30s});
//   latency.Observe(reply_time, loop.Now());
//   double ms = latency.ValueMs(loop.Now());
//
// As the peak EWMA of Finagle's balancer: a time above the mean becomes the mean, one below it
// moves the mean by 1 - exp(-elapsed / decay). Bad news counts in full, good news has to be
// repeated. While nothing is observed the value sinks to nothing by the same rule, so that whoever
// was slow is tried again after a while. Knows no clock: the caller says what time it is, never an
// earlier one.
#pragma once

#include "framework/base/time.h"

namespace lab {

struct PeakEwmaOptions {
  /// After so long without news a value has sunk to 37 %. Several times the usual interval between
  /// observations, or it forgets more than it learns; at 0 or less it forgets at once.
  Duration decay = std::chrono::seconds(30);
  bool peak = true;  ///< false: a plain EWMA, which one slow answer moves no more than a fast one
};

class PeakEwma {
 public:
  explicit PeakEwma(PeakEwmaOptions options = {}) : options_(options) {}

  void Observe(Duration took, Time now);
  /// Milliseconds; 0 before the first observation.
  double ValueMs(Time now) const;
  bool seen() const { return IsSet(at_); }

 private:
  double Weight(Time now) const;  // what of the old value is left

  PeakEwmaOptions options_;
  double value_ms_ = 0;
  Time at_ = kUnset;  // of the last observation
};

}  // namespace lab
