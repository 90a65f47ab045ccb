#include "framework/llm/providers/text_join.h"

#include <algorithm>
#include <optional>
#include <string>

#include "framework/base/utf8.h"
#include "framework/llm/providers/json_repair.h"

namespace lab {
namespace {

std::uint32_t Joined(char16_t high, char16_t low) {
  return 0x10000U + ((high - 0xd800U) << 10) + (low - 0xdc00U);
}

/// Appends a piece with marks; the half that it ends with is returned.
std::optional<char16_t> AppendMarked(std::string& to, std::string_view piece) {
  constexpr char kMarkByte = '\xf4';
  while (true) {
    const std::size_t plain = std::min(piece.find(kMarkByte), piece.size());
    to.append(piece.substr(0, plain));
    piece.remove_prefix(plain);
    if (piece.empty()) return std::nullopt;
    const std::optional<char16_t> half = HalfAtHead(piece);
    if (!half) {
      to += piece[0];
      piece.remove_prefix(1);
      continue;
    }
    piece.remove_prefix(kHalfBytes);
    if (piece.empty() && IsHighHalf(*half)) return half;
    AppendCodePoint(to, kReplacement);
  }
}

}  // namespace

std::size_t TextJoin::Append(Reply& reply, DeltaTarget target, std::string_view piece,
                             bool halves) {
  if (piece.empty()) return 0;
  std::string& to = target.In(reply);
  const std::size_t before = to.size();
  if (!waiting_.empty()) piece = TakeWaiting(to, target, piece, halves);
  if (!halves) {
    to.append(piece);
  } else if (const std::optional<char16_t> half = AppendMarked(to, piece)) {
    waiting_.push_back({target, *half});
  }
  return to.size() - before;
}

/// Puts what waits there before the piece, joined with its head where that is the other half.
std::string_view TextJoin::TakeWaiting(std::string& to, DeltaTarget target, std::string_view piece,
                                       bool halves) {
  const auto waits = std::find_if(waiting_.begin(), waiting_.end(),
                                  [&](const Half& half) { return half.target == target; });
  if (waits == waiting_.end()) return piece;
  const std::optional<char16_t> low = halves ? HalfAtHead(piece) : std::nullopt;
  const bool joins = low && IsLowHalf(*low);
  AppendCodePoint(to, joins ? Joined(waits->high, *low) : kReplacement);
  waiting_.erase(waits);
  return joins ? piece.substr(kHalfBytes) : piece;
}

void TextJoin::Flush(Reply& reply) {
  for (const Half& half : waiting_) AppendCodePoint(half.target.In(reply), kReplacement);
  waiting_.clear();
}

std::string WithoutHalves(std::string_view text, bool halves) {
  if (!halves) return std::string(text);
  std::string plain;
  if (AppendMarked(plain, text)) AppendCodePoint(plain, kReplacement);
  return plain;
}

}  // namespace lab
