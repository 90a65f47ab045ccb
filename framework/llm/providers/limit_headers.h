// Rate limits, resets and retry advice as response headers state them.
//
//   ReadRetryAdvice(headers, reply.rate_limits);
//   limits.requests_reset = ParseReset("6m0s", headers);       // also "12", also RFC 3339
//
// A moment (RFC 3339, an HTTP date, a number of seconds or milliseconds since 1970) becomes a
// duration by the response's own Date header, so that no clock of ours is compared with one of
// theirs; without a Date header there is no duration. What no calendar or clock has does not read.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "framework/llm/reply.h"
#include "framework/net/http_message.h"

namespace lab {

/// Go's notation, "1h2m3.5s", "2ms", "0s", or a bare number of seconds. Never negative; what is
/// longer than 1e9 seconds is 1e9 seconds, so that nobody takes "wait for ever" for "do not wait".
std::optional<Duration> ParseGoDuration(std::string_view text);

/// Whole seconds since 1970 of "Sun, 22 Nov 2026 10:00:00 GMT".
std::optional<std::int64_t> ParseHttpDate(std::string_view text);

/// Of "2026-11-22T10:00:00Z"; fractions are cut, offsets are honoured.
std::optional<std::int64_t> ParseRfc3339(std::string_view text);

/// Any of the above, as a duration from the response on; a moment that has passed is zero.
std::optional<Duration> ParseReset(std::string_view text, const net::Headers& headers);

/// A header that is a whole number, grouped by nothing and without a sign.
std::optional<std::int64_t> IntegerHeader(const net::Headers& headers, std::string_view name);

/// A header that is a number of milliseconds, with or without a fraction.
std::optional<Duration> MillisecondsHeader(const net::Headers& headers, std::string_view name);

/// retry-after-ms, else retry-after (seconds or an HTTP date), and x-should-retry.
void ReadRetryAdvice(const net::Headers& headers, RateLimits& limits);

}  // namespace lab
