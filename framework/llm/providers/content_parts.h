// The text and the reasoning of a message, in whatever shape they are sent.
//
//   std::vector<Piece>& pieces = NoPieces();
//   CollectMessage(choice["delta"], pieces);
//   for (const Piece& piece : pieces) Append(piece.kind, piece.text);
//
// Content is a string, or a list of parts: {"type":"text","text":...}, {"type":"thinking",
// "thinking":[parts] or "..."}, {"type":"reasoning","summary":[{"text":...}]}. Reasoning stands in
// the content, or beside it under one of half a dozen names.
#pragma once

#include <string_view>
#include <vector>

#include "framework/llm/providers/json_reader.h"
#include "framework/llm/timeline.h"

namespace lab {

/// Not empty; lives as long as the document.
struct Piece {
  TokenKind kind = TokenKind::kText;
  std::string_view text;
};

/// An empty list, one a thread: as long as the parsed document that its pieces are views of, the
/// next call ends it.
std::vector<Piece>& NoPieces();

/// A string, a part or a list of them. `kind` is what it is if its own type says nothing else.
void CollectParts(JsonValue value, TokenKind kind, std::vector<Piece>& pieces);

/// A whole message or the delta of one: content, refusal, and reasoning under the first of its
/// names that holds any, because some services send the same twice.
void CollectMessage(JsonValue message, std::vector<Piece>& pieces);

/// "thinking", "reasoning_text", "thinking_delta" ...
bool IsReasoningType(std::string_view type);

}  // namespace lab
