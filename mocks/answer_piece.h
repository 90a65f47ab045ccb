// An answer in pieces: what a simulated model says, in no provider's words.
//
//   while (std::optional<Piece> piece = co_await answer->Next()) writer->Add(*piece, out);
//
// The model decides what is said and when, the wire formats print it; neither knows the other.
#pragma once

#include <cstdint>
#include <string_view>

#include "framework/base/time.h"

namespace lab::mocks {

enum class PieceKind : std::uint8_t {
  kThinking,  ///< visible reasoning
  kText,
  kToolStart,      ///< `tool_name`, `tool_id`; no text
  kToolArguments,  ///< a fragment of JSON
};

/// What one step of the model (or a bundle of steps) made. Pieces of a kind and index follow each
/// other; an index grows by one with each new content block.
struct Piece {
  PieceKind kind = PieceKind::kText;
  int index = 0;          ///< content block, from 0
  std::string_view text;  ///< valid until the next call of Next()
  std::string_view tool_name;
  std::string_view tool_id;  ///< "1", "2", ...: each wire format adds its own prefix
  int tokens = 0;            ///< output tokens in it
  /// When the schedule wanted it sent; the server's pacing error is the actual time minus this.
  Time due = kUnset;
};

enum class Stop : std::uint8_t { kEnd, kMaxTokens, kStopSequence, kToolUse };

}  // namespace lab::mocks
