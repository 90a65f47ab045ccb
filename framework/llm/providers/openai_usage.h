// Token counters under all the names that OpenAI and its imitators have for them.
//
//   if (const JsonValue found = FindOpenAiUsage(chunk); found.present()) {
//     reply.usage = ReadOpenAiUsage(found);
//   }
#pragma once

#include "framework/llm/providers/json_reader.h"
#include "framework/llm/usage.h"

namespace lab {

/// The usage object of a chunk or a body: `usage`, or `x_groq.usage`. Absent when there is none.
JsonValue FindOpenAiUsage(JsonValue chunk);

/// prompt_tokens holds the cached tokens, completion_tokens the reasoning; here they are taken
/// apart. The cached count is prompt_tokens_details.cached_tokens, or cached_tokens (Together), or
/// prompt_cache_hit_tokens (DeepSeek).
Usage ReadOpenAiUsage(JsonValue usage);

/// llama.cpp's `timings`, for a server that was not asked for usage: cache_n, prompt_n,
/// predicted_n.
Usage ReadTimings(JsonValue timings);

}  // namespace lab
