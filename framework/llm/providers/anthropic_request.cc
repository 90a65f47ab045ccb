#include "framework/llm/providers/anthropic_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/llm/providers/json_post.h"
#include "framework/llm/providers/json_reader.h"
#include "framework/llm/providers/json_writer.h"
#include "framework/llm/providers/request_check.h"

namespace lab {
namespace {

constexpr std::size_t kMaxBreakpoints = 4;

// ---- cache breakpoints

struct Breakpoint {
  std::string place;
  CacheTtl ttl;
  bool behind_something;
};

/// In the order of the prompt's prefix: tools, system, messages.
std::vector<Breakpoint> BreakpointsOf(const Request& request) {
  std::vector<Breakpoint> points;
  const auto add = [&](std::string place, CacheTtl ttl, bool behind_something) {
    if (ttl != CacheTtl::kNone) points.push_back({std::move(place), ttl, behind_something});
  };
  add("cache_tools", request.cache_tools, !request.tools.empty());
  add("cache_system", request.cache_system, !request.system.empty());
  for (std::size_t i = 0; i < request.messages.size(); ++i) {
    const Message& message = request.messages[i];
    if (message.cache == CacheTtl::kNone) continue;
    add(fmt::format("messages[{}].cache", i), message.cache,
        message.role == Role::kTool || !message.text.empty() || !message.tool_calls.empty());
  }
  add("cache_user", request.cache_user, !request.user.empty());
  return points;
}

Result<void> CheckBreakpoints(const Request& request) {
  const std::vector<Breakpoint> points = BreakpointsOf(request);
  if (points.size() > kMaxBreakpoints) {
    return WrongRequest(
        fmt::format("the request has {} cache breakpoints when Anthropic takes {}: {} is "
                    "one too many",
                    points.size(), kMaxBreakpoints, points[kMaxBreakpoints].place));
  }
  const Breakpoint* short_lived = nullptr;
  for (const Breakpoint& point : points) {
    if (!point.behind_something) {
      return WrongRequest(point.place + " is set, but there is nothing before it to cache");
    }
    if (point.ttl == CacheTtl::k5Minutes) short_lived = &point;
    if (point.ttl == CacheTtl::k1Hour && short_lived != nullptr) {
      return WrongRequest(
          fmt::format("{} lasts an hour behind {}, which lasts 5 minutes; Anthropic takes "
                      "the longer ones first",
                      point.place, short_lived->place));
    }
  }
  return {};
}

void WriteCacheControl(JsonWriter& json, CacheTtl ttl) {
  if (ttl == CacheTtl::kNone) return;
  json.Key("cache_control").BeginObject().Key("type").String("ephemeral");
  json.Key("ttl").String(ttl == CacheTtl::k1Hour ? "1h" : "5m").EndObject();
}

// ---- messages

void WriteTextBlock(JsonWriter& json, std::string_view text, CacheTtl ttl) {
  json.BeginObject().Key("type").String("text").Key("text").String(text);
  WriteCacheControl(json, ttl);
  json.EndObject();
}

void WriteToolResult(JsonWriter& json, const Message& message) {
  json.BeginObject().Key("type").String("tool_result");
  json.Key("tool_use_id").String(message.tool_call_id).Key("content").String(message.text);
  if (message.tool_error) json.Key("is_error").Bool(true);
  WriteCacheControl(json, message.cache);
  json.EndObject();
}

Result<void> CheckCall(const ToolCall& call) {
  if (call.server) {
    return WrongRequest(
        fmt::format("the call of '{}' was run by the service; it cannot be sent back "
                    "without its result, so leave it out of the messages",
                    call.name));
  }
  const Result<JsonValue> arguments = ParseJson(call.arguments);
  if (arguments && arguments->is_object()) return {};
  return WrongRequest(fmt::format(
      "the arguments of the call of '{}' are no JSON object, which Anthropic requires", call.name));
}

Result<void> WriteAssistantTurn(JsonWriter& json, const Message& message) {
  json.BeginObject().Key("role").String("assistant").Key("content");
  if (message.tool_calls.empty() && message.cache == CacheTtl::kNone) {
    json.String(message.text).EndObject();
    return {};
  }
  json.BeginArray();
  const bool calls = !message.tool_calls.empty();
  if (!message.text.empty()) {
    WriteTextBlock(json, message.text, calls ? CacheTtl::kNone : message.cache);
  }
  for (const ToolCall& call : message.tool_calls) {
    if (Result<void> checked = CheckCall(call); !checked) return checked;
    json.BeginObject().Key("type").String("tool_use").Key("id").String(call.id);
    json.Key("name").String(call.name).Key("input").Raw(call.arguments);
    if (&call == &message.tool_calls.back()) WriteCacheControl(json, message.cache);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return {};
}

/// One user turn out of `from` to `to` (tool answers, and at most one text) and the request's
/// `user`.
void WriteUserTurn(JsonWriter& json, const Message* from, const Message* to,
                   const Request* with_user) {
  json.BeginObject().Key("role").String("user").Key("content").BeginArray();
  for (; from != to; ++from) {
    if (from->role == Role::kTool) {
      WriteToolResult(json, *from);
    } else {
      WriteTextBlock(json, from->text, from->cache);
    }
  }
  if (with_user != nullptr) WriteTextBlock(json, with_user->user, with_user->cache_user);
  json.EndArray().EndObject();
}

/// A turn of plain text is written as plain text.
void WriteUserText(JsonWriter& json, std::string_view text) {
  json.BeginObject().Key("role").String("user").Key("content").String(text).EndObject();
}

Result<void> WriteTurns(JsonWriter& json, const Request& request) {
  const Message* at = request.messages.data();
  const Message* const end = at + request.messages.size();
  bool user_written = request.user.empty();
  while (at != end) {
    if (at->role == Role::kAssistant) {
      if (Result<void> written = WriteAssistantTurn(json, *at); !written) return written;
      ++at;
      continue;
    }
    // The answers of parallel calls have to stand in one turn, and text behind them joins it.
    const Message* turn = at;
    while (at != end && at->role == Role::kTool) ++at;
    if (at != end && at->role == Role::kUser) ++at;
    const bool takes_user = at == end && at[-1].role == Role::kTool && !user_written;
    if (turn->role == Role::kUser && turn->cache == CacheTtl::kNone) {
      WriteUserText(json, turn->text);
    } else {
      WriteUserTurn(json, turn, at, takes_user ? &request : nullptr);
    }
    user_written = user_written || takes_user;
  }
  if (user_written) return {};
  if (request.cache_user == CacheTtl::kNone) {
    WriteUserText(json, request.user);
  } else {
    WriteUserTurn(json, nullptr, nullptr, &request);
  }
  return {};
}

// ---- the rest of the body

void WriteSystem(JsonWriter& json, const Request& request) {
  if (request.system.empty()) return;
  json.Key("system");
  if (request.cache_system == CacheTtl::kNone) {
    json.String(request.system);
    return;
  }
  json.BeginArray();
  WriteTextBlock(json, request.system, request.cache_system);
  json.EndArray();
}

void WriteToolChoice(JsonWriter& json, const Request& request, bool one_at_a_time) {
  if (request.tool_choice == ToolChoice::kAuto && !one_at_a_time) return;
  constexpr std::array<std::string_view, 3> kTypes{"auto", "any", "none"};
  json.Key("tool_choice").BeginObject().Key("type");
  json.String(kTypes[static_cast<std::size_t>(request.tool_choice)]);
  if (one_at_a_time && request.tool_choice != ToolChoice::kNone) {
    json.Key("disable_parallel_tool_use").Bool(true);
  }
  json.EndObject();
}

void WriteTools(JsonWriter& json, const Request& request, bool one_at_a_time) {
  if (request.tools.empty()) return;
  json.Key("tools").BeginArray();
  for (const Tool& tool : request.tools) {
    json.BeginObject().Key("name").String(tool.name);
    if (!tool.description.empty()) json.Key("description").String(tool.description);
    json.Key("input_schema").Raw(tool.schema);
    if (&tool == &request.tools.back()) WriteCacheControl(json, request.cache_tools);
    json.EndObject();
  }
  json.EndArray();
  WriteToolChoice(json, request, one_at_a_time);
}

/// Models that think by a budget of tokens; later ones decide themselves, guided by an effort.
bool ThinksByBudget(std::string_view model) {
  constexpr std::array<std::string_view, 9> kPrefixes{
      "claude-3",          "claude-opus-4-0",   "claude-opus-4-1",
      "claude-opus-4-2",   "claude-opus-4-5",   "claude-sonnet-4-0",
      "claude-sonnet-4-2", "claude-sonnet-4-5", "claude-haiku-4-5"};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view prefix) { return model.starts_with(prefix); });
}

Result<void> WriteThinking(JsonWriter& json, const Request& request) {
  if (request.reasoning == Reasoning::kOff) return {};
  const auto level = static_cast<std::size_t>(request.reasoning);
  if (!ThinksByBudget(request.model)) {
    constexpr std::array<std::string_view, 4> kEfforts{"", "low", "medium", "high"};
    json.Key("thinking").BeginObject().Key("type").String("adaptive").EndObject();
    json.Key("output_config").BeginObject().Key("effort").String(kEfforts[level]).EndObject();
    return {};
  }
  constexpr std::array<std::int64_t, 4> kBudgets{0, 1024, 4096, 16384};
  if (request.max_tokens.count <= kBudgets[level]) {
    return WrongRequest(
        fmt::format("max_tokens is {} when the reasoning asked for takes up to {} tokens of it; "
                    "raise max_tokens above that",
                    request.max_tokens.count, kBudgets[level]));
  }
  json.Key("thinking").BeginObject().Key("type").String("enabled");
  json.Key("budget_tokens").Integer(kBudgets[level]).EndObject();
  return {};
}

}  // namespace

Result<std::string> AnthropicBody(const Request& request, LeftOut left_out) {
  if (Result<void> checked = CheckBreakpoints(request); !checked) return checked.error();
  JsonWriter json(BodySizeHint(request));
  json.BeginObject().Key("model").String(request.model);
  json.Key("max_tokens").Integer(request.max_tokens.count);
  if (request.stream) json.Key("stream").Bool(true);
  if (request.temperature && !left_out.has(WireOption::kTemperature)) {
    json.Key("temperature").Number(*request.temperature);
  }
  if (!request.stop_sequences.empty()) {
    json.Key("stop_sequences").BeginArray();
    for (const std::string& stop : request.stop_sequences) json.String(stop);
    json.EndArray();
  }
  if (!left_out.has(WireOption::kReasoning)) {
    if (Result<void> written = WriteThinking(json, request); !written) return written.error();
  }
  WriteTools(json, request,
             !request.parallel_tool_calls && !left_out.has(WireOption::kParallelToolCalls));
  WriteSystem(json, request);
  json.Key("messages").BeginArray();
  if (Result<void> written = WriteTurns(json, request); !written) return written.error();
  return json.EndArray().EndObject().Take();
}

}  // namespace lab
