#include "mocks/wire/request_target.h"

#include <algorithm>
#include <optional>

namespace lab::mocks {

namespace {

std::optional<int> HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

/// The character that an escape at the front of `text` stands for.
std::optional<char> Escaped(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return std::nullopt;
  const std::optional<int> high = HexDigit(text[1]);
  const std::optional<int> low = HexDigit(text[2]);
  if (!high || !low) return std::nullopt;
  return static_cast<char>(*high * 16 + *low);
}

bool NeedsNoEscape(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::string Decode(std::string_view text, bool all) {
  std::string decoded;
  while (!text.empty()) {
    const std::optional<char> character = Escaped(text);
    const bool resolved = character && (all || NeedsNoEscape(*character));
    decoded += resolved ? *character : text[0];
    text.remove_prefix(resolved ? 3 : 1);
  }
  return decoded;
}

}  // namespace

std::string PathOf(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (scheme != std::string_view::npos && target[0] != '/') {
    target.remove_prefix(std::min(target.find('/', scheme + 3), target.size()));
    if (target.empty()) return "/";
  }
  return Decode(target.substr(0, target.find_first_of("?#")), false);
}

std::string DecodePercent(std::string_view text) { return Decode(text, true); }

}  // namespace lab::mocks
