// What a provider says when it refuses, in whatever shape it says it.
//
//   reply.error = ErrorOfStatus(429, body);         // rate_limited, "the service answered 429 ..."
//   reply.error = ErrorInStream((*root)["error"]);  // provider, "the service sent an error ..."
//
// The body may be anything: the provider's JSON, another server's JSON, an edge's HTML, nothing.
// Messages are shortened and redacted, because some services echo the key.
#pragma once

#include <string>
#include <string_view>

#include "framework/base/error.h"
#include "framework/base/text.h"
#include "framework/llm/providers/json_reader.h"

namespace lab {

/// By the status alone: the types inside the bodies differ, the statuses do not.
ErrorKind KindOfStatus(int status);

/// For a response whose status is not 200. Uses ParseJson().
Error ErrorOfStatus(int status, std::string_view body);

/// For an error object in a response of status 200: a member "error" of an event or a body, or the
/// object that holds the message itself.
Error ErrorInStream(JsonValue error);

/// For an event or a body that is no JSON, or not the JSON it should be. `where`: "event 12".
Error DecodeFailure(std::string_view where, std::string_view problem, std::string_view text);

}  // namespace lab
