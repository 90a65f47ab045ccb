#include "framework/llm/providers/openai_usage.h"

#include <algorithm>
#include <cstdint>

namespace lab {
namespace {

Tokens Count(JsonValue value) {
  return Tokens{std::max<std::int64_t>(value.integer().value_or(0), 0)};
}

JsonValue CachedCount(JsonValue usage) {
  const JsonValue detail = usage["prompt_tokens_details"]["cached_tokens"];
  if (detail.present()) return detail;
  const JsonValue top = usage["cached_tokens"];
  return top.present() ? top : usage["prompt_cache_hit_tokens"];
}

}  // namespace

JsonValue FindOpenAiUsage(JsonValue chunk) {
  const JsonValue usage = chunk["usage"];
  return usage.present() ? usage : chunk["x_groq"]["usage"];
}

Usage ReadOpenAiUsage(JsonValue usage) {
  const Tokens prompt = Count(usage["prompt_tokens"]);
  Usage read;
  read.cache_read = std::min(Count(CachedCount(usage)), prompt);
  read.cache_write_5m = std::min(Count(usage["prompt_tokens_details"]["cache_write_tokens"]),
                                 prompt - read.cache_read);
  read.input_uncached = prompt - read.cache_read - read.cache_write_5m;
  read.output_total = Count(usage["completion_tokens"]);
  read.output_reasoning = Count(usage["completion_tokens_details"]["reasoning_tokens"]);
  return read;
}

Usage ReadTimings(JsonValue timings) {
  Usage read;
  read.cache_read = Count(timings["cache_n"]);
  read.input_uncached = Count(timings["prompt_n"]);
  read.output_total = Count(timings["predicted_n"]);
  return read;
}

}  // namespace lab
