#include "framework/base/utf8.h"

namespace lab {

Utf8Sequence Utf8AtHead(std::string_view text) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {1, true};
  if (first < 0xc2 || first > 0xf4) return {};
  const std::size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  unsigned least = 0x80;  // of the second byte: no overlong forms, no halves, nothing too large
  unsigned most = 0xbf;
  if (first == 0xe0) least = 0xa0;
  if (first == 0xed) most = 0x9f;
  if (first == 0xf0) least = 0x90;
  if (first == 0xf4) most = 0x8f;
  std::size_t at = 1;
  while (at < length && at < text.size() && byte(at) >= least && byte(at) <= most) {
    ++at;
    least = 0x80;
    most = 0xbf;
  }
  return {at, at == length};
}

std::string ValidUtf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const Utf8Sequence sequence = Utf8AtHead(text);
    if (sequence.valid) {
      valid.append(text.substr(0, sequence.length));
    } else {
      AppendCodePoint(valid, kReplacement);
    }
    text.remove_prefix(sequence.length);
  }
  return valid;
}

void AppendCodePoint(std::string& to, std::uint32_t code_point) {
  const auto trail = [&](int shift) {
    to += static_cast<char>(0x80 | ((code_point >> shift) & 0x3f));
  };
  if (code_point < 0x80) {
    to += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    to += static_cast<char>(0xc0 | (code_point >> 6));
    trail(0);
  } else if (code_point < 0x10000) {
    to += static_cast<char>(0xe0 | (code_point >> 12));
    trail(6);
    trail(0);
  } else {
    to += static_cast<char>(0xf0 | (code_point >> 18));
    trail(12);
    trail(6);
    trail(0);
  }
}

}  // namespace lab
