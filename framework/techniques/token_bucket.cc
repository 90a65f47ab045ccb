#include "framework/techniques/token_bucket.h"

#include <algorithm>
#include <cassert>

namespace lab {
namespace {

constexpr std::int64_t kParts = Duration(std::chrono::minutes(1)).count();
constexpr std::int64_t kMost = 150'000'000;  // units: so that parts fit 64 bits

std::int64_t PartsOf(std::int64_t amount) { return std::min(amount, kMost) * kParts; }

std::int64_t DivideUp(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

std::int64_t CapacityOf(const TokenBucketOptions& options) {
  assert(options.per_minute > 0 && options.per_minute <= kMost);
  const Duration holds =
      std::clamp(options.holds, Duration::zero(), Duration(PartsOf(kMost) / options.per_minute));
  return std::max(options.per_minute * holds.count(), kParts);
}

}  // namespace

TokenBucket::TokenBucket(TokenBucketOptions options, Time now)
    : rate_(options.per_minute), capacity_(CapacityOf(options)), level_(capacity_), at_(now) {}

void TokenBucket::Refill(Time now) {
  const std::int64_t elapsed = (now - at_).count();
  at_ = now;
  const bool full = elapsed >= DivideUp(capacity_ - level_, rate_);
  level_ = full ? capacity_ : level_ + elapsed * rate_;
}

Time TokenBucket::ReadyAt(std::int64_t amount, Time now) {
  Refill(now);
  const std::int64_t missing = std::min(PartsOf(amount), capacity_) - level_;
  return missing <= 0 ? now : now + Duration(DivideUp(missing, rate_));
}

void TokenBucket::Take(std::int64_t amount, Time now) {
  Refill(now);
  const std::int64_t deepest = capacity_ - PartsOf(kMost);
  level_ -= std::min(PartsOf(amount), level_ - deepest);  // a sum might not fit 64 bits
}

void TokenBucket::Give(std::int64_t amount, Time now) {
  Refill(now);
  level_ += std::min(PartsOf(amount), capacity_ - level_);
}

std::int64_t TokenBucket::Level(Time now) {
  Refill(now);
  return level_ >= 0 ? level_ / kParts : -DivideUp(-level_, kParts);
}

}  // namespace lab
