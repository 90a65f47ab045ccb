// Keeps a client within its provider's limits by waiting, instead of running into 429s.
//
//   RateLimit polite(loop, model, {.requests_per_minute = 50, .tokens_per_minute = 40'000});
//   Reply reply = co_await polite.Send(std::move(request));    // perhaps a little later
//
// First come, first served: a short request does not overtake a long one. The waiting is visible:
// `Timeline::intended` is when the request was asked, `start` when it was let through. It counts
// against the request's own timeout (ErrorKind::kTimeout when that is over first; nothing is sent).
//
// Tokens are taken before anybody knows their number, as providers do it: the prompt by estimate,
// plus max_tokens. What the reply says was not used is put back; a reply without usage, or one
// that was given up, puts nothing back.
#pragma once

#include <cstdint>
#include <optional>

#include "framework/base/result.h"
#include "framework/base/time.h"
#include "framework/llm/client.h"
#include "framework/runtime/loop.h"
#include "framework/runtime/semaphore.h"
#include "framework/runtime/wait_queue.h"
#include "framework/techniques/token_bucket.h"

namespace lab {

/// Stay some five percent below the provider's limits: requests do not all travel equally long, so
/// two that left a second apart may arrive a little closer.
struct RateLimitOptions {
  std::int64_t requests_per_minute = 0;  ///< 0: no limit
  std::int64_t tokens_per_minute = 0;    ///< prompt and answer; 0: no limit
  /// So much of the allowance may be used at once. Shorter is smoother: with a second, 60 a minute
  /// are one a second.
  Duration burst = std::chrono::minutes(1);
  /// Whether tokens read from a prompt cache count. OpenAI counts them, Anthropic does not.
  bool count_cache_reads = true;
};

class RateLimit final : public Client {
 public:
  /// `loop` and `inner` must outlive it. With a limit below 0 every request fails
  /// (ErrorKind::kConfig).
  RateLimit(Loop& loop, Client& inner, RateLimitOptions options);

  Task<Reply> Answer(Request request, Call call) override;
  std::string_view model() const override { return inner_.model(); }

  /// Requests that had to wait, and for how long altogether; those that waited in vain included.
  std::int64_t delayed() const { return delayed_; }
  Duration time_waited() const { return time_waited_; }

 private:
  Task<Result<void>> Admit(std::int64_t tokens);
  Task<Result<void>> PutBack();
  Time ReadyAt(std::int64_t tokens);
  void Take(std::int64_t tokens);
  void Settle(std::int64_t reserved, const Reply& reply);
  void NoteWait(Duration waited);

  Loop& loop_;
  Client& inner_;
  RateLimitOptions options_;
  std::optional<Error> wrong_;  // with the options
  std::optional<TokenBucket> requests_;
  std::optional<TokenBucket> tokens_;
  Semaphore turn_;  // its holder is the next to go
  WaitQueue put_back_;
  std::int64_t delayed_ = 0;
  Duration time_waited_{};
};

}  // namespace lab
