// Asks again when a failure may pass, a little later each time, and never more often than a budget
// allows.
//
//   Retry patient(loop, model, Rng::For(seed, "retry"), {.max_attempts = 4});
//   Reply reply = co_await patient.Send(std::move(request));     // the last attempt's
//
// The pause before attempt n is drawn evenly from 0 to first_backoff * 2^(n-1) ("full jitter"), on
// top of what the provider asked for (retry-after). It counts against the request's own timeout: a
// pause that would outlast it is not begun, the failure is returned instead.
//
// The budget keeps retries from doubling the load of a service that is down: every request pays a
// share of one retry in, every retry takes a whole one out. With the default of 10 %, a total
// outage brings ten percent more requests, not three times as many.
//
// Once a watcher has seen a part of the answer nothing is retried: the user would read it twice.
#pragma once

#include <cstdint>
#include <optional>

#include "framework/base/rng.h"
#include "framework/base/time.h"
#include "framework/llm/client.h"
#include "framework/runtime/loop.h"

namespace lab {

struct RetryBudgetOptions {
  double share = 0.1;   ///< retries that each request pays for; 0: only the reserve
  double reserve = 10;  ///< retries that may be made before any request has paid
  double most = 100;    ///< saved at most, so that a quiet day is not followed by a storm
};

/// How many retries may still be made.
class RetryBudget {
 public:
  explicit RetryBudget(RetryBudgetOptions options = {});
  /// A request (not a retry) is sent.
  void Deposit();
  /// False when a retry is not paid for; nothing is taken then.
  bool Withdraw();
  double balance() const { return balance_; }

 private:
  RetryBudgetOptions options_;
  double balance_;
};

struct RetryOptions {
  int max_attempts = 3;  ///< the first one included
  Duration first_backoff = std::chrono::milliseconds(500);
  Duration max_backoff = std::chrono::seconds(8);
  /// For one attempt, within the request's own timeout: what hangs is asked again. Every attempt
  /// that it cuts is billed.
  Duration attempt_timeout = Duration::max();
  RetryBudgetOptions budget;
};

class Retry final : public Client {
 public:
  /// `loop` and `inner` must outlive it. With options that mean nothing every request fails
  /// (ErrorKind::kConfig).
  Retry(Loop& loop, Client& inner, Rng rng, RetryOptions options = {});

  /// The reply of the last attempt. `Timeline::intended` is when the first was due, so that the
  /// waiting shows; each attempt has its number in `Call::attempt`, and a key of its own.
  Task<Reply> Answer(Request request, Call call) override;
  std::string_view model() const override { return inner_.model(); }

  std::int64_t retries() const { return retries_; }
  /// Failures that were returned although they might have passed, because the budget was spent.
  std::int64_t unpaid() const { return unpaid_; }
  const RetryBudget& budget() const { return budget_; }

 private:
  struct Ask;

  Call Attempt(const Ask& ask) const;
  bool MayHelp(const Ask& ask, const Reply& reply) const;
  bool Pay();
  Duration DrawPause(int attempt, const Reply& failed);

  Loop& loop_;
  Client& inner_;
  Rng rng_;
  RetryOptions options_;
  std::optional<Error> wrong_;  // with the options
  RetryBudget budget_;
  std::int64_t retries_ = 0;
  std::int64_t unpaid_ = 0;
};

}  // namespace lab
