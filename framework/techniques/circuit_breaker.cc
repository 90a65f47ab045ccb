#include "framework/techniques/circuit_breaker.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "framework/techniques/local_reply.h"
#include "framework/techniques/option_check.h"
#include "framework/techniques/retryable.h"

namespace lab {

/// One request on its way. Lives in the frame of Send(): destroyed without an outcome, it gives the
/// place of a probe to another.
class CircuitBreaker::Passage {
 public:
  explicit Passage(CircuitBreaker& breaker) : breaker_(breaker), era_(breaker.era_) {}
  Passage(const Passage&) = delete;
  Passage& operator=(const Passage&) = delete;
  ~Passage() {
    if (!over_ && Current() && breaker_.state_ == State::kHalfOpen) ++breaker_.probes_left_;
  }
  void End(bool failed) {
    over_ = true;
    if (!Current()) return;
    if (breaker_.state_ == State::kHalfOpen) {
      breaker_.CountProbe(failed);
    } else {
      breaker_.Count(failed);
    }
  }

 private:
  bool Current() const { return era_ == breaker_.era_; }

  CircuitBreaker& breaker_;
  std::int64_t era_;
  bool over_ = false;
};

CircuitBreaker::CircuitBreaker(Loop& loop, Client& inner, CircuitBreakerOptions options)
    : loop_(loop), inner_(inner), options_(options) {
  // A window of five is full at five, and says all that it will ever say.
  options_.min_calls = std::min(options_.min_calls, options_.window);
  wrong_ = OptionCheck("CircuitBreaker")
               .AtLeast("window", options.window, 1)
               .AtLeast("min_calls", options.min_calls, 1)
               .Share("failure_share", options.failure_share)
               .NotNegative("open_for", options.open_for)
               .AtLeast("probes", options.probes, 1)
               .error();
}

CircuitBreaker::State CircuitBreaker::state() const {
  const bool over = state_ == State::kOpen && loop_.Now() >= half_open_at_;
  return over ? State::kHalfOpen : state_;
}

void CircuitBreaker::Enter(State state) {
  state_ = state;
  ++era_;
  failed_.clear();
  failures_ = 0;
  probes_left_ = options_.probes;
  probes_succeeded_ = 0;
  if (state != State::kOpen) return;
  ++opened_;
  half_open_at_ = loop_.Now() + options_.open_for;
}

bool CircuitBreaker::Admit() {
  if (state() != state_) Enter(State::kHalfOpen);
  if (state_ == State::kClosed) return true;
  if (state_ == State::kOpen || probes_left_ == 0) return false;
  --probes_left_;
  return true;
}

void CircuitBreaker::Count(bool failed) {
  failed_.push_back(failed);
  failures_ += failed ? 1 : 0;
  if (static_cast<int>(failed_.size()) > options_.window) {
    failures_ -= failed_.front() ? 1 : 0;
    failed_.pop_front();
  }
  const auto calls = static_cast<int>(failed_.size());
  const double share = static_cast<double>(failures_) / calls;
  if (calls >= options_.min_calls && share >= options_.failure_share) Enter(State::kOpen);
}

void CircuitBreaker::CountProbe(bool failed) {
  if (failed) {
    Enter(State::kOpen);
  } else if (++probes_succeeded_ == options_.probes) {
    Enter(State::kClosed);
  }
}

Reply CircuitBreaker::Refuse(const Request& request, const Call& call) {
  ++refused_;
  const Time now = loop_.Now();
  const bool open = state_ == State::kOpen;
  const Duration left = open ? half_open_at_ - now : Duration::zero();
  std::string when = open ? fmt::format("it lets a probe through in {}", FormatDuration(left))
                          : "its probe is under way";
  Error error{ErrorKind::kOverloaded,
              fmt::format("the circuit breaker of '{}' is open: {}", inner_.model(), when)};
  const Asked asked{request, call, now};
  Reply reply = FailedHere(asked, now, std::move(error));
  if (open) reply.rate_limits.retry_after = left;
  return reply;
}

Task<Reply> CircuitBreaker::Answer(Request request, Call call) {
  if (wrong_) co_return FailedHere({request, call, loop_.Now()}, loop_.Now(), *wrong_);
  if (!Admit()) co_return Refuse(request, call);
  Passage passage(*this);
  Reply reply = co_await inner_.Send(std::move(request), std::move(call));
  passage.End(IsRetryable(reply));
  co_return reply;
}

}  // namespace lab
