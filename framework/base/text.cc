#include "framework/base/text.h"

#include <algorithm>
#include <cmath>

#include "framework/base/secret.h"
#include "framework/base/utf8.h"

namespace lab {
namespace {

constexpr std::size_t kLookedAt = 16 * 1024;  // Redact() need not read a whole web page

bool SameLetters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Lower(x) == Lower(y); });
}

/// In the middle of a character of UTF-8.
bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

}  // namespace

std::string ToLower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), Lower);
  return lower;
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) { return SameLetters(a, b); }

bool StartsWithIgnoringCase(std::string_view text, std::string_view prefix) {
  return SameLetters(text.substr(0, prefix.size()), prefix);
}

std::string_view Trim(std::string_view text, std::string_view what) {
  const std::size_t first = text.find_first_not_of(what);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(what) - first + 1);
}

std::vector<std::string_view> Split(std::string_view text, char mark) {
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  for (std::size_t at = text.find(mark); at != std::string_view::npos;
       at = text.find(mark, begin)) {
    pieces.push_back(text.substr(begin, at - begin));
    begin = at + 1;
  }
  pieces.push_back(text.substr(begin));
  return pieces;
}

std::optional<double> ParseNumber(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, fault] = std::from_chars(text.data(), end, value);
  if (fault != std::errc{} || rest != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string_view CutUtf8(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && Continues(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

std::string Excerpt(std::string_view text, std::size_t bytes) {
  std::string line = ValidUtf8(text.substr(0, kLookedAt));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c >= 0 && (c < 0x20 || c == 0x7f); }, ' ');
  const auto both_blank = [](char a, char b) { return a == ' ' && b == ' '; };
  line.erase(std::unique(line.begin(), line.end(), both_blank), line.end());
  line = Redact(line);  // before the cut, or half a key would no longer look like one
  const std::string_view shown = Trim(line);
  const std::string_view kept = CutUtf8(shown, bytes);
  return std::string(kept).append(kept.size() < shown.size() ? "..." : "");
}

std::string Quoted(std::string_view text) { return Excerpt(text, kMostQuoted); }

}  // namespace lab
