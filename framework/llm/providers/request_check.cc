#include "framework/llm/providers/request_check.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "framework/llm/providers/json_reader.h"

namespace lab {
namespace {

Error Wrong(std::string message) { return Error{ErrorKind::kUsage, std::move(message)}; }

Result<void> CheckTool(const Tool& tool) {
  if (tool.name.empty()) return Wrong("a tool has no name");
  const Result<JsonValue> schema = ParseJson(tool.schema);
  if (schema && schema->is_object()) return {};
  return Wrong(fmt::format("the schema of tool '{}' is {} when it should be a JSON object",
                           tool.name, schema ? "no object" : "not JSON"));
}

Result<void> CheckMessage(const Message& message, std::size_t index) {
  if (message.role == Role::kTool && message.tool_call_id.empty()) {
    return Wrong(fmt::format("messages[{}] is a tool's answer without a tool_call_id", index));
  }
  if (message.role != Role::kAssistant && !message.tool_calls.empty()) {
    return Wrong(fmt::format("messages[{}] has tool calls, which only the assistant makes", index));
  }
  if (message.role == Role::kTool) return {};  // an empty result is a result
  if (message.text.empty() && message.tool_calls.empty()) {
    return Wrong(fmt::format("messages[{}] is empty", index));
  }
  return {};
}

Result<void> CheckNumbers(const Request& request) {
  if (request.max_tokens < Tokens{}) {
    return Wrong(
        fmt::format("max_tokens is {} when it should be 0 or more", request.max_tokens.count));
  }
  if (request.temperature && !std::isfinite(*request.temperature)) {
    return Wrong("temperature is not a number");
  }
  return {};
}

}  // namespace

Result<void> CheckRequest(const Request& request) {
  if (request.model.empty()) return Wrong("the request names no model, and its client has none");
  if (request.user.empty() && request.messages.empty()) {
    return Wrong("the request asks nothing: both user and messages are empty");
  }
  if (request.tools.empty() && request.tool_choice == ToolChoice::kAny) {
    return Wrong("tool_choice is kAny, but the request has no tools");
  }
  for (const Tool& tool : request.tools) {
    if (Result<void> checked = CheckTool(tool); !checked) return checked;
  }
  for (std::size_t i = 0; i < request.messages.size(); ++i) {
    if (Result<void> checked = CheckMessage(request.messages[i], i); !checked) return checked;
  }
  return CheckNumbers(request);
}

Error FindBadUtf8(const Request& request) {
  const auto bad = [](std::string_view name) {
    return Wrong(fmt::format("{} is not UTF-8, which JSON cannot carry", name));
  };
  if (!IsValidUtf8(request.system)) return bad("system");
  if (!IsValidUtf8(request.user)) return bad("user");
  for (std::size_t i = 0; i < request.messages.size(); ++i) {
    if (!IsValidUtf8(request.messages[i].text)) return bad(fmt::format("messages[{}]", i));
  }
  return bad("a tool, a stop sequence, the model's name or the cache key");
}

}  // namespace lab
