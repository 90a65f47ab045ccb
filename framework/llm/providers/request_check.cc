#include "framework/llm/providers/request_check.h"

#include <fmt/format.h>

#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "framework/llm/providers/json_reader.h"

namespace lab {
namespace {

Result<void> CheckTool(const Tool& tool) {
  if (tool.name.empty()) return WrongRequest("a tool has no name");
  const Result<JsonValue> schema = ParseJson(tool.schema);
  if (schema && schema->is_object()) return {};
  return WrongRequest(fmt::format("the schema of tool '{}' is {} when it should be a JSON object",
                                  tool.name, schema ? "no object" : "not JSON"));
}

Result<void> CheckMessage(const Message& message, std::size_t index) {
  if (message.role == Role::kTool && message.tool_call_id.empty()) {
    return WrongRequest(
        fmt::format("messages[{}] is a tool's answer without a tool_call_id", index));
  }
  if (message.role != Role::kAssistant && !message.tool_calls.empty()) {
    return WrongRequest(
        fmt::format("messages[{}] has tool calls, which only the assistant makes", index));
  }
  if (message.role == Role::kTool) return {};  // an empty result is a result
  if (message.text.empty() && message.tool_calls.empty()) {
    return WrongRequest(fmt::format("messages[{}] is empty", index));
  }
  return {};
}

Result<void> CheckNumbers(const Request& request) {
  if (request.max_tokens < Tokens{}) {
    return WrongRequest(
        fmt::format("max_tokens is {} when it should be 0 or more", request.max_tokens.count));
  }
  if (request.temperature && !std::isfinite(*request.temperature)) {
    return WrongRequest("temperature is not a number");
  }
  return {};
}

}  // namespace

Error WrongRequest(std::string message) { return Error{ErrorKind::kUsage, std::move(message)}; }

Result<void> CheckRequest(const Request& request) {
  if (request.model.empty()) {
    return WrongRequest("the request names no model, and its client has none");
  }
  if (request.user.empty() && request.messages.empty()) {
    return WrongRequest("the request asks nothing: both user and messages are empty");
  }
  if (request.tools.empty() && request.tool_choice == ToolChoice::kAny) {
    return WrongRequest("tool_choice is kAny, but the request has no tools");
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
    return WrongRequest(fmt::format("{} is not UTF-8, which JSON cannot carry", name));
  };
  if (!IsValidUtf8(request.system)) return bad("system");
  if (!IsValidUtf8(request.user)) return bad("user");
  for (std::size_t i = 0; i < request.messages.size(); ++i) {
    if (!IsValidUtf8(request.messages[i].text)) return bad(fmt::format("messages[{}]", i));
  }
  return bad("a tool, a stop sequence, the model's name or the cache key");
}

}  // namespace lab
