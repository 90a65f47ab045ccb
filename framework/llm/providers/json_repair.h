// JSON as some services send it, made readable for a strict parser.
//
//   bool halves = false;
//   std::string repaired = RepairJson(event.data, &halves);
//
// A text that is cut between two chunks may be cut inside a character. Escaped, a character beyond
// U+FFFF is two halves, and each chunk then holds a lone one: valid by the grammar of RFC 8259,
// taken by JSON.parse and json.loads, refused by simdjson. A half at the end of a string waits for
// its other one and a half at the beginning may be it, so both are marked here and put together by
// TextJoin (text_join.h). Every other lone half, and every byte that is not UTF-8, becomes U+FFFD.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lab {

/// What reads: bare control characters inside strings are escaped, too. `halves` becomes true when
/// one was marked. Text that is broken in another way stays so.
std::string RepairJson(std::string_view text, bool* halves);

/// A half of a character at the head of `text`, as RepairJson() marks it: a private character of
/// kHalfBytes bytes. Nothing where there is none; only to be asked of text from a repaired document
/// with marks.
std::optional<char16_t> HalfAtHead(std::string_view text);
inline constexpr std::size_t kHalfBytes = 4;

inline bool IsHighHalf(char16_t unit) { return unit >= 0xd800 && unit < 0xdc00; }
inline bool IsLowHalf(char16_t unit) { return unit >= 0xdc00 && unit < 0xe000; }

}  // namespace lab
