// Times as rate-limit headers write them.
//
//   FormatRfc3339(1795341600s)        // "2026-11-22T10:00:00Z", Anthropic's resets
//   FormatGoDuration(360s)            // "6m0s", OpenAI's
#pragma once

#include <string>

#include "framework/base/time.h"

namespace lab::mocks {

/// `since_1970` in UTC, whole seconds, rounded up: who waits until then has waited enough.
std::string FormatRfc3339(Duration since_1970);

/// "0s", "2ms", "1.5s", "6m0s", "1h2m3.5s"; to the millisecond, rounded up.
std::string FormatGoDuration(Duration duration);

/// Whole seconds, rounded up, at least 1: the value of retry-after.
std::string FormatRetryAfter(Duration duration);

}  // namespace lab::mocks
