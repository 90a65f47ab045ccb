#include "framework/base/encoding.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>

namespace lab {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t ByteAt(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

Error BadCharacter(std::string_view what, std::size_t at) {
  return Error{ErrorKind::kDecode,
               fmt::format("{} text has a character outside its alphabet at offset {}", what, at)};
}

}  // namespace

std::string Base64Encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::uint32_t word =
        ByteAt(bytes, at) << 16 | ByteAt(bytes, at + 1) << 8 | ByteAt(bytes, at + 2);
    const std::size_t present = bytes.size() - at;
    out.push_back(kAlphabet[word >> 18]);
    out.push_back(kAlphabet[word >> 12 & 63]);
    out.push_back(present > 1 ? kAlphabet[word >> 6 & 63] : '=');
    out.push_back(present > 2 ? kAlphabet[word & 63] : '=');
  }
  return out;
}

Result<std::string> Base64Decode(std::string_view text) {
  if (text.size() % 4 != 0) {
    return Error{ErrorKind::kDecode,
                 fmt::format("base64 text is {} characters long when it should be a multiple of 4",
                             text.size())};
  }
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  std::string out;
  out.reserve(text.size() / 4 * 3);
  for (std::size_t at = 0; at < text.size(); at += 4) {
    std::uint32_t word = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
      const bool pad = i >= text.size() - padding;
      const std::size_t digit = pad ? 0 : kAlphabet.find(text[i]);
      if (digit == std::string_view::npos) return BadCharacter("base64", i);
      word = word << 6 | static_cast<std::uint32_t>(digit);
    }
    out.push_back(static_cast<char>(word >> 16));
    out.push_back(static_cast<char>(word >> 8 & 255));
    out.push_back(static_cast<char>(word & 255));
  }
  out.resize(out.size() - padding);
  return out;
}

std::string HexEncode(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    out.push_back(kDigits[value >> 4]);
    out.push_back(kDigits[value & 15]);
  }
  return out;
}

Result<std::string> HexDecode(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef0123456789ABCDEF";
  if (text.size() % 2 != 0) return Error{ErrorKind::kDecode, "hexadecimal text has an odd length"};
  std::string out;
  out.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const std::size_t high = kDigits.find(text[at]);
    const std::size_t low = kDigits.find(text[at + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos)
      return BadCharacter("hexadecimal", at);
    out.push_back(static_cast<char>((high % 16) << 4 | low % 16));
  }
  return out;
}

}  // namespace lab
