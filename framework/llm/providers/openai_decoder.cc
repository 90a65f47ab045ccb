#include "framework/llm/providers/openai_decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "framework/llm/providers/error_body.h"
#include "framework/llm/providers/openai_usage.h"

namespace lab {
namespace {

std::string_view Tail(const std::string& text, std::size_t bytes) {
  return std::string_view(text).substr(text.size() - bytes);
}

/// Calls `add(kind, text)` for what a message's content holds: a string, or a list of parts
/// ({"type":"text","text":...}, {"type":"thinking","thinking":[parts] or "..."}).
template <class Add>
void ReadContent(JsonValue content, TokenKind kind, const Add& add) {
  if (content.is_string()) add(kind, content.text());
  content.ForEach([&](JsonValue part) {
    const JsonValue thinking = part["thinking"];
    if (thinking.present()) {
      ReadContent(thinking, TokenKind::kReasoning, add);
    } else {
      add(kind, part["text"].text());
    }
  });
}

/// Reasoning under the first of its names that holds any; some servers send two of them.
template <class Add>
void ReadReasoning(JsonValue delta, const Add& add) {
  constexpr std::array<std::string_view, 3> kNames{"reasoning_content", "reasoning",
                                                   "reasoning_text"};
  for (const std::string_view name : kNames) {
    const std::string_view text = delta[name].text();
    if (!text.empty()) return add(TokenKind::kReasoning, text);
  }
  delta["reasoning_details"].ForEach(
      [&](JsonValue detail) { add(TokenKind::kReasoning, detail["text"].text()); });
}

/// A whole answer in a place where a delta is expected, or the old completions' bare text.
JsonValue DeltaOf(JsonValue choice) {
  const JsonValue delta = choice["delta"];
  if (delta.is_object()) return delta;
  const JsonValue message = choice["message"];
  return message.is_object() ? message : choice;
}

std::optional<Duration> ServerTime(JsonValue usage) {
  const JsonValue checkpoint = usage["latency_checkpoint"];
  const std::optional<std::int64_t> ms = checkpoint["total_duration_ms"].integer();
  if (!ms) return std::nullopt;
  return std::chrono::milliseconds(*ms);
}

}  // namespace

Content OpenAiDecoder::OnEvent(const net::SseEvent& event, Reply& reply) {
  if (event.data.starts_with("[DONE]")) {
    reply.terminated = true;
    return {};
  }
  if (reply.error || reply.terminated) return {};
  if (event.type == "error") return OnJson(event, reply);
  if (const auto text = usual_.Match(event.data)) {
    std::string& place = usual_target_.In(reply);
    place.append(*text);
    return {true, usual_target_.kind, Tail(place, text->size())};
  }
  const std::size_t calls = reply.tool_calls.size();
  const Content content = OnJson(event, reply);
  if (reply.tool_calls.size() != calls) usual_.Forget();  // an index may stand for another call now
  if (!content.any || reply.error) return content;
  const DeltaTarget target{content.kind, last_place_};
  const bool learnt = usual_.Learn(event.data, content.delta, [&](std::string_view data) {
    return Proves(data, target, reply);
  });
  if (learnt) usual_target_ = target;
  return content;
}

/// Folds `data` behind what is there already, but into a reply without content.
bool OpenAiDecoder::Proves(std::string_view data, DeltaTarget target, const Reply& reply) const {
  OpenAiDecoder probe;
  probe.call_indexes_ = call_indexes_;
  Reply folded;
  for (const ToolCall& call : reply.tool_calls) folded.tool_calls.push_back({.id = call.id});
  const Content content = probe.OnJson({.type = "message", .data = data}, folded);
  std::size_t added = folded.text.size() + folded.reasoning.size();
  for (const ToolCall& call : folded.tool_calls) added += call.arguments.size();
  return content.any && content.kind == target.kind && added == DeltaTemplate::kProbe.size() &&
         folded.tool_calls.size() == reply.tool_calls.size() && folded.stop_reason.empty() &&
         !folded.usage_reported && !folded.error && target.In(folded) == DeltaTemplate::kProbe;
}

Content OpenAiDecoder::OnJson(const net::SseEvent& event, Reply& reply) {
  const Result<JsonValue> parsed = ParseJson(event.data);
  if (parsed && parsed->is_object()) {
    const JsonValue chunk = *parsed;
    const Content content = OnChunk(chunk, reply);
    if (event.type == "error" && !reply.error) reply.error = ErrorInStream(chunk);
    return content;
  }
  if (event.type == "error") {  // an error in words
    reply.error = Error{ErrorKind::kProvider, "the service sent an error: " + Excerpt(event.data)};
  } else if (!event.data.empty() && !event.unterminated) {
    reply.error = DecodeFailure(fmt::format("event {}", reply.events),
                                parsed ? "it is no object" : parsed.error().message, event.data);
  }
  return {};
}

Content OpenAiDecoder::OnChunk(JsonValue chunk, Reply& reply) {
  ReadMeta(chunk, reply);
  Content content;
  chunk["choices"].ForEach([&](JsonValue choice) {
    if (choice["index"].integer().value_or(0) == 0) content = OnChoice(choice, reply);
  });
  // What else stood in the chunk counts too: one service sends the usage beside the error.
  const JsonValue error = chunk["error"];
  if (error.is_object() || !error.text().empty()) {
    reply.error = ErrorInStream(error);
  } else if (chunk["object"].text() == "error") {  // older vLLM
    reply.error = ErrorInStream(chunk);
  }
  return content;
}

void OpenAiDecoder::ReadMeta(JsonValue chunk, Reply& reply) {
  if (reply.model.empty()) reply.model = chunk["model"].text();
  const JsonValue usage = FindOpenAiUsage(chunk);
  if (usage.is_object()) {
    reply.usage = ReadOpenAiUsage(usage);
    reply.usage_reported = true;
    if (!reply.server_time) reply.server_time = ServerTime(usage);
    return;
  }
  const JsonValue timings = chunk["timings"];
  if (!timings.is_object() || reply.usage_reported) return;
  reply.usage = ReadTimings(timings);
  reply.usage_reported = true;
}

Content OpenAiDecoder::OnChoice(JsonValue choice, Reply& reply) {
  const std::string_view reason = choice["finish_reason"].text();
  if (!reason.empty()) reply.stop_reason = reason;
  const JsonValue delta = DeltaOf(choice);
  const std::size_t text_before = reply.text.size();
  const std::size_t reasoning_before = reply.reasoning.size();
  const auto add = [&](TokenKind kind, std::string_view text) {
    (kind == TokenKind::kText ? reply.text : reply.reasoning).append(text);
  };
  ReadReasoning(delta, add);
  const JsonValue content = delta["content"];
  ReadContent(content.present() ? content : delta["text"], TokenKind::kText, add);
  add(TokenKind::kText, delta["refusal"].text());  // what the user reads instead of an answer
  const Fragment fragment = OnCalls(delta, reply);
  if (const std::size_t bytes = reply.text.size() - text_before; bytes > 0) {
    return {true, TokenKind::kText, Tail(reply.text, bytes)};
  }
  if (const std::size_t bytes = reply.reasoning.size() - reasoning_before; bytes > 0) {
    return {true, TokenKind::kReasoning, Tail(reply.reasoning, bytes)};
  }
  if (fragment.bytes == 0) return {};
  return {true, TokenKind::kToolCall,
          Tail(reply.tool_calls[fragment.place].arguments, fragment.bytes)};
}

OpenAiDecoder::Fragment OpenAiDecoder::OnCalls(JsonValue delta, Reply& reply) {
  Fragment last;
  const auto keep = [&](Fragment fragment) {
    if (fragment.bytes > 0) last = fragment;
  };
  delta["tool_calls"].ForEach([&](JsonValue call) {
    const JsonValue custom = call["custom"];
    keep(OnCall(call, custom.is_object() ? custom : call["function"], reply));
  });
  const JsonValue legacy = delta["function_call"];
  if (legacy.is_object()) keep(OnCall(legacy, legacy, reply));
  return last;
}

OpenAiDecoder::Fragment OpenAiDecoder::OnCall(JsonValue call, JsonValue function, Reply& reply) {
  const std::string_view id = call["id"].text();
  const std::size_t place = PlaceOfCall(call, id, reply);
  ToolCall& target = reply.tool_calls[place];
  if (target.id.empty()) target.id = id;
  if (target.name.empty()) target.name = function["name"].text();
  const std::size_t before = target.arguments.size();
  const JsonValue arguments = function["arguments"];
  last_place_ = place;
  if (arguments.is_object()) {
    target.arguments += arguments.minified();
  } else {
    target.arguments += arguments.present() ? arguments.text() : function["input"].text();
  }
  return {place, target.arguments.size() - before};
}

/// A delta without an index goes on with the last call, unless it has an id of its own. Another id
/// under a known index is another call: some servers number all calls 0.
std::size_t OpenAiDecoder::PlaceOfCall(JsonValue call, std::string_view id, Reply& reply) {
  std::vector<ToolCall>& calls = reply.tool_calls;
  const std::optional<std::int64_t> index = call["index"].integer();
  for (std::size_t back = calls.size(); back > 0; --back) {
    const std::size_t place = back - 1;
    if (index && call_indexes_[place] != *index) continue;
    if (id.empty() || calls[place].id.empty() || calls[place].id == id) return place;
    break;
  }
  call_indexes_.push_back(index.value_or(static_cast<std::int64_t>(calls.size())));
  calls.emplace_back();
  return calls.size() - 1;
}

void OpenAiDecoder::Finish(Reply& reply) {
  for (ToolCall& call : reply.tool_calls) {
    if (call.arguments.empty()) call.arguments = "{}";
  }
  if (reply.error || reply.terminated || !reply.stop_reason.empty()) return;
  reply.error =
      Error{ErrorKind::kTruncated,
            fmt::format("the stream ended after {} events without [DONE] or a finish_reason",
                        reply.events)};
}

void OpenAiDecoder::OnBody(std::string_view body, Reply& reply) {
  const Result<JsonValue> root = ParseJson(body);
  if (!root) {
    reply.error = DecodeFailure("the body", root.error().message, body);
    return;
  }
  OnChunk(*root, reply);
  if (reply.error) return;
  if (!(*root)["choices"].is_array()) {
    reply.error = DecodeFailure("the body", "it has no array \"choices\"", body);
    return;
  }
  reply.terminated = true;
  Finish(reply);
}

}  // namespace lab
