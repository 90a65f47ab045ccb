#include "framework/llm/providers/openai_decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "framework/llm/providers/error_body.h"
#include "framework/llm/providers/frame_error.h"

namespace lab {
namespace {

/// A whole answer in a place where a delta is expected, or the old completions' bare text.
JsonValue DeltaOf(JsonValue choice) {
  const JsonValue delta = choice["delta"];
  if (delta.is_object()) return delta;
  const JsonValue message = choice["message"];
  return message.is_object() ? message : choice;
}

/// A text, or a number, which a text of its digits stands for.
std::string IdOf(JsonValue call, bool halves) {
  const JsonValue id = call["id"];
  return id.integer() ? id.minified() : WithoutHalves(id.text(), halves);
}

/// Words under a name of their own, as services send to keep a connection alive.
bool IsNote(const net::SseEvent& event) {
  return event.type != "message" && !event.data.starts_with('{') && !event.data.starts_with('[');
}

/// A whole message behind its own deltas, which begins with all that they brought: what is known
/// is taken out of its pieces.
void DropKnown(TokenKind kind, std::string_view known, std::vector<Piece>& pieces) {
  std::string whole;
  for (const Piece& piece : pieces) {
    if (piece.kind == kind) whole += piece.text;
  }
  if (!whole.starts_with(known)) return;
  for (Piece& piece : pieces) {
    const std::size_t bytes = piece.kind == kind ? std::min(known.size(), piece.text.size()) : 0;
    known.remove_prefix(bytes);
    piece.text.remove_prefix(bytes);
  }
  std::erase_if(pieces, [](const Piece& piece) { return piece.text.empty(); });
}

bool IsFirstChoice(JsonValue choice) { return choice["index"].integer().value_or(0) == 0; }

std::optional<Duration> ServerTime(JsonValue usage) {
  constexpr std::int64_t kMost = 1'000'000'000;
  const std::optional<std::int64_t> ms = usage["latency_checkpoint"]["total_duration_ms"].integer();
  if (!ms || *ms < 0 || *ms > kMost) return std::nullopt;
  return std::chrono::milliseconds(*ms);
}

}  // namespace

Content OpenAiDecoder::OnEvent(const net::SseEvent& event, Reply& reply) {
  if (reply.error || reply.terminated) return {};
  if (IsDone(event.data)) {
    reply.terminated = true;
    return {};
  }
  if (IsErrorEvent(event.type)) return OnJson(event, reply);
  if (!join_.waiting()) {
    if (const auto text = usual_.Match(event.data)) {
      std::string& place = usual_target_.In(reply);
      place.append(*text);
      return {true, usual_target_.kind, TailOf(place, text->size())};
    }
  }
  const std::size_t calls = reply.tool_calls.size();
  const Content content = OnJson(event, reply);
  if (reply.tool_calls.size() != calls) usual_.Forget();  // an index may stand for another call now
  // A name may begin another call, which only PlaceOf() can tell.
  if (!content.any || reply.error || last_was_named_) return content;
  const DeltaTarget target = last_target_;
  const bool learnt = usual_.Learn(event.data, content.delta, [&](std::string_view data) {
    return Proves(data, target, reply);
  });
  if (learnt) usual_target_ = target;
  return content;
}

/// Folds `data` behind what is there already, but into a reply without content.
bool OpenAiDecoder::Proves(std::string_view data, DeltaTarget target, const Reply& reply) const {
  OpenAiDecoder probe;
  probe.calls_ = calls_;
  Reply folded;
  for (const ToolCall& call : reply.tool_calls) {
    folded.tool_calls.push_back({.id = call.id, .name = call.name});
  }
  const Content content = probe.OnJson({.type = "message", .data = data}, folded);
  std::size_t added = folded.text.size() + folded.reasoning.size();
  for (const ToolCall& call : folded.tool_calls) added += call.arguments.size();
  return content.any && content.kind == target.kind && added == DeltaTemplate::kProbe.size() &&
         folded.tool_calls.size() == reply.tool_calls.size() && folded.stop_reason.empty() &&
         folded.usage == Usage{} && !folded.error && target.In(folded) == DeltaTemplate::kProbe;
}

Content OpenAiDecoder::OnJson(const net::SseEvent& event, Reply& reply) {
  last_was_named_ = false;
  const bool failing = IsErrorEvent(event.type);
  const WireJson parsed = ParseWireJson(event.data);
  halves_ = parsed.halves;
  if (parsed.root && parsed.root->is_object()) {
    const Content content = OnChunk(*parsed.root, reply);
    if (failing && !reply.error) reply.error = ErrorInStream(*parsed.root);
    return content;
  }
  if (failing) {  // an error in words
    reply.error = Error{ErrorKind::kProvider, "the service sent an error: " + Excerpt(event.data)};
  } else if (parsed.root && parsed.root->is_array()) {
    reply.error = ErrorOfFrame(*parsed.root, Frame::kOther);
  }
  const bool says_nothing = event.data.empty() || event.data == "null" || IsNote(event);
  if (!reply.error && !says_nothing && !event.unterminated) {
    reply.error =
        DecodeFailure(fmt::format("event {}", reply.events),
                      parsed.root ? "it is no object" : parsed.root.error().message, event.data);
  }
  return {};
}

Content OpenAiDecoder::OnChunk(JsonValue chunk, Reply& reply) {
  ReadMeta(chunk, reply);
  Added added;
  chunk["choices"].ForEach([&](JsonValue choice) {
    if (IsFirstChoice(choice)) added = OnChoice(choice, reply);
  });
  // What else stood in the chunk counts too: one service sends the usage beside the error.
  FindError(chunk, reply);
  if (!added.any) return {};
  last_target_ = added.target;
  return {true, added.target.kind, TailOf(added.target.In(reply), added.bytes)};
}

/// In the chunk, in its choice, in the choice's delta or message; last in the reason to stop, which
/// has no words.
void OpenAiDecoder::FindError(JsonValue chunk, Reply& reply) const {
  const JsonValue choices = chunk["choices"];
  const bool answers = choices.first().is_object();
  reply.error = ErrorOfFrame(chunk, answers ? Frame::kAnswer : Frame::kOther);
  choices.ForEach([&](JsonValue choice) {
    for (const JsonValue part : {choice, choice["delta"], choice["message"]}) {
      if (!reply.error) reply.error = ErrorInside(part);
    }
    const std::string_view reason = choice["finish_reason"].text();
    if (reply.error || !IsReason(reason) || !IsFailingReason(reason)) return;
    reply.error = ErrorOfReason(reason, choice["native_finish_reason"].text());
  });
}

void OpenAiDecoder::ReadMeta(JsonValue chunk, Reply& reply) {
  if (reply.model.empty()) reply.model = WithoutHalves(chunk["model"].text(), halves_);
  usage_.AddTimings(chunk["timings"]);
  usage_.Add(chunk["x_groq"]["usage"]);
  chunk["choices"].ForEach([&](JsonValue choice) {
    for (const JsonValue part : {choice["delta"], choice["message"], choice}) {
      usage_.Add(part["usage"]);
    }
  });
  usage_.Add(chunk["usage"]);
  usage_.WriteTo(reply);
  if (!reply.server_time) reply.server_time = ServerTime(chunk["usage"]);
}

OpenAiDecoder::Added OpenAiDecoder::OnChoice(JsonValue choice, Reply& reply) {
  const std::string_view reason = choice["finish_reason"].text();
  if (IsReason(reason)) reply.stop_reason = WithoutHalves(reason, halves_);
  const JsonValue delta = DeltaOf(choice);
  std::vector<Piece>& pieces = NoPieces();
  CollectMessage(delta, pieces);
  if (!choice["delta"].is_object() && choice["message"].is_object()) {
    DropKnown(TokenKind::kText, reply.text, pieces);
    DropKnown(TokenKind::kReasoning, reply.reasoning, pieces);
  }
  std::array<Added, 2> added{{{{TokenKind::kText}}, {{TokenKind::kReasoning}}}};
  for (const Piece& piece : pieces) {
    Added& part = added[piece.kind == TokenKind::kText ? 0 : 1];
    part.any = true;
    part.bytes += join_.Append(reply, part.target, piece.text, halves_);
  }
  const Added called = OnCalls(delta, reply);
  if (added[0].any) return added[0];
  return added[1].any ? added[1] : called;
}

OpenAiDecoder::Added OpenAiDecoder::OnCalls(JsonValue delta, Reply& reply) {
  Added last;
  const auto keep = [&](Added added) {
    if (added.any) last = added;
  };
  CallFragment fragment{.of = 0};
  delta["tool_calls"].ForEach([&](JsonValue) { ++fragment.of; });
  delta["tool_calls"].ForEach([&](JsonValue call) {
    const JsonValue custom = call["custom"];
    fragment.index = call["index"].quoted_integer();
    keep(OnCall(call, custom.is_object() ? custom : call["function"], fragment, reply));
    ++fragment.order;
  });
  const JsonValue legacy = delta["function_call"];
  // Beside a list of calls it is the first of them in the older shape.
  if (legacy.is_object() && fragment.of == 0) keep(OnCall(legacy, legacy, {}, reply));
  return last;
}

OpenAiDecoder::Added OpenAiDecoder::OnCall(JsonValue call, JsonValue function,
                                           CallFragment fragment, Reply& reply) {
  const JsonValue arguments = function["arguments"];
  std::string object;
  if (arguments.is_object()) object = arguments.minified();
  fragment.arguments = arguments.present() ? arguments.text() : function["input"].text();
  if (!object.empty()) fragment.arguments = object;
  const std::string id = IdOf(call, halves_);
  const std::string name = WithoutHalves(function["name"].text(), halves_);
  fragment.id = id;
  fragment.name = name;
  const std::optional<std::size_t> place = calls_.PlaceOf(fragment, reply.tool_calls);
  if (!place) return {};
  last_was_named_ = last_was_named_ || !name.empty();
  const DeltaTarget to{TokenKind::kToolCall, *place};
  return {to, join_.Append(reply, to, fragment.arguments, halves_), !fragment.arguments.empty()};
}

void OpenAiDecoder::Close(Reply& reply) {
  join_.Flush(reply);
  for (ToolCall& call : reply.tool_calls) {
    if (call.arguments.empty()) call.arguments = "{}";
    // A gateway's place holder for arguments that come later.
    if (call.arguments.starts_with("{}{")) call.arguments.erase(0, 2);
  }
}

void OpenAiDecoder::Finish(Reply& reply) {
  Close(reply);
  if (!reply.error && !reply.terminated && reply.stop_reason.empty()) {
    reply.error =
        Error{ErrorKind::kTruncated,
              fmt::format("the stream ended after {} events without [DONE] or a finish_reason",
                          reply.events)};
  }
  JudgeAnswer(reply);
}

void OpenAiDecoder::OnBody(std::string_view body, Reply& reply) {
  const WireJson parsed = ParseWireJson(body);
  halves_ = parsed.halves;
  if (!parsed.root) {
    reply.error = DecodeFailure("the body", parsed.root.error().message, body);
    return;
  }
  OnChunk(*parsed.root, reply);
  if (!reply.error && !(*parsed.root)["choices"].is_array()) {
    reply.error = DecodeFailure("the body", "it has no array \"choices\"", body);
  }
  reply.terminated = !reply.error;
  Finish(reply);
}

}  // namespace lab
