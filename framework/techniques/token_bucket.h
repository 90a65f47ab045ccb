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
  std::int64_t per_minute = 60;  ///< 1 to 150 million
  /// Full, it holds what comes in within this time, and never less than one.
  Duration holds = std::chrono::minutes(1);
};

class TokenBucket {
 public:
  /// Full at `now`.
  TokenBucket(TokenBucketOptions options, Time now);

  /// When `amount` will be there: `now` when it is. More than the bucket holds is there when the
  /// bucket is full.
  Time ReadyAt(std::int64_t amount, Time now);
  /// Takes it in any case; what is missing is a debt that refills first.
  void Take(std::int64_t amount, Time now);
  /// Puts back what was not needed, up to the brim.
  void Give(std::int64_t amount, Time now);
  /// Whole units there are; below zero in debt.
  std::int64_t Level(Time now);

 private:
  void Refill(Time now);

  std::int64_t rate_;      // parts a nanosecond; a unit has as many parts as a minute nanoseconds
  std::int64_t capacity_;  // parts
  std::int64_t level_;     // parts
  Time at_;
};

}  // namespace lab
