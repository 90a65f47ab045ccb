// Text that should be UTF-8 and may not be.
//
//   ValidUtf8("caf\xe9")           // "caf" and U+FFFD
//   AppendCodePoint(text, 0x20ac)   // the euro sign, three bytes
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lab {

inline constexpr std::uint32_t kReplacement = 0xfffd;

struct Utf8Sequence {
  std::size_t length = 1;
  bool valid = false;
};

/// The character at the head of a text that is not empty: whole, or as many of its bytes as there
/// are. What is overlong, half of a pair or too large has one byte at a time.
Utf8Sequence Utf8AtHead(std::string_view text);

/// The text with every byte that is not UTF-8 as U+FFFD; a sequence that is cut off counts as one.
std::string ValidUtf8(std::string_view text);

/// As UTF-8.
void AppendCodePoint(std::string& to, std::uint32_t code_point);

}  // namespace lab
