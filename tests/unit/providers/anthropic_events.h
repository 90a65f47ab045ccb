// Events of a Messages stream, as Anthropic sends them.
//
//   const Reply reply = FoldAnthropic(Started() + TextDelta("hi") + Ended("end_turn", "{}"));
#pragma once

#include <string>
#include <string_view>

#include "tests/unit/providers/folding.h"

namespace lab {

inline constexpr std::string_view kMessageStart =
    R"({"type":"message_start","message":{"model":"claude-haiku-5-5","id":"msg_1","content":[],)"
    R"("usage":{"input_tokens":12,"cache_creation_input_tokens":300,)"
    R"("cache_read_input_tokens":2048,"cache_creation":{"ephemeral_5m_input_tokens":100,)"
    R"("ephemeral_1h_input_tokens":200},"output_tokens":1}}}   )";
inline constexpr std::string_view kTextBlock =
    R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})";
inline constexpr std::string_view kStopEvent = R"({"type":"message_stop"})";

inline std::string Started() { return Event("message_start", kMessageStart); }
inline std::string TextDelta(std::string_view text) {
  return Event("content_block_delta",
               R"({"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":")" +
                   std::string(text) + R"("}      })");
}
inline std::string BlockDelta(int index, std::string_view delta) {
  return Event("content_block_delta", R"({"type":"content_block_delta","index":)" +
                                          std::to_string(index) + R"(,"delta":)" +
                                          std::string(delta) + "}");
}
inline std::string BlockStart(int index, std::string_view block) {
  return Event("content_block_start", R"({"type":"content_block_start","index":)" +
                                          std::to_string(index) + R"(,"content_block":)" +
                                          std::string(block) + "}");
}
inline std::string Ended(std::string_view reason, std::string_view usage) {
  return Event("message_delta", R"({"type":"message_delta","delta":{"stop_reason":")" +
                                    std::string(reason) + R"(","stop_sequence":null},"usage":)" +
                                    std::string(usage) + "}") +
         Event("message_stop", kStopEvent);
}
inline Reply FoldAnthropic(const std::string& body) { return Fold("anthropic", body); }

}  // namespace lab
