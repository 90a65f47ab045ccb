#include "framework/llm/providers/openai_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "framework/llm/providers/json_post.h"
#include "framework/llm/providers/json_writer.h"
#include "framework/llm/providers/request_check.h"

namespace lab {
namespace {

constexpr std::size_t kMaxStops = 4;
constexpr std::size_t kMaxCacheKey = 64;

Result<void> CheckLimits(const Request& request) {
  if (request.max_tokens < Tokens{1}) {
    return WrongRequest("max_tokens is 0, which only Anthropic takes; ask for 1 or more");
  }
  if (request.stop_sequences.size() > kMaxStops) {
    return WrongRequest(
        fmt::format("the request has {} stop sequences when Chat Completions takes {}",
                    request.stop_sequences.size(), kMaxStops));
  }
  if (request.cache_key.size() > kMaxCacheKey) {
    return WrongRequest(fmt::format("cache_key is {} characters long when it may be {}",
                                    request.cache_key.size(), kMaxCacheKey));
  }
  return {};
}

void WriteAssistantMessage(JsonWriter& json, const Message& message) {
  json.BeginObject().Key("role").String("assistant").Key("content");
  if (message.text.empty()) {
    json.Null();
  } else {
    json.String(message.text);
  }
  if (!message.tool_calls.empty()) {
    json.Key("tool_calls").BeginArray();
    for (const ToolCall& call : message.tool_calls) {
      json.BeginObject().Key("id").String(call.id).Key("type").String("function");
      json.Key("function").BeginObject().Key("name").String(call.name);
      json.Key("arguments").String(call.arguments).EndObject().EndObject();
    }
    json.EndArray();
  }
  json.EndObject();
}

void WriteTextMessage(JsonWriter& json, std::string_view role, std::string_view text) {
  json.BeginObject().Key("role").String(role).Key("content").String(text).EndObject();
}

void WriteMessages(JsonWriter& json, const Request& request) {
  if (!request.system.empty()) WriteTextMessage(json, "system", request.system);
  for (const Message& message : request.messages) {
    switch (message.role) {
      case Role::kUser:
        WriteTextMessage(json, "user", message.text);
        break;
      case Role::kAssistant:
        WriteAssistantMessage(json, message);
        break;
      case Role::kTool:
        json.BeginObject().Key("role").String("tool");
        json.Key("tool_call_id").String(message.tool_call_id);
        json.Key("content").String(message.text).EndObject();
        break;
    }
  }
  if (!request.user.empty()) WriteTextMessage(json, "user", request.user);
}

void WriteFunctions(JsonWriter& json, const Request& request, LeftOut left_out) {
  if (request.tools.empty()) return;
  json.Key("tools").BeginArray();
  for (const Tool& tool : request.tools) {
    json.BeginObject().Key("type").String("function");
    json.Key("function").BeginObject().Key("name").String(tool.name);
    if (!tool.description.empty()) json.Key("description").String(tool.description);
    json.Key("parameters").Raw(tool.schema).EndObject().EndObject();
  }
  json.EndArray();
  if (request.tool_choice == ToolChoice::kAny) json.Key("tool_choice").String("required");
  if (request.tool_choice == ToolChoice::kNone) json.Key("tool_choice").String("none");
  if (!request.parallel_tool_calls && !left_out.has(WireOption::kParallelToolCalls)) {
    json.Key("parallel_tool_calls").Bool(false);
  }
}

void WriteSampling(JsonWriter& json, const Request& request, LeftOut left_out) {
  if (request.temperature && !left_out.has(WireOption::kTemperature)) {
    json.Key("temperature").Number(*request.temperature);
  }
  if (!request.stop_sequences.empty()) {
    json.Key("stop").BeginArray();
    for (const std::string& stop : request.stop_sequences) json.String(stop);
    json.EndArray();
  }
  if (request.reasoning != Reasoning::kOff && !left_out.has(WireOption::kReasoning)) {
    constexpr std::array<std::string_view, 4> kEfforts{"", "low", "medium", "high"};
    json.Key("reasoning_effort").String(kEfforts[static_cast<std::size_t>(request.reasoning)]);
  }
  if (!request.cache_key.empty() && !left_out.has(WireOption::kCacheKey)) {
    json.Key("prompt_cache_key").String(request.cache_key);
  }
}

// OpenAI's own newer models refuse max_tokens wherever they are served; a hub puts their maker in
// front ("openai/gpt-5-mini").
bool WantsCompletionTokens(std::string_view model) {
  constexpr std::array<std::string_view, 5> kFamilies{"gpt-5", "gpt-6", "o1", "o3", "o4"};
  const std::string_view name = model.substr(model.rfind('/') + 1);
  return std::any_of(kFamilies.begin(), kFamilies.end(),
                     [&](std::string_view family) { return name.starts_with(family); });
}

}  // namespace

Result<std::string> OpenAiBody(const Request& request, OpenAiFlavour flavour, LeftOut left_out) {
  if (Result<void> checked = CheckLimits(request); !checked) return checked.error();
  const bool other_name = left_out.has(WireOption::kMaxTokensName);
  const bool completion = flavour == OpenAiFlavour::kOpenAi || WantsCompletionTokens(request.model);
  const bool own = completion != other_name;
  JsonWriter json(BodySizeHint(request));
  json.BeginObject().Key("model").String(request.model);
  json.Key(own ? "max_completion_tokens" : "max_tokens").Integer(request.max_tokens.count);
  if (request.stream) {
    json.Key("stream").Bool(true);
    if (!left_out.has(WireOption::kStreamOptions)) {
      json.Key("stream_options").BeginObject().Key("include_usage").Bool(true).EndObject();
    }
  }
  WriteSampling(json, request, left_out);
  WriteFunctions(json, request, left_out);
  json.Key("messages").BeginArray();
  WriteMessages(json, request);
  return json.EndArray().EndObject().Take();
}

}  // namespace lab
