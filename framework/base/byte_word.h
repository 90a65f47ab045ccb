// Eight bytes of text looked at as one word, for the scans that every byte of a text passes.
//
//   const std::uint64_t quote = LoadWord(text.data() + at) ^ EachByte('"');  // 0 where a '"' is
//   const bool none = ((quote - EachByte(1)) & EachByte(0x80)) == 0;
//
// Taking 1 from a zero byte sets its high bit, and borrows from the byte above; a byte above ASCII
// has that bit already. So a test like this one may find what is not there, and misses nothing.
#pragma once

#include <cstdint>
#include <cstring>

namespace lab {

/// A word with `value` in each of its bytes.
constexpr std::uint64_t EachByte(std::uint8_t value) { return 0x0101010101010101u * value; }

/// The eight bytes from `bytes` on, at any alignment.
inline std::uint64_t LoadWord(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

}  // namespace lab
