// The header x-lab-hints: what a caller who knows the right answer tells the mock about it.
//
//   Result<Hints> hints = ParseHints("output_tokens=50; chunk_tokens=1-8; answer=42");
//   std::optional<std::int64_t> tokens = HintNumber(*hints, "output_tokens");
//
//   name                what it says                                      value
//   output_tokens       length of the answer                              0 to 1000000
//   thinking_tokens     of the thinking before it                         0 to 1000000
//   tool_calls          how many tools are called, where any may be       0 to 64
//   tool                the tool that is called first                     a name
//   chunk_tokens        tokens in one event                               "4" or "1-8", to 10000
//   class               how long an answer is called for                  short, medium or long
//   answer, complexity, labels, task, sample      what is right: skill.h
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "framework/base/result.h"
#include "framework/base/text.h"

namespace lab::mocks {

using Hints = std::map<std::string, std::string>;

/// "name=value;name=value". ErrorKind::kConfig for a name that is unknown (with the nearest known
/// one) or there twice, and for a value that its name does not take.
Result<Hints> ParseHints(std::string_view text);

/// Empty when absent.
inline std::string_view HintText(const Hints& hints, const char* name) {
  const auto hint = hints.find(name);
  return hint == hints.end() ? std::string_view() : std::string_view(hint->second);
}

/// A whole number from 0 up.
inline std::optional<std::int64_t> ParseCount(std::string_view text) {
  const std::optional<std::int64_t> value = ParseInteger(text);
  return value && *value >= 0 ? value : std::nullopt;
}

inline std::optional<std::int64_t> HintNumber(const Hints& hints, const char* name) {
  return ParseCount(HintText(hints, name));
}

}  // namespace lab::mocks
