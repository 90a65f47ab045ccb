#include "framework/techniques/retry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "framework/techniques/local_reply.h"
#include "framework/techniques/transient.h"

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
  Request request;
  Time deadline;
  int attempt = 0;
  bool seen = false;  ///< a watcher was told of a part of the answer
};

Retry::Retry(Loop& loop, Client& inner, Rng rng, RetryOptions options)
    : loop_(loop), inner_(inner), rng_(rng), options_(options), budget_(options.budget) {}

Request Retry::Attempt(const Ask& ask) const {
  Request request = ask.request;
  request.attempt += ask.attempt;
  request.timeout = std::min(ask.deadline - loop_.Now(), options_.attempt_timeout);
  // A key names one draw of the mock's luck: the same key would fail the same way again.
  if (ask.attempt > 0 && !request.lab_key.empty()) {
    request.lab_key += fmt::format("/attempt {}", ask.attempt);
  }
  return request;
}

bool Retry::MayHelp(const Ask& ask, const Reply& reply) const {
  return IsTransient(reply) && !ask.seen && ask.attempt + 1 < options_.max_attempts;
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
  return asked + FromMs(rng_.Uniform(0, most));
}

Task<Reply> Retry::Send(Request request) {
  const Time asked = loop_.Now();
  Ask ask{.request = std::move(request), .deadline = kUnset};
  ask.deadline = DeadlineOf(ask.request, asked);
  if (!IsSet(ask.request.intended)) ask.request.intended = asked;
  if (ask.request.watch) {
    ask.request.watch = [&ask, watch = std::move(ask.request.watch)](const Progress& progress) {
      ask.seen = true;
      return watch(progress);
    };
  }
  budget_.Deposit();
  while (true) {
    Request attempt = Attempt(ask);
    Reply reply = co_await inner_.Send(std::move(attempt));
    if (!MayHelp(ask, reply)) co_return reply;
    const Duration pause = DrawPause(ask.attempt, reply);
    if (pause >= ask.deadline - loop_.Now() || !Pay()) co_return reply;
    co_await loop_.Sleep(pause);
    ++ask.attempt;
    ++retries_;
  }
}

}  // namespace lab
