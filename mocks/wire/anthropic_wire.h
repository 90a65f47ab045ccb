// The parts of Anthropic's Messages format, joined in anthropic_wire.cc. Others go through
// WireFormat:
//
//   std::unique_ptr<AnswerWriter> writer = AnthropicWire().NewWriter(request, options);
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "mocks/wire/json_view.h"
#include "mocks/wire/wire_format.h"

namespace lab::mocks::anthropic {

/// Reads and checks a body; headers have been checked.
ParsedRequest ParseBody(JsonView root, const net::Headers& headers, const WireRules& rules);

std::unique_ptr<AnswerWriter> NewWriter(const WireRequest& request, const WriterOptions& options);

std::string Body(const WireRequest& request, const WriterOptions& options,
                 const BufferedAnswer& answer, const Ending& ending, Time sent);

/// Identifiers that an answer has in either form, so that streamed and buffered agree.
std::string MessageId(std::uint64_t seed);
std::string ToolId(std::uint64_t seed, std::string_view number);
std::string Signature(std::uint64_t seed);

/// `"input_tokens":12,"cache_creation_input_tokens":0,"cache_read_input_tokens":2048`.
void AppendPromptUsage(std::string& out, const Usage& usage);
/// `"cache_creation":{...}`.
void AppendCacheCreation(std::string& out, const Usage& usage);
/// `"stop_reason":"end_turn","stop_sequence":null`.
void AppendStop(std::string& out, const Ending& ending);

/// Thinking was asked for, to be shown as an empty block with a signature.
bool OmitsThinking(const WireRequest& request);

}  // namespace lab::mocks::anthropic
