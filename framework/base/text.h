// Small things that are done with text everywhere: case, blanks, numbers, a piece to show.
//
//   Trim("  a b\n")                     // "a b"
//   EqualIgnoringCase("Host", "HOST")   // true
//   ParseInteger("12")                  // 12; nullopt for "12 " and "1e3"
//   Excerpt(body, 300)                  // one line for a message, without keys
//   Quoted(line)                        // the same for a line of a file: 60 bytes of it
//
// Case is that of ASCII letters: names of headers, flags and units, never prose.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lab {

constexpr char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string ToLower(std::string_view text);
bool EqualIgnoringCase(std::string_view a, std::string_view b);
bool StartsWithIgnoringCase(std::string_view text, std::string_view prefix);

inline constexpr std::string_view kBlanks = " \t\r\n";
/// Without the characters of `what` at both ends.
std::string_view Trim(std::string_view text, std::string_view what = kBlanks);

/// What stands between the marks; "a,,b" has an empty one, "" is one empty piece.
std::vector<std::string_view> Split(std::string_view text, char mark);

/// The whole text as a decimal number without blanks or a plus sign; nullopt for anything else, and
/// for one that does not fit.
template <std::integral T = std::int64_t>
std::optional<T> ParseInteger(std::string_view text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [rest, fault] = std::from_chars(text.data(), end, value);
  if (fault != std::errc{} || rest != end) return std::nullopt;
  return value;
}
/// The same for a finite number with a fraction or an exponent.
std::optional<double> ParseNumber(std::string_view text);

/// At most `bytes` of it, ending where a character of UTF-8 does.
std::string_view CutUtf8(std::string_view text, std::size_t bytes);

/// Foreign bytes for a message: on one line, valid UTF-8, at most `bytes` of them and "..." behind
/// what is cut, control characters as blanks, without credentials (Redact).
std::string Excerpt(std::string_view text, std::size_t bytes = 300);

/// What a message shows of a file at most.
inline constexpr std::size_t kMostQuoted = 60;
/// Excerpt() of what stands in a file.
std::string Quoted(std::string_view text);

}  // namespace lab
