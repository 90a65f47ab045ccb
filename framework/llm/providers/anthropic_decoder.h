// Folds streams and bodies of Anthropic's Messages API.
//
//   AnthropicDecoder decoder;
//   Content content = decoder.OnEvent(event, reply);
//   decoder.Finish(reply);
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/llm/providers/content_parts.h"
#include "framework/llm/providers/delta_template.h"
#include "framework/llm/providers/dialect.h"
#include "framework/llm/providers/json_reader.h"
#include "framework/llm/providers/text_join.h"
#include "framework/llm/providers/usage_fold.h"
#include "framework/runtime/frame_pool.h"

namespace lab {

class AnthropicDecoder final : public ReplyDecoder, public Pooled {
 public:
  Content OnEvent(const net::SseEvent& event, Reply& reply) override;
  void Close(Reply& reply) override;
  void Finish(Reply& reply) override;

  /// A whole body; sets `reply.error` when it is none.
  void OnBody(std::string_view body, Reply& reply);

 private:
  /// A tool call under way.
  struct Call {
    std::int64_t index = 0;     ///< of the content block
    std::size_t place = 0;      ///< in reply.tool_calls
    std::string initial_input;  ///< what the block started with; used when no fragment follows
  };

  static bool IsWhole(const Call& call, const ToolCall& known);
  Content OnJson(const net::SseEvent& event, Reply& reply);
  Content OnFrame(std::string_view event, JsonValue frame, Reply& reply);
  bool Proves(std::string_view data, DeltaTarget target) const;
  Content OnBlockStart(JsonValue event, Reply& reply);
  Content BeginCall(JsonValue block, std::int64_t index, Reply& reply);
  Content OnBlockDelta(JsonValue event, Reply& reply);
  Content OnArguments(JsonValue event, std::string_view fragment, Reply& reply);
  Content AppendReadable(JsonValue part, Reply& reply);
  Content Append(DeltaTarget target, std::string_view text, Reply& reply);
  void OnMessageStart(JsonValue message, Reply& reply);
  void OnMessageDelta(JsonValue event, Reply& reply);
  void ReadUsage(JsonValue frame, Reply& reply);
  void ReadBlock(JsonValue block, Reply& reply);
  void ReadMessage(JsonValue message, Reply& reply);

  std::string message_;  // its id
  UsageFold usage_;
  TextJoin join_;
  std::vector<Call> calls_;
  DeltaTemplate usual_;
  DeltaTarget usual_target_;
  DeltaTarget last_target_;  // of the last event with content
  bool halves_ = false;      // of the document under way: it has marked ones
};

}  // namespace lab
