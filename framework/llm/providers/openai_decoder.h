// Folds Chat Completions streams and bodies, OpenAI's own and its imitators'.
//
//   OpenAiDecoder decoder;
//   Content content = decoder.OnEvent(event, reply);
//   decoder.Finish(reply);
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "framework/llm/providers/call_table.h"
#include "framework/llm/providers/content_parts.h"
#include "framework/llm/providers/delta_template.h"
#include "framework/llm/providers/dialect.h"
#include "framework/llm/providers/json_reader.h"
#include "framework/llm/providers/text_join.h"
#include "framework/llm/providers/usage_fold.h"
#include "framework/runtime/frame_pool.h"

namespace lab {

/// Only the first choice of an answer is folded: a Request asks for one.
class OpenAiDecoder final : public ReplyDecoder, public Pooled {
 public:
  Content OnEvent(const net::SseEvent& event, Reply& reply) override;
  void Close(Reply& reply) override;
  void Finish(Reply& reply) override;

  /// A whole body; sets `reply.error` when it is none.
  void OnBody(std::string_view body, Reply& reply);

 private:
  /// What a chunk added under one target.
  struct Added {
    DeltaTarget target;
    std::size_t bytes = 0;
    bool any = false;
  };

  Content OnJson(const net::SseEvent& event, Reply& reply);
  bool Proves(std::string_view data, DeltaTarget target, const Reply& reply) const;
  Content OnChunk(JsonValue chunk, Reply& reply);
  Added OnChoice(JsonValue choice, Reply& reply);
  Added OnCalls(JsonValue delta, Reply& reply);
  Added OnCall(JsonValue call, JsonValue function, CallFragment fragment, Reply& reply);
  void ReadMeta(JsonValue chunk, Reply& reply);
  void FindError(JsonValue chunk, Reply& reply) const;

  CallTable calls_;
  UsageFold usage_;
  TextJoin join_;
  DeltaTemplate usual_;
  DeltaTarget usual_target_;
  DeltaTarget last_target_;      // of the last chunk with content
  bool last_was_named_ = false;  // its call's name stood beside the arguments
  bool halves_ = false;          // of the document under way: it has marked ones
};

}  // namespace lab
