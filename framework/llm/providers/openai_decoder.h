// Folds Chat Completions streams and bodies, OpenAI's own and its imitators'.
//
//   OpenAiDecoder decoder;
//   Content content = decoder.OnEvent(event, reply);
//   decoder.Finish(reply);
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "framework/llm/providers/delta_template.h"
#include "framework/llm/providers/dialect.h"
#include "framework/llm/providers/json_reader.h"

namespace lab {

/// Only the first choice of an answer is folded: a Request asks for one.
class OpenAiDecoder final : public ReplyDecoder {
 public:
  Content OnEvent(const net::SseEvent& event, Reply& reply) override;
  void Finish(Reply& reply) override;

  /// A whole body; sets `reply.error` when it is none.
  void OnBody(std::string_view body, Reply& reply);

 private:
  /// Where the arguments of a chunk's tool calls went, and how many bytes.
  struct Fragment {
    std::size_t place = 0;
    std::size_t bytes = 0;
  };

  Content OnJson(const net::SseEvent& event, Reply& reply);
  bool Proves(std::string_view data, DeltaTarget target, const Reply& reply) const;
  Content OnChunk(JsonValue chunk, Reply& reply);
  Content OnChoice(JsonValue choice, Reply& reply);
  Fragment OnCalls(JsonValue delta, Reply& reply);
  Fragment OnCall(JsonValue call, JsonValue function, Reply& reply);
  std::size_t PlaceOfCall(JsonValue call, std::string_view id, Reply& reply);
  void ReadMeta(JsonValue chunk, Reply& reply);

  std::vector<std::int64_t> call_indexes_;  // the wire's index of each of reply.tool_calls
  DeltaTemplate usual_;
  DeltaTarget usual_target_;
  std::size_t last_place_ = 0;  // in reply.tool_calls, of the last fragment
};

}  // namespace lab
