#include "framework/llm/providers/content_parts.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace lab {
namespace {

bool IsThought(JsonValue value) {
  return value["thought"].is_true() || value["extra_content"]["google"]["thought"].is_true();
}

void CollectPart(JsonValue part, TokenKind kind, std::vector<Piece>& pieces) {
  if (IsReasoningType(part["type"].text()) || IsThought(part)) kind = TokenKind::kReasoning;
  const std::size_t before = pieces.size();
  for (const std::string_view name : {"thinking", "reasoning"}) {
    CollectParts(part[name], TokenKind::kReasoning, pieces);
    if (pieces.size() != before) return;
  }
  for (const std::string_view name : {"text", "summary", "content", "refusal", "value"}) {
    CollectParts(part[name], kind, pieces);
    if (pieces.size() != before) return;
  }
}

}  // namespace

bool IsReasoningType(std::string_view type) {
  return type.find("reasoning") != std::string_view::npos ||
         type.find("thinking") != std::string_view::npos || type == "thought";
}

std::vector<Piece>& NoPieces() {
  thread_local std::vector<Piece> pieces;
  pieces.clear();
  return pieces;
}

void CollectParts(JsonValue value, TokenKind kind, std::vector<Piece>& pieces) {
  if (value.is_string() && !value.text().empty()) pieces.push_back({kind, value.text()});
  if (value.is_object()) CollectPart(value, kind, pieces);
  value.ForEach([&](JsonValue part) { CollectParts(part, kind, pieces); });
}

void CollectMessage(JsonValue message, std::vector<Piece>& pieces) {
  constexpr std::array<std::string_view, 7> kReasoning{
      "reasoning_content", "reasoning",         "reasoning_text", "thinking",
      "thought",           "reasoning_details", "thinking_blocks"};
  const TokenKind kind = IsThought(message) ? TokenKind::kReasoning : TokenKind::kText;
  const JsonValue content = message["content"];
  CollectParts(content.present() ? content : message["text"], kind, pieces);
  CollectParts(message["refusal"], TokenKind::kText, pieces);  // read instead of an answer
  const bool reasons = std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) {
    return piece.kind == TokenKind::kReasoning;
  });
  if (reasons) return;
  const std::size_t before = pieces.size();
  for (const std::string_view name : kReasoning) {
    CollectParts(message[name], TokenKind::kReasoning, pieces);
    if (pieces.size() != before) return;
  }
}

}  // namespace lab
