// The parts of OpenAI's Chat Completions format, joined in openai_wire.cc. Others go through
// WireFormat:
//
//   std::unique_ptr<AnswerWriter> writer = OpenAiWire().NewWriter(request, options);
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "mocks/wire/json_view.h"
#include "mocks/wire/wire_format.h"

namespace lab::mocks::openai {

/// Reads and checks a body; headers have been checked.
ParsedRequest ParseBody(JsonView root, const WireRules& rules);

std::unique_ptr<AnswerWriter> NewWriter(const WireRequest& request, const WriterOptions& options);

std::string Body(const WireRequest& request, const WriterOptions& options,
                 const BufferedAnswer& answer, const Ending& ending, Time sent);

/// gpt-5 and later, o1 and later: they think, and refuse what was made for models that do not.
bool IsReasoningModel(std::string_view model);

/// One of OpenAI's own: its reasoning is hidden. Others (served by vLLM and its like) show theirs.
bool IsOwnModel(std::string_view model);

}  // namespace lab::mocks::openai
