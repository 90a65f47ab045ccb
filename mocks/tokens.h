// How many tokens a text has, by the one rule that the mock and the corpus share: 4 bytes a token,
// rounded up.
//
//   Tokens prompt = CountTokens(block_text);      // "hello" has 2
//
// No real tokenizer: those differ by model, and a simulated comparison needs a count that is the
// same on both sides and costs nothing (a document of 80 KB is counted ten thousand times).
#pragma once

#include <cstdint>
#include <string_view>

#include "framework/base/units.h"

namespace lab::mocks {

inline constexpr std::int64_t kBytesPerToken = 4;

constexpr Tokens CountTokens(std::string_view text) {
  return Tokens{(static_cast<std::int64_t>(text.size()) + kBytesPerToken - 1) / kBytesPerToken};
}

}  // namespace lab::mocks
