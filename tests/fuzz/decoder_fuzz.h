// What must hold of every decoder, whatever the bytes.
//
//   extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
//     return lab::FuzzDecoder("anthropic", {reinterpret_cast<const char*>(data), size});
//   }
#pragma once

#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

#include "framework/llm/providers/inspect.h"
#include "framework/llm/providers/provider_table.h"
#include "tests/fuzz/vary_events.h"

namespace lab {

inline void Require(bool held) {
  if (!held) std::abort();
}

inline void CheckReply(const Reply& reply) {
  const Usage& usage = reply.usage;
  for (const Tokens count : {usage.input_uncached, usage.cache_read, usage.cache_write_5m,
                             usage.cache_write_1h, usage.output_total, usage.output_reasoning}) {
    Require(count.count >= 0);
  }
  Require(!reply.error || !reply.error->message.empty());
  for (const ToolCall& call : reply.tool_calls) Require(!call.arguments.empty());
  Require(!reply.error || !reply.terminated);
  const bool content = !reply.text.empty() || !reply.reasoning.empty();
  const bool whole = reply.events == 0;  // a body where a stream was expected
  Require(!content || whole || reply.first_token_event.has_value());
}

inline void CheckSame(const Reply& a, const Reply& b) {
  Require(a.text == b.text && a.reasoning == b.reasoning && a.usage == b.usage);
  Require(a.stop_reason == b.stop_reason && a.first_token_event == b.first_token_event);
  Require(a.tool_calls.size() == b.tool_calls.size());
  for (std::size_t i = 0; i < a.tool_calls.size(); ++i) {
    Require(a.tool_calls[i].arguments == b.tool_calls[i].arguments);
  }
  Require(a.error.has_value() == b.error.has_value());
  Require(!a.error || a.error->kind == b.error->kind);
}

/// Streams fold the same in any fragments and however their JSON is spaced; bodies and refusals end
/// in a reply or an error.
inline int FuzzDecoder(std::string_view wire, std::string_view bytes) {
  const std::string whole = *InspectBody(wire, bytes);
  const Reply reply = *FoldBody(wire, bytes);
  CheckReply(reply);
  CheckSame(reply, *FoldBody(wire, VaryEvents(bytes)));
  Require(*InspectBody(wire, bytes, 1) == whole);
  Require(*InspectBody(wire, bytes, 7) == whole);

  const Dialect& dialect = *FindProvider(wire)->dialect;
  Reply body;
  dialect.DecodeBody(bytes, body);
  Require(body.terminated != body.error.has_value());
  Reply refusal;
  dialect.DecodeError(500, bytes, refusal);
  Require(refusal.error && refusal.error->kind == ErrorKind::kServer);
  Require(refusal.error->message.size() < 2000);
  return 0;
}

}  // namespace lab
