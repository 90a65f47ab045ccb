#include "framework/techniques/rate_limit.h"

#include <algorithm>
#include <string>
#include <utility>

#include "framework/llm/estimate.h"
#include "framework/runtime/combine.h"
#include "framework/techniques/give_up_notice.h"
#include "framework/techniques/local_reply.h"
#include "framework/techniques/option_check.h"

namespace lab {
namespace {

std::optional<TokenBucket> BucketFor(std::int64_t per_minute, Duration burst, Time now) {
  if (per_minute <= 0) return std::nullopt;
  return TokenBucket({.per_minute = per_minute, .holds = burst}, now);
}

}  // namespace

RateLimit::RateLimit(Loop& loop, Client& inner, RateLimitOptions options)
    : loop_(loop),
      inner_(inner),
      options_(options),
      wrong_(OptionCheck("RateLimit")
                 .AtLeast("requests_per_minute", options.requests_per_minute, 0)
                 .AtLeast("tokens_per_minute", options.tokens_per_minute, 0)
                 .NotNegative("burst", options.burst)
                 .error()),
      requests_(BucketFor(options.requests_per_minute, options.burst, loop.Now())),
      tokens_(BucketFor(options.tokens_per_minute, options.burst, loop.Now())),
      turn_(loop, 1),
      put_back_(loop) {}

Time RateLimit::ReadyAt(std::int64_t tokens) {
  const Time now = loop_.Now();
  Time ready = now;
  if (requests_) ready = std::max(ready, requests_->ReadyAt(1, now));
  if (tokens_) ready = std::max(ready, tokens_->ReadyAt(tokens, now));
  return ready;
}

void RateLimit::Take(std::int64_t tokens) {
  if (requests_) requests_->Take(1, loop_.Now());
  if (tokens_) tokens_->Take(tokens, loop_.Now());
}

void RateLimit::Settle(std::int64_t reserved, const Reply& reply) {
  if (!tokens_ || !reply.usage_reported) return;
  Tokens used = reply.usage.prompt() + reply.usage.output_total;
  if (!options_.count_cache_reads) used = used - reply.usage.cache_read;
  if (used.count > reserved) {
    tokens_->Take(used.count - reserved, loop_.Now());
  } else {
    tokens_->Give(reserved - used.count, loop_.Now());
    put_back_.WakeOne();
  }
}

void RateLimit::NoteWait(Duration waited) {
  if (waited <= Duration::zero()) return;
  ++delayed_;
  time_waited_ += waited;
}

Task<Result<void>> RateLimit::PutBack() {
  co_await put_back_.Wait();
  co_return Result<void>();
}

// Whoever has the turn sleeps until its tokens are there, or looks again when some are put back.
Task<Result<void>> RateLimit::Admit(std::int64_t tokens) {
  const Semaphore::Permit turn = co_await turn_.Acquire();
  for (Time ready = ReadyAt(tokens); ready > loop_.Now(); ready = ReadyAt(tokens)) {
    Task<Result<void>> put_back = PutBack();
    static_cast<void>(co_await WithDeadline(loop_, ready, "", std::move(put_back)));
  }
  Take(tokens);
  co_return Result<void>();
}

Task<Reply> RateLimit::Answer(Request request, Call call) {
  const Asked asked{request, call, loop_.Now()};
  if (wrong_) co_return FailedHere(asked, loop_.Now(), *wrong_);
  call.deadline = DeadlineOf(asked);
  call.intended = IntendedOf(asked);
  GiveUpNotice notice(loop_, asked);
  const std::int64_t reserved = (EstimatedPrompt(request) + request.max_tokens).count;
  constexpr std::string_view kWhat = "waiting for the client's own rate limit";
  Task<Result<void>> admit = Admit(reserved);
  const Result<void> admitted =
      co_await WithDeadline(loop_, call.deadline, kWhat, std::move(admit));
  NoteWait(loop_.Now() - asked.at);
  notice.Over();  // from here on the client below tells of it
  if (!admitted) co_return FailedHere(asked, loop_.Now(), admitted.error());
  Reply reply = co_await inner_.Send(std::move(request), std::move(call));
  Settle(reserved, reply);
  co_return reply;
}

}  // namespace lab
