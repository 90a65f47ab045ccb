#include "mocks/wire/ids.h"

#include <cstdint>
#include <string_view>

namespace lab::mocks {

void AppendRandomText(std::string& out, Rng& rng, std::size_t length) {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789aZ";
  static_assert(kLetters.size() == 64);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < length; ++i) {
    if (i % 10 == 0) bits = rng.Next();
    out += kLetters[bits & 63];
    bits >>= 6;
  }
}

std::string RandomText(Rng& rng, std::size_t length) {
  std::string text;
  AppendRandomText(text, rng, length);
  return text;
}

std::string RandomHex(Rng& rng, std::size_t length) {
  std::string text;
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < length; ++i) {
    if (i % 16 == 0) bits = rng.Next();
    text += "0123456789abcdef"[bits & 15];
    bits >>= 4;
  }
  return text;
}

}  // namespace lab::mocks
