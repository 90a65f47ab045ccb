// Verbs for tests of dialects: bytes in, Reply out, at any fragment size.
//
//   const Reply reply = Fold("anthropic", Event("ping", R"({"type":"ping"})"));
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "framework/llm/providers/inspect.h"
#include "framework/llm/reply.h"

namespace lab {

/// Sizes at which a body must fold the same; 0 is whole.
inline constexpr std::array<std::size_t, 6> kFragments{0, 1, 2, 3, 7, 64};

/// A named event.
inline std::string Event(std::string_view type, std::string_view data) {
  return "event: " + std::string(type) + "\ndata: " + std::string(data) + "\n\n";
}

/// An event without a name.
inline std::string Data(std::string_view data) { return "data: " + std::string(data) + "\n\n"; }

/// Folds `body` in fragments of every size, checks that they agree, and returns the reply.
inline Reply Fold(std::string_view wire, std::string_view body) {
  const std::string whole = *InspectBody(wire, body);
  for (const std::size_t fragment : kFragments) {
    EXPECT_EQ(*InspectBody(wire, body, fragment), whole) << "in fragments of " << fragment;
  }
  return *FoldBody(wire, body);
}

/// "kind: message", or "" for none.
inline std::string ErrorText(const Reply& reply) {
  if (!reply.error) return "";
  return std::string(ErrorKindName(reply.error->kind)) + ": " + reply.error->message;
}

}  // namespace lab
