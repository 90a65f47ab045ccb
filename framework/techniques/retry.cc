#include "framework/techniques/retry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "framework/techniques/give_up_notice.h"
#include "framework/techniques/local_reply.h"
#include "framework/techniques/option_check.h"
#include "framework/techniques/retryable.h"

namespace lab {

RetryBudget::RetryBudget(RetryBudgetOptions options)
    : options_(options), balance_(options.reserve) {}

void RetryBudget::Deposit() { balance_ = std::min(balance_ + options_.share, options_.most); }

bool RetryBudget::Withdraw() {
  constexpr double kRounding = 1e-9;  // ten deposits of 0.1 are one retry
  if (balance_ + kRounding < 1) return false;
  balance_ -= 1;
  return true;
}

/// One request through all its attempts. Lives in the frame of Send().
struct Retry::Ask {
  const Request& request;
  Call call;
  Time deadline = kNever;
  int attempt = 0;
  bool seen = false;  ///< a watcher was told of a part of the answer
};

Retry::Retry(Loop& loop, Client& inner, Rng rng, RetryOptions options)
    : loop_(loop), inner_(inner), rng_(rng), options_(options), budget_(options.budget) {
  constexpr double kAny = std::numeric_limits<double>::max();
  wrong_ = OptionCheck("Retry")
               .AtLeast("max_attempts", options.max_attempts, 1)
               .NotNegative("first_backoff", options.first_backoff)
               .NotNegative("max_backoff", options.max_backoff)
               .AtLeast("attempt_timeout in ns", options.attempt_timeout.count(), 1)
               .Within("budget.share", options.budget.share, 0, kAny)
               .Within("budget.reserve", options.budget.reserve, 0, kAny)
               .Within("budget.most", options.budget.most, 0, kAny)
               .error();
}

Call Retry::Attempt(const Ask& ask) const {
  Call call = ask.call;
  call.attempt += ask.attempt;
  const Time now = loop_.Now();
  const bool bounded = options_.attempt_timeout < ask.deadline - now;
  call.deadline = bounded ? now + options_.attempt_timeout : ask.deadline;
  // A key names one draw of the mock's luck: the same key would fail the same way again.
  if (ask.attempt > 0 && !call.key.empty()) call.key += fmt::format("/attempt {}", ask.attempt);
  return call;
}

bool Retry::MayHelp(const Ask& ask, const Reply& reply) const {
  return IsRetryable(reply) && !ask.seen && ask.attempt + 1 < options_.max_attempts;
}

bool Retry::Pay() {
  if (budget_.Withdraw()) return true;
  ++unpaid_;
  return false;
}

Duration Retry::DrawPause(int attempt, const Reply& failed) {
  const double most =
      std::min(std::ldexp(ToMs(options_.first_backoff), attempt), ToMs(options_.max_backoff));
  const Duration asked = failed.rate_limits.retry_after.value_or(Duration::zero());
  const Duration drawn = FromMs(rng_.Uniform(0, most));
  return asked < Duration::max() - drawn ? asked + drawn : Duration::max();
}

Task<Reply> Retry::Answer(Request request, Call call) {
  Ask ask{.request = request, .call = std::move(call)};
  const Asked asked{request, ask.call, loop_.Now()};
  if (wrong_) co_return FailedHere(asked, loop_.Now(), *wrong_);
  ask.deadline = DeadlineOf(asked);
  ask.call.intended = IntendedOf(asked);
  if (ask.call.lineage == 0) ask.call.lineage = loop_.NextSerial();
  if (ask.call.watch) {
    ask.call.watch = [&ask, watch = std::move(ask.call.watch)](const Progress& progress) {
      ask.seen = true;
      return watch(progress);
    };
  }
  GiveUpNotice notice(loop_, asked);
  budget_.Deposit();
  while (true) {
    Call attempt = Attempt(ask);
    attempt.abandoned = notice.Listener();
    Reply reply = co_await inner_.Send(request, std::move(attempt));
    const bool again = MayHelp(ask, reply);
    const Duration pause = again ? DrawPause(ask.attempt, reply) : Duration::zero();
    if (!again || pause >= ask.deadline - loop_.Now() || !Pay()) {
      notice.Over();
      co_return reply;
    }
    co_await loop_.Sleep(pause);
    ++ask.attempt;
    ++retries_;
  }
}

}  // namespace lab
