// Chunks of a Chat Completions stream, as OpenAI sends them.
//
//   const Reply reply = Fold("openai-compatible", TextChunk("Hel") + TextChunk("lo") + kDone);
#pragma once

#include <string>
#include <string_view>

#include "tests/unit/providers/folding.h"

namespace lab {

/// A chunk with this delta.
inline std::string DeltaChunk(std::string_view delta) {
  return Data(R"({"id":"c","model":"gpt-5-mini","choices":[{"index":0,"delta":)" +
              std::string(delta) + R"(,"finish_reason":null}],"usage":null,"obfuscation":"aB3"})");
}

inline std::string TextChunk(std::string_view text) {
  return DeltaChunk(R"({"content":")" + std::string(text) + R"("})");
}

/// A chunk with one fragment of a call.
inline std::string CallChunk(std::string_view call) {
  return DeltaChunk(R"({"tool_calls":[)" + std::string(call) + "]}");
}

inline const std::string kStopChunk =
    Data(R"({"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null})");

/// The terminator.
inline const std::string kDone = "data: [DONE]\n\n";

inline Reply FoldOpenAi(std::string_view body) { return Fold("openai-compatible", body); }

}  // namespace lab
