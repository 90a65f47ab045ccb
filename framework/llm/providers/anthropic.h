// Anthropic's Messages API, streamed and buffered.
//
//   const Dialect& dialect = AnthropicDialect();
//
// A request becomes POST {base}/v1/messages under anthropic-version 2023-06-01, unless
// ProviderOptions::extra_headers names another version; only that one takes a temperature. Cache
// breakpoints become cache_control, at most four and the one-hour ones first; the cache key of
// other providers means nothing here. Consecutive tool answers and the user's text behind them
// become one turn, as the service requires. Reasoning becomes adaptive thinking with an effort, or
// a thinking budget for models that were made before adaptive thinking.
#pragma once

#include "framework/llm/providers/dialect.h"

namespace lab {

/// Lives for ever.
const Dialect& AnthropicDialect();

}  // namespace lab
