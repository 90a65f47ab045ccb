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
#include "tests/fuzz/vary_events.h"

namespace lab {

/// Sizes at which a body must fold the same; 0 is whole.
inline constexpr std::array<std::size_t, 6> kFragments{0, 1, 2, 3, 7, 64};

/// A named event.
inline std::string Event(std::string_view type, std::string_view data) {
  return "event: " + std::string(type) + "\ndata: " + std::string(data) + "\n\n";
}

/// An event without a name.
inline std::string Data(std::string_view data) { return "data: " + std::string(data) + "\n\n"; }

/// What must not depend on how a stream's JSON is spaced.
inline void ExpectSameReply(const Reply& a, const Reply& b) {
  EXPECT_EQ(a.text, b.text);
  EXPECT_EQ(a.reasoning, b.reasoning);
  ASSERT_EQ(a.tool_calls.size(), b.tool_calls.size());
  for (std::size_t i = 0; i < a.tool_calls.size(); ++i) {
    EXPECT_EQ(a.tool_calls[i].id, b.tool_calls[i].id);
    EXPECT_EQ(a.tool_calls[i].name, b.tool_calls[i].name);
    EXPECT_EQ(a.tool_calls[i].arguments, b.tool_calls[i].arguments);
  }
  EXPECT_EQ(a.usage, b.usage);
  EXPECT_EQ(a.stop_reason, b.stop_reason);
  EXPECT_EQ(a.first_token_event, b.first_token_event);
  ASSERT_EQ(a.error.has_value(), b.error.has_value());
  if (a.error) {
    EXPECT_EQ(a.error->kind, b.error->kind);
  }
}

/// Folds `body` in fragments of every size and with its JSON spaced otherwise, checks that they
/// agree, and returns the reply.
inline Reply Fold(std::string_view wire, std::string_view body) {
  const std::string whole = *InspectBody(wire, body);
  for (const std::size_t fragment : kFragments) {
    EXPECT_EQ(*InspectBody(wire, body, fragment), whole) << "in fragments of " << fragment;
  }
  Reply reply = *FoldBody(wire, body);
  ExpectSameReply(reply, *FoldBody(wire, VaryEvents(body)));
  return reply;
}

/// "kind: message", or "" for none.
inline std::string ErrorText(const Reply& reply) {
  if (!reply.error) return "";
  return std::string(ErrorKindName(reply.error->kind)) + ": " + reply.error->message;
}

}  // namespace lab
