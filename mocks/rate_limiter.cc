#include "mocks/rate_limiter.h"

#include <algorithm>
#include <cmath>

#include "mocks/model_clock.h"

namespace lab::mocks {
namespace {

constexpr double kMinuteNs = 60e9;
constexpr double kMinuteS = 60;
constexpr double kMostStated = 1e18;  // a squeeze can be a flood

}  // namespace

LimitBucket::LimitBucket(std::int64_t per_minute, double share)
    : full_(static_cast<double>(per_minute)), share_(share), limit_(full_), level_(Capacity()) {}

double LimitBucket::Capacity() const { return limit_ > 0 ? std::max(limit_ * share_, 1.0) : 0; }

void LimitBucket::Refill(Duration now, double squeeze) {
  limit_ = full_ / squeeze;
  const auto passed = static_cast<double>((now - filled_).count());
  level_ = std::min(Capacity(), level_ + limit_ * passed / kMinuteNs);
  filled_ = now;
}

Duration LimitBucket::UntilHas(double amount) const {
  const double missing = std::min(amount, Capacity()) - level_;
  if (limit_ <= 0 || missing <= 0) return Duration::zero();
  constexpr auto kMost = static_cast<double>(kEndOfModelTime.count());
  const double wait = std::min(std::ceil(missing / limit_ * kMinuteNs), kMost);
  return Duration(static_cast<std::int64_t>(wait));
}

LimitState LimitBucket::state() const {
  // Less than one a minute is a limit all the same, and 0 would say that there is none.
  const double least = limit_ > 0 ? 1 : 0;
  const auto limit = static_cast<std::int64_t>(std::clamp(std::floor(limit_), least, kMostStated));
  const double level = std::clamp(std::floor(level_ + kSlack), 0.0, kMostStated);
  return {limit, static_cast<std::int64_t>(level), UntilHas(limit_)};
}

RateLimiter::RateLimiter(const LimitModel& model)
    : requests_(model.requests_per_minute, model.burst_s / kMinuteS),
      input_(model.input_tokens_per_minute, model.burst_s / kMinuteS),
      output_(model.output_tokens_per_minute, model.burst_s / kMinuteS) {}

Admission RateLimiter::Admit(Tokens input, Duration now, double squeeze) {
  struct Need {
    LimitBucket& bucket;
    double amount;
    const char* name;
  };
  const Need needs[] = {{requests_, 1, "requests"},
                        {input_, static_cast<double>(input.count), "input tokens"},
                        {output_, 1, "output tokens"}};
  Admission admission;
  for (const Need& need : needs) {
    need.bucket.Refill(now, squeeze);
    if (need.bucket.Has(need.amount)) continue;
    const Duration wait = need.bucket.UntilHas(need.amount);
    if (!admission.rejected || wait > admission.retry_after) admission.limit_name = need.name;
    admission.retry_after = std::max(admission.retry_after, wait);
    admission.rejected = true;
  }
  if (!admission.rejected) {
    requests_.Take(1);
    input_.Take(static_cast<double>(input.count));
  }
  admission.requests = requests_.state();
  admission.input_tokens = input_.state();
  admission.output_tokens = output_.state();
  return admission;
}

}  // namespace lab::mocks
