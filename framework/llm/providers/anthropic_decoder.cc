#include "framework/llm/providers/anthropic_decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "framework/llm/providers/call_table.h"
#include "framework/llm/providers/error_body.h"
#include "framework/llm/providers/frame_error.h"

namespace lab {
namespace {

// ---- content blocks

bool IsOwnTool(std::string_view type) { return type == "tool_use"; }
bool IsServerTool(std::string_view type) {
  return type == "server_tool_use" || type == "mcp_tool_use";
}

/// Blocks and deltas that hold what somebody may read; those of other types hold other things under
/// the same names.
bool IsReadable(std::string_view type) {
  return type == "text" || type == "text_delta" || IsReasoningType(type);
}

ToolCall CallOf(JsonValue block, bool halves) {
  return {.id = WithoutHalves(block["id"].text(), halves),
          .name = WithoutHalves(block["name"].text(), halves),
          .server = IsServerTool(block["type"].text())};
}

/// A call's `input` as JSON; "" for none or {}, because a stream starts every call with {}.
std::string InputOf(JsonValue block, bool halves) {
  const std::string_view text = block["input"].text();  // JSON within JSON
  if (IsWholeObject(text) && text != "{}") return WithoutHalves(text, halves);
  bool any = false;
  block["input"].ForEachMember([&](std::string_view, JsonValue) { any = true; });
  return any ? WithoutHalves(block["input"].minified(), halves) : "";
}

// ---- events

/// Types whose frames are what they say; a frame of another type may be anybody's.
bool IsAnswerType(std::string_view type) {
  return type == "message" || type == "ping" || type.starts_with("message_") ||
         type.starts_with("content_block_");
}

}  // namespace

Content AnthropicDecoder::OnEvent(const net::SseEvent& event, Reply& reply) {
  if (reply.error || reply.terminated || event.type == "ping") return {};
  if (event.type != "content_block_delta") return OnJson(event, reply);
  if (!join_.waiting()) {
    if (const auto text = usual_.Match(event.data)) {
      std::string& place = usual_target_.In(reply);
      place.append(*text);
      return {true, usual_target_.kind, TailOf(place, text->size())};
    }
  }
  const Content content = OnJson(event, reply);
  if (!content.any || reply.error) return content;
  const DeltaTarget target = last_target_;
  const bool learnt = usual_.Learn(event.data, content.delta,
                                   [&](std::string_view data) { return Proves(data, target); });
  if (learnt) usual_target_ = target;
  return content;
}

/// A delta does nothing but add to one place.
bool AnthropicDecoder::Proves(std::string_view data, DeltaTarget target) const {
  AnthropicDecoder probe;
  Reply reply;
  probe.calls_ = calls_;
  reply.tool_calls.resize(calls_.size());
  const Content content = probe.OnJson({.type = "content_block_delta", .data = data}, reply);
  return content.any && content.kind == target.kind && !reply.error && reply.usage == Usage{} &&
         target.In(reply) == DeltaTemplate::kProbe;
}

Content AnthropicDecoder::OnJson(const net::SseEvent& event, Reply& reply) {
  if (IsDone(event.data)) return {};  // from servers that imitate two services at once
  const WireJson parsed = ParseWireJson(event.data);
  halves_ = parsed.halves;
  if (parsed.root && parsed.root->is_object()) return OnFrame(event.type, *parsed.root, reply);
  if (IsErrorEvent(event.type)) {
    reply.error = Error{ErrorKind::kProvider, "the service sent an error: " + Excerpt(event.data)};
  } else if (parsed.root && parsed.root->is_array()) {
    reply.error = ErrorOfFrame(*parsed.root, Frame::kOther);
  }
  // What is cut off in the middle, Finish() tells; an event that nobody knows may be in words.
  if (reply.error || event.unterminated || !IsAnswerType(event.type)) return {};
  reply.error =
      DecodeFailure(fmt::format("event {} ({})", reply.events, event.type),
                    parsed.root ? "it is no object" : parsed.root.error().message, event.data);
  return {};
}

Content AnthropicDecoder::OnFrame(std::string_view event, JsonValue frame, Reply& reply) {
  const std::string_view stated = frame["type"].text();
  const std::string_view type = stated.empty() ? event : stated;
  Content content;
  if (type == "content_block_delta") content = OnBlockDelta(frame, reply);
  if (type == "content_block_start") content = OnBlockStart(frame, reply);
  if (type == "message_start") OnMessageStart(frame["message"], reply);
  if (type == "message_delta") OnMessageDelta(frame, reply);
  if (type == "message_stop") ReadUsage(frame, reply);
  if (reply.error) return content;
  reply.error = ErrorOfFrame(frame, IsAnswerType(stated) ? Frame::kAnswer : Frame::kOther);
  if (!reply.error && IsErrorEvent(event)) reply.error = ErrorInStream(frame);
  if (!reply.error && IsFailingReason(reply.stop_reason)) {
    reply.error = ErrorOfReason(reply.stop_reason, "");
  }
  reply.terminated = type == "message_stop" && !reply.error;
  return content;
}

void AnthropicDecoder::ReadUsage(JsonValue frame, Reply& reply) {
  usage_.Add(frame["amazon-bedrock-invocationMetrics"]);
  usage_.Add(frame["delta"]["usage"]);
  usage_.Add(frame["usage"]);
  usage_.WriteTo(reply);
}

void AnthropicDecoder::OnMessageStart(JsonValue message, Reply& reply) {
  const std::string_view id = message["id"].text();
  if (message_.empty()) message_ = id;
  if (!id.empty() && id != message_) {
    // A gateway lost its connection and began anew: two answers, of which the first is cut.
    reply.error = Error{ErrorKind::kProvider,
                        fmt::format("the service began message '{}' before '{}' was over",
                                    Excerpt(id, 80), Excerpt(message_, 80))};
    return;
  }
  if (reply.model.empty()) reply.model = WithoutHalves(message["model"].text(), halves_);
  // An answer that goes on behind a tool of the provider's begins with calls, and may end there.
  message["content"].ForEach([&](JsonValue block) { BeginCall(block, -1, reply); });
  const std::string_view reason = message["stop_reason"].text();
  if (IsReason(reason)) reply.stop_reason = WithoutHalves(reason, halves_);
  usage_.AddPrompt(message["usage"]);  // its count of output tokens is a placeholder
  usage_.WriteTo(reply);
}

void AnthropicDecoder::OnMessageDelta(JsonValue event, Reply& reply) {
  const std::string_view reason = event["delta"]["stop_reason"].text();
  if (IsReason(reason)) reply.stop_reason = WithoutHalves(reason, halves_);
  ReadUsage(event, reply);
}

Content AnthropicDecoder::OnBlockStart(JsonValue event, Reply& reply) {
  const JsonValue block = event["content_block"];
  if (IsReadable(block["type"].text())) return AppendReadable(block, reply);
  return BeginCall(block, event["index"].integer().value_or(-1), reply);
}

/// Nothing for a block that is no call. Arguments that come with its start are content.
Content AnthropicDecoder::BeginCall(JsonValue block, std::int64_t index, Reply& reply) {
  const std::string_view type = block["type"].text();
  if (!IsOwnTool(type) && !IsServerTool(type)) return {};
  ToolCall call = CallOf(block, halves_);
  std::string input = InputOf(block, halves_);
  const bool repeated = std::any_of(calls_.begin(), calls_.end(), [&](const Call& other) {
    const ToolCall& known = reply.tool_calls[other.place];
    if (!call.id.empty() && !known.id.empty()) return call.id == known.id;
    return other.index == index && call.name == known.name && !IsWhole(other, known);
  });
  if (repeated) return {};
  calls_.push_back({index, reply.tool_calls.size(), std::move(input)});
  reply.tool_calls.push_back(std::move(call));
  usual_.Forget();  // an index may stand for another call now
  const std::string_view given = calls_.back().initial_input;
  return {.any = !given.empty(), .kind = TokenKind::kToolCall, .delta = given};
}

/// Its arguments have come, in pieces or with its start.
bool AnthropicDecoder::IsWhole(const Call& call, const ToolCall& known) {
  return IsWholeObject(known.arguments) || !call.initial_input.empty();
}

Content AnthropicDecoder::OnBlockDelta(JsonValue event, Reply& reply) {
  const JsonValue delta = event["delta"];
  const std::string_view type = delta["type"].text();
  // Not every imitation says what its deltas are.
  if (IsReadable(type) || (type.empty() && !delta["partial_json"].present())) {
    return AppendReadable(delta, reply);
  }
  if (type != "input_json_delta" && !type.empty()) return {};
  return OnArguments(event, delta["partial_json"].text(), reply);
}

Content AnthropicDecoder::AppendReadable(JsonValue part, Reply& reply) {
  std::vector<Piece>& pieces = NoPieces();
  CollectParts(part, TokenKind::kText, pieces);
  Content content;
  for (const Piece& piece : pieces) {
    content = Append({piece.kind}, piece.text, reply);
  }
  return content;
}

Content AnthropicDecoder::Append(DeltaTarget target, std::string_view text, Reply& reply) {
  if (text.empty()) return {};
  last_target_ = target;
  const std::size_t bytes = join_.Append(reply, target, text, halves_);
  return {.any = true, .kind = target.kind, .delta = TailOf(target.In(reply), bytes)};
}

Content AnthropicDecoder::OnArguments(JsonValue event, std::string_view fragment, Reply& reply) {
  const std::optional<std::int64_t> index = event["index"].integer();
  const auto call = std::find_if(calls_.rbegin(), calls_.rend(), [&](const Call& other) {
    return !index || other.index == *index;
  });
  if (call == calls_.rend()) return {};  // of a block that we do not know
  return Append({TokenKind::kToolCall, call->place}, fragment, reply);
}

void AnthropicDecoder::Close(Reply& reply) {
  join_.Flush(reply);
  for (Call& call : calls_) {
    std::string& arguments = reply.tool_calls[call.place].arguments;
    if (!arguments.empty()) continue;
    arguments = call.initial_input.empty() ? "{}" : call.initial_input;
  }
}

void AnthropicDecoder::Finish(Reply& reply) {
  Close(reply);
  if (!reply.error && !reply.terminated) {
    reply.error =
        Error{ErrorKind::kTruncated,
              fmt::format("the stream ended after {} events without message_stop", reply.events)};
  }
  JudgeAnswer(reply);
}

// ---- buffered bodies

void AnthropicDecoder::ReadBlock(JsonValue block, Reply& reply) {
  const std::string_view type = block["type"].text();
  if (IsReadable(type)) AppendReadable(block, reply);
  join_.Flush(reply);
  if (!IsOwnTool(type) && !IsServerTool(type)) return;
  ToolCall& call = reply.tool_calls.emplace_back(CallOf(block, halves_));
  call.arguments = InputOf(block, halves_);
  if (call.arguments.empty()) call.arguments = "{}";
}

void AnthropicDecoder::ReadMessage(JsonValue message, Reply& reply) {
  message["content"].ForEach([&](JsonValue block) { ReadBlock(block, reply); });
  reply.model = WithoutHalves(message["model"].text(), halves_);
  const std::string_view reason = message["stop_reason"].text();
  if (IsReason(reason)) reply.stop_reason = WithoutHalves(reason, halves_);
  ReadUsage(message, reply);
  if (IsFailingReason(reply.stop_reason)) reply.error = ErrorOfReason(reply.stop_reason, "");
}

void AnthropicDecoder::OnBody(std::string_view body, Reply& reply) {
  const WireJson parsed = ParseWireJson(body);
  halves_ = parsed.halves;
  if (!parsed.root) {
    reply.error = DecodeFailure("the body", parsed.root.error().message, body);
    return;
  }
  const JsonValue root = *parsed.root;
  const bool answers = root["content"].is_array();
  if (answers) ReadMessage(root, reply);
  if (std::optional<Error> error = ErrorOfFrame(root, answers ? Frame::kAnswer : Frame::kOther)) {
    reply.error = std::move(error);
  } else if (!answers) {
    reply.error = DecodeFailure("the body", "it has no array \"content\"", body);
  }
  reply.terminated = !reply.error;
  JudgeAnswer(reply);
}

}  // namespace lab
