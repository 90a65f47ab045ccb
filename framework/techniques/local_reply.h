// Replies that a technique makes itself, without asking a provider.
//
//   const Asked asked{request, call, loop.Now()};
//   return FailedHere(asked, loop.Now(), {ErrorKind::kOverloaded, "the breaker is open"});
//   return ServedHere(stored, asked, loop.Now());      // a cache hit
//
// They use nothing, cost nothing, and have a timeline of their own that begins when the caller
// asked.
#pragma once

#include "framework/base/error.h"
#include "framework/base/time.h"
#include "framework/llm/call.h"
#include "framework/llm/reply.h"
#include "framework/llm/request.h"

namespace lab {

/// Nothing was sent.
Reply FailedHere(const Asked& asked, Time now, Error error);

/// The answer of `stored` all at once, `now`. A request that is streamed and watched sees it as one
/// event; a watcher that stops makes it `stopped_early`, as with a provider.
Reply ServedHere(const Reply& stored, const Asked& asked, Time now);

/// What of a reply is its answer: text, reasoning, tool calls, why it stopped, who gave it. Without
/// usage, stamps, limits.
Reply AnswerOf(const Reply& reply);

/// Whether the answer is worth keeping for others: it succeeded, was not cut by a watcher or by
/// max_tokens, and calls no tools (their results differ the next time).
bool IsWholeAnswer(const Reply& reply);

}  // namespace lab
