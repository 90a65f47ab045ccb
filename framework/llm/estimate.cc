#include "framework/llm/estimate.h"

#include <cstddef>
#include <cstdint>

namespace lab {
namespace {

constexpr std::size_t kBytesPerToken = 4;

std::size_t BytesOf(const Message& message) {
  std::size_t bytes = message.text.size();
  for (const ToolCall& call : message.tool_calls) bytes += call.name.size() + call.arguments.size();
  return bytes;
}

}  // namespace

Tokens EstimatedPrompt(const Request& request) {
  std::size_t bytes = request.system.size() + request.user.size();
  for (const Message& message : request.messages) bytes += BytesOf(message);
  for (const Tool& tool : request.tools)
    bytes += tool.name.size() + tool.description.size() + tool.schema.size();
  return Tokens{static_cast<std::int64_t>((bytes + kBytesPerToken - 1) / kBytesPerToken)};
}

}  // namespace lab
