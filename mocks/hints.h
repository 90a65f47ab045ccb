// Reading x-lab-hints: what a caller who knows the right answer tells the mock about it.
//
//   std::optional<std::int64_t> tokens = HintNumber(request.hints, "output_tokens");
//
// Known names: output_tokens, thinking_tokens, tool_calls, tool (which one is called first),
// chunk_tokens ("4" or "1-8"), class (short, medium, long), and those of intelligence.h. A hint
// that is no number where one is due counts as absent: it is a wish, not a command.
#pragma once

#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace lab::mocks {

using Hints = std::map<std::string, std::string>;

/// Empty when absent.
inline std::string_view HintText(const Hints& hints, const char* name) {
  const auto hint = hints.find(name);
  return hint == hints.end() ? std::string_view() : std::string_view(hint->second);
}

/// A whole number from 0 up.
inline std::optional<std::int64_t> ParseCount(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, code] = std::from_chars(text.data(), end, value);
  if (code != std::errc{} || rest != end || value < 0) return std::nullopt;
  return value;
}

inline std::optional<std::int64_t> HintNumber(const Hints& hints, const char* name) {
  return ParseCount(HintText(hints, name));
}

}  // namespace lab::mocks
