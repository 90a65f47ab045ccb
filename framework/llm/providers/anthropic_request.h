// Writes a Request as the body of POST /v1/messages.
//
//   Result<std::string> body = AnthropicBody(request);
#pragma once

#include <string>

#include "framework/base/result.h"
#include "framework/llm/providers/wire_options.h"
#include "framework/llm/request.h"

namespace lab {

/// ErrorKind::kUsage for what the Messages API cannot express: more than four cache breakpoints, a
/// five-minute one before a one-hour one, a breakpoint behind nothing, tool arguments that are no
/// object, a thinking budget that max_tokens does not hold. The request must have passed
/// CheckRequest().
/// What is in `left_out` is.
Result<std::string> AnthropicBody(const Request& request, LeftOut left_out = {});

}  // namespace lab
