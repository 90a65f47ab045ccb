// Rate limits as the providers keep them: token buckets that fill by the minute.
//
//   RateLimiter limiter(profile.limits);
//   Admission admission = limiter.Admit(uncached_prompt_tokens, now);
//   if (admission.rejected) return Write429(admission);
//   limiter.SpendOutput(made);                 // as the answer grows
//
// A bucket holds a minute's worth, or what the profile's burst says, and fills continuously. Input
// tokens are counted without cache reads. Output tokens are taken when they are made, so that
// bucket can be overdrawn; nobody is admitted until it is above zero again. A rejected request
// takes nothing.
#pragma once

#include <cstdint>
#include <string>

#include "framework/base/time.h"
#include "framework/base/units.h"
#include "mocks/profile.h"

namespace lab::mocks {

/// State of one token bucket, for the provider's headers.
struct LimitState {
  std::int64_t limit = 0;  ///< a minute; 0: unlimited, no headers
  std::int64_t remaining = 0;
  Duration reset = Duration::zero();  ///< until the bucket is full again
};

struct Admission {
  bool rejected = false;  ///< answer 429
  Duration retry_after = Duration::zero();
  std::string limit_name;  ///< which bucket was empty: "requests", "input tokens", "output tokens"
  LimitState requests;
  LimitState input_tokens;
  LimitState output_tokens;
};

class LimitBucket {
 public:
  /// Full at first. 0: unlimited. `share` of a minute's worth fits in, at least one.
  explicit LimitBucket(std::int64_t per_minute, double share = 1);

  /// Fills up to `now`, with a limit divided by `squeeze`.
  void Refill(Duration now, double squeeze);
  bool Has(double amount) const { return limit_ <= 0 || level_ + kSlack >= amount; }
  void Take(double amount) { level_ -= limit_ > 0 ? amount : 0; }
  /// Until Has(amount), or until it is full where that never happens.
  Duration UntilHas(double amount) const;
  LimitState state() const;

 private:
  /// So that who waits exactly as long as told is not turned away by a rounding error.
  static constexpr double kSlack = 1e-6;

  double Capacity() const;

  double full_;   ///< a minute's worth, as configured
  double share_;  ///< of a minute's worth that the bucket holds
  double limit_;  ///< a minute's worth, as squeezed now
  double level_;
  Duration filled_ = Duration::zero();
};

/// `now` never goes back.
class RateLimiter {
 public:
  explicit RateLimiter(const LimitModel& model);

  Admission Admit(Tokens input, Duration now, double squeeze = 1);
  void SpendOutput(Tokens made) { output_.Take(static_cast<double>(made.count)); }

 private:
  LimitBucket requests_;
  LimitBucket input_;
  LimitBucket output_;
};

}  // namespace lab::mocks
