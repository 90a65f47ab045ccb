// An error in an answer of status 200, wherever a service puts it.
//
//   if (std::optional<Error> error = ErrorOfFrame(chunk, Frame::kAnswer)) reply.error = error;
//   if (IsFailingReason(stop_reason)) ...
//
// A frame is one event's object or a whole body. Providers agree on "error"; those that imitate
// them, and the gateways in between, have a dozen other shapes: {"base_resp":{"status_code":1002}},
// {"code":"InvalidParameter","message":...}, {"status":500}, {"success":false}, {"detail":...},
// {"Response":{"Error":{...}}}.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "framework/base/error.h"
#include "framework/llm/providers/json_reader.h"

namespace lab {

enum class Frame : std::uint8_t {
  kAnswer,  ///< it holds a part of the answer: only what can be nothing else is an error
  kOther,   ///< it holds none: a code or bare words are an error, too
};

/// Nothing when the frame reports no error. An array stands for its first element.
std::optional<Error> ErrorOfFrame(JsonValue frame, Frame what);

/// The error that a choice, a delta or a message holds in its own "error".
std::optional<Error> ErrorInside(JsonValue part);

/// A reason to stop that says that the answer failed: "error", "network_error", "abort" ...
bool IsFailingReason(std::string_view reason);
Error ErrorOfReason(std::string_view reason, std::string_view native);

/// The chat streams' terminator, with blanks or quotation marks before it too.
bool IsDone(std::string_view data);

/// A reason at all: services without null send "" or "null" until the end.
bool IsReason(std::string_view reason);

/// The name of an SSE event that brings an error whatever its data are.
bool IsErrorEvent(std::string_view type);

}  // namespace lab
