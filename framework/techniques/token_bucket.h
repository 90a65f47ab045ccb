// An allowance that refills steadily: so much a minute, and at most so much at once.
//
//   TokenBucket requests({.per_minute = 60, .holds = 10s}, loop.Now());    // 10 at once, then 1/s
//   Time ready = requests.ReadyAt(1, loop.Now());
//   if (ready <= loop.Now()) requests.Take(1, loop.Now());
//
// Whole numbers throughout, so that a wait is the same nanosecond on every machine. It knows no
// clock: the caller says what time it is, and never an earlier one than before.
#pragma once

#include <cstdint>

#include "framework/base/time.h"

namespace lab {

struct TokenBucketOptions {
  std::int64_t per_minute = 60;  ///< 0 or less: it is empty and stays so
  /// Full, it holds what comes in within this time, and never less than one.
  Duration holds = std::chrono::minutes(1);
};

class TokenBucket {
 public:
  /// Full at `now`.
  TokenBucket(TokenBucketOptions options, Time now);

  /// When `amount` will be there: `now` when it is, kNever when that never comes. More than the
  /// bucket holds is there when the bucket is full.
  Time ReadyAt(std::int64_t amount, Time now);
  /// Takes it in any case; what is missing is a debt that refills first.
  void Take(std::int64_t amount, Time now);
  /// Puts back what was not needed, up to the brim.
  void Give(std::int64_t amount, Time now);
  /// Whole units there are; below zero in debt.
  std::int64_t Level(Time now);

 private:
  /// A unit has as many parts as a minute has nanoseconds, so that what comes in within any time is
  /// a whole number of them. 64 bits would hold 150 million units.
  __extension__ using Parts = __int128;

  static Parts CapacityOf(const TokenBucketOptions& options);
  static Parts PartsOf(std::int64_t amount);
  void Refill(Time now);

  Parts rate_;  // a nanosecond
  Parts capacity_;
  Parts level_;
  Time at_;
};

}  // namespace lab
