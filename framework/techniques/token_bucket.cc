#include "framework/techniques/token_bucket.h"

#include <algorithm>
#include <limits>

namespace lab {
namespace {

constexpr std::int64_t kPartsInUnit = Duration(std::chrono::minutes(1)).count();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

template <class Wide>
Wide DivideUp(Wide a, Wide b) {
  return (a + b - 1) / b;
}

}  // namespace

TokenBucket::Parts TokenBucket::PartsOf(std::int64_t amount) {
  return Parts{std::max<std::int64_t>(amount, 0)} * kPartsInUnit;
}

TokenBucket::Parts TokenBucket::CapacityOf(const TokenBucketOptions& options) {
  if (options.per_minute <= 0) return 0;
  const Duration holds = std::max(options.holds, Duration::zero());
  return std::max(Parts{options.per_minute} * holds.count(), PartsOf(1));
}

TokenBucket::TokenBucket(TokenBucketOptions options, Time now)
    : rate_(std::max<std::int64_t>(options.per_minute, 0)),
      capacity_(CapacityOf(options)),
      level_(capacity_),
      at_(now) {}

void TokenBucket::Refill(Time now) {
  const Parts elapsed = (now - at_).count();
  at_ = now;
  level_ = std::min(capacity_, level_ + elapsed * rate_);
}

Time TokenBucket::ReadyAt(std::int64_t amount, Time now) {
  Refill(now);
  const Parts missing = std::min(PartsOf(amount), std::max(capacity_, PartsOf(1))) - level_;
  if (missing <= 0) return now;
  if (rate_ == 0) return kNever;
  const Parts wait = DivideUp(missing, rate_);
  return wait < (kNever - now).count() ? now + Duration(static_cast<std::int64_t>(wait)) : kNever;
}

void TokenBucket::Take(std::int64_t amount, Time now) {
  Refill(now);
  level_ = std::max(level_ - PartsOf(amount), -PartsOf(kMost));
}

void TokenBucket::Give(std::int64_t amount, Time now) {
  Refill(now);
  level_ = std::min(capacity_, level_ + PartsOf(amount));
}

std::int64_t TokenBucket::Level(Time now) {
  Refill(now);
  const Parts units = level_ >= 0 ? level_ / kPartsInUnit : -DivideUp(-level_, Parts{kPartsInUnit});
  return static_cast<std::int64_t>(std::clamp(units, Parts{-kMost}, Parts{kMost}));
}

}  // namespace lab
