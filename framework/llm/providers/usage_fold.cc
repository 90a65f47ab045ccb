#include "framework/llm/providers/usage_fold.h"

#include <algorithm>

namespace lab {
namespace {

constexpr std::int64_t kMost = 1'000'000'000;  // no prompt and no answer is that long

/// A count that can be one.
std::optional<std::int64_t> CountOf(JsonValue value) {
  const std::optional<std::int64_t> count = value.quoted_integer();
  return count && *count >= 0 && *count <= kMost ? count : std::nullopt;
}

std::int64_t Or0(std::optional<std::int64_t> counter) { return counter.value_or(0); }

bool HasAny(JsonValue usage, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return CountOf(usage[name]).has_value(); });
}

bool IsZero(const Usage& usage) {
  return usage.prompt() == Tokens{0} && usage.output_total == Tokens{0};
}

}  // namespace

void UsageFold::Take(Counter& counter, JsonValue usage,
                     std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const Counter count = CountOf(usage[name]);
    if (!count || (*count == 0 && counter)) continue;
    counter = count;
    if (*count > 0) return;  // the next name may know more than a zero does
  }
}

void UsageFold::AddPrompt(JsonValue usage) {
  if (!usage.is_object()) return;
  Take(prompt_, usage,
       {"prompt_tokens", "input_tokens", "promptTokens", "inputTokens", "inputTokenCount"});
  Take(read_, usage,
       {"cache_read_input_tokens", "cached_tokens", "prompt_cache_hit_tokens",
        "cacheReadInputTokens", "cacheReadInputTokenCount"});
  Take(written_, usage,
       {"cache_creation_input_tokens", "cache_write_tokens", "cacheWriteInputTokens",
        "cacheWriteInputTokenCount"});
  for (const std::string_view name : {"prompt_tokens_details", "input_tokens_details"}) {
    Take(read_, usage[name], {"cached_tokens"});
    Take(written_, usage[name], {"cache_write_tokens", "cache_creation_tokens"});
  }
  const JsonValue split = usage["cache_creation"];
  Take(written_5m_, split, {"ephemeral_5m_input_tokens"});
  Take(written_1h_, split, {"ephemeral_1h_input_tokens"});
  // Anthropic's and Bedrock's counters are disjoint; elsewhere the prompt holds what was cached.
  if (HasAny(usage, {"prompt_tokens"})) {
    beside_ = false;
  } else if (HasAny(usage, {"cache_read_input_tokens", "cache_creation_input_tokens",
                            "cacheReadInputTokens", "cacheReadInputTokenCount"})) {
    beside_ = true;
  }
}

void UsageFold::Add(JsonValue usage) {
  if (!usage.is_object()) return;
  AddPrompt(usage);
  const std::initializer_list<std::string_view> outputs{
      "completion_tokens", "output_tokens", "completionTokens", "outputTokens", "outputTokenCount"};
  output_stated_ = output_stated_ || HasAny(usage, outputs);
  Take(output_, usage, outputs);
  Take(total_, usage, {"total_tokens", "totalTokens"});
  Take(reasoning_, usage, {"reasoning_tokens", "thinking_tokens"});
  for (const std::string_view name : {"completion_tokens_details", "output_tokens_details"}) {
    Take(reasoning_, usage[name], {"reasoning_tokens", "thinking_tokens"});
  }
}

void UsageFold::AddTimings(JsonValue timings) {
  if (!timings.is_object()) return;
  timed_.cache_read = Tokens{Or0(CountOf(timings["cache_n"]))};
  timed_.input_uncached = Tokens{Or0(CountOf(timings["prompt_n"]))};
  timed_.output_total = Tokens{Or0(CountOf(timings["predicted_n"]))};
}

/// The cached tokens are beside the prompt's count, not in it: the names say so, or the total does.
bool UsageFold::IsBeside(std::int64_t read, std::int64_t written) const {
  if (beside_ || read + written == 0) return beside_;
  return total_ && *total_ == Or0(prompt_) + read + written + Or0(output_);
}

/// The whole prompt.
std::int64_t UsageFold::Whole(std::int64_t read, std::int64_t written) const {
  const std::int64_t stated = Or0(prompt_) + (IsBeside(read, written) ? read + written : 0);
  // Nobody asks with an empty prompt: what is not stated is in the total.
  if (stated == 0 && Or0(output_) > 0) return std::max<std::int64_t>(Or0(total_) - *output_, 0);
  return stated;
}

Usage UsageFold::Canonical() const {
  const std::int64_t hour = Or0(written_1h_);
  std::int64_t read = Or0(read_);
  std::int64_t written = std::max(Or0(written_), Or0(written_5m_) + hour);
  const std::int64_t whole = Whole(read, written);
  if (!IsBeside(read, written)) {
    read = std::min(read, whole);
    written = std::min(written, whole - read);
  }
  const std::int64_t rest = whole > 0 && total_ ? *total_ - whole : 0;
  const std::int64_t hour_part = std::min(hour, written);
  return {.input_uncached = Tokens{whole - read - written},
          .cache_read = Tokens{read},
          .cache_write_5m = Tokens{written - hour_part},
          .cache_write_1h = Tokens{hour_part},
          .output_total = Tokens{std::max({Or0(output_), rest, Or0(reasoning_)})},
          .output_reasoning = Tokens{Or0(reasoning_)}};
}

void UsageFold::WriteTo(Reply& reply) const {
  reply.usage = Canonical();
  reply.usage_reported = output_stated_ && !IsZero(reply.usage);
  if (reply.usage_reported || IsZero(timed_)) return;
  reply.usage = timed_;
  reply.usage_reported = true;
}

void JudgeAnswer(Reply& reply) {
  const bool content = !reply.text.empty() || !reply.reasoning.empty() || !reply.tool_calls.empty();
  if (content && reply.usage.output_total == Tokens{0}) reply.usage_reported = false;
  const bool counted = reply.usage_reported && reply.usage.output_total > Tokens{0};
  if (reply.error || content || !reply.stop_reason.empty() || counted) return;
  reply.terminated = false;
  reply.error = Error{ErrorKind::kProvider,
                      "the service answered 200 with nothing in it: no text, no tool call, no "
                      "reason to stop and no tokens by its own count"};
}

}  // namespace lab
