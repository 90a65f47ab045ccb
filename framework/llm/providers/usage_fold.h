// Token counters, from every place and under every name that services have for them.
//
//   UsageFold usage;
//   usage.Add(chunk["usage"]);                 // as often as there are such objects
//   usage.WriteTo(reply);
//
// Trusted field by field: a count that is absent, zero, negative or absurd changes nothing, so an
// empty object at the end of a stream does not undo the one before it. What is there must also add
// up: some services leave the reasoning out of their completion_tokens, but not out of the total.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "framework/llm/providers/json_reader.h"
#include "framework/llm/reply.h"

namespace lab {

/// One response's; used once.
class UsageFold {
 public:
  /// Later objects overwrite earlier ones. Anything but an object is ignored.
  void Add(JsonValue usage);
  /// Only what was read of the prompt: where the count of what came is a placeholder.
  void AddPrompt(JsonValue usage);
  /// llama.cpp's `timings`, for a server that was not asked for usage: cache_n, prompt_n,
  /// predicted_n. An object of Add() wins, whenever it comes.
  void AddTimings(JsonValue timings);

  /// Sets `usage` to disjoint counters; the output is the largest of what is stated, of the total
  /// less the prompt, and of the reasoning. `usage_reported`: the count of what came was stated,
  /// and not everything is zero.
  void WriteTo(Reply& reply) const;

 private:
  using Counter = std::optional<std::int64_t>;

  void Take(Counter& counter, JsonValue usage, std::initializer_list<std::string_view> names);
  void AddDetails(JsonValue details);
  Usage Canonical() const;
  bool IsBeside(std::int64_t read, std::int64_t written) const;
  std::int64_t Whole(std::int64_t read, std::int64_t written) const;

  Counter prompt_, read_, written_, written_5m_, written_1h_, output_, total_, reasoning_;
  Usage timed_;
  bool beside_ = false;  // the names are those of services that count the cached tokens apart
  bool output_stated_ = false;
};

/// An answer that is over, as its decoder leaves it: counts of nothing beside content are no
/// counts, and an answer without content, calls, a reason to stop or a count of what came is a
/// failure.
void JudgeAnswer(Reply& reply);

}  // namespace lab
