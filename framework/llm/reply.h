// What came back: the answer as far as it got, what it used, when everything happened, and what
// went wrong.
//
//   Reply reply = co_await client.Send(request);
//   if (!reply.ok()) Report(*reply.error);
//
// A failed request has a Reply too, because how far it came is part of the measurement: its phases,
// the text that arrived before the connection broke, the tokens that are billed all the same.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "framework/base/error.h"
#include "framework/base/time.h"
#include "framework/llm/request.h"
#include "framework/llm/timeline.h"
#include "framework/llm/usage.h"

namespace lab {

/// The provider's rate limits as its response headers state them; absent where it stated none.
struct RateLimits {
  std::optional<std::int64_t> requests_limit;
  std::optional<std::int64_t> requests_remaining;
  std::optional<std::int64_t> input_tokens_remaining;
  std::optional<std::int64_t> output_tokens_remaining;
  std::optional<std::int64_t> tokens_remaining;
  std::optional<Duration> requests_reset;  ///< from the response on, where given as a duration
  std::optional<Duration> retry_after;     ///< of a 429 or 529
  std::optional<bool> should_retry;        ///< x-should-retry
};

struct Reply {
  std::string text;
  std::string reasoning;
  std::vector<ToolCall> tool_calls;
  std::string stop_reason;     ///< the provider's own word; empty when none came
  bool stopped_early = false;  ///< a watcher said kStop; not an error

  Usage usage;
  /// False: the provider did not count all of it (a stream cut short, a service without usage);
  /// what is missing is then estimated, a token for each event or each four bytes.
  bool usage_reported = false;

  std::string model;       ///< as the provider names it
  std::string request_id;  ///< the provider's, for its support
  int http_status = 0;     ///< 0 when no response came
  RateLimits rate_limits;
  std::optional<Duration> server_time;  ///< the provider's own statement of its processing time

  std::int64_t events = 0;    ///< SSE events of any kind
  std::int64_t comments = 0;  ///< SSE comment lines
  bool terminated = false;    ///< the stream's own terminator (or a whole buffered body) was seen
  std::optional<std::int64_t> first_token_event;  ///< index of the first event with content, from 0

  Timeline timeline;
  std::optional<Error> error;

  bool ok() const { return !error.has_value(); }
};

}  // namespace lab
