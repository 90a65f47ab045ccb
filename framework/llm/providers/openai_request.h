// Writes a Request as the body of POST /v1/chat/completions.
//
//   Result<std::string> body = OpenAiBody(request, OpenAiFlavour::kOpenAi);
#pragma once

#include <cstdint>
#include <string>

#include "framework/base/result.h"
#include "framework/llm/providers/wire_options.h"
#include "framework/llm/request.h"

namespace lab {

enum class OpenAiFlavour : std::uint8_t {
  kOpenAi,      ///< max_completion_tokens; its reasoning models reject max_tokens
  kCompatible,  ///< max_tokens, which every server knows, unless it is such a model
};

/// ErrorKind::kUsage for what Chat Completions cannot express: max_tokens of 0, more than four stop
/// sequences, a cache key longer than 64 characters. The request must have passed CheckRequest().
/// What is in `left_out` is.
Result<std::string> OpenAiBody(const Request& request, OpenAiFlavour flavour,
                               LeftOut left_out = {});

}  // namespace lab
