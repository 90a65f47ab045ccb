#include "framework/llm/providers/anthropic.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "framework/llm/providers/anthropic_request.h"
#include "framework/llm/providers/delta_template.h"
#include "framework/llm/providers/error_body.h"
#include "framework/llm/providers/json_post.h"
#include "framework/llm/providers/json_reader.h"
#include "framework/llm/providers/limit_headers.h"
#include "framework/llm/providers/request_check.h"

namespace lab {
namespace {

constexpr std::string_view kAnthropicUrl = "https://api.anthropic.com";
constexpr std::string_view kVersionHeader = "anthropic-version";
constexpr std::string_view kVersion = "2023-06-01";

// ---- usage

/// The service's own counters, folded: message_start states them, each message_delta overwrites
/// those that it repeats, and leaves the split by TTL out.
class UsageFold {
 public:
  void Add(JsonValue usage) {
    Overwrite(input_, usage["input_tokens"]);
    Overwrite(read_, usage["cache_read_input_tokens"]);
    Overwrite(written_, usage["cache_creation_input_tokens"]);
    const JsonValue split = usage["cache_creation"];
    Overwrite(written_5m_, split["ephemeral_5m_input_tokens"]);
    Overwrite(written_1h_, split["ephemeral_1h_input_tokens"]);
    Overwrite(output_, usage["output_tokens"]);
    Overwrite(thinking_, usage["output_tokens_details"]["thinking_tokens"]);
  }

  Usage Canonical() const {
    const std::int64_t hour = written_1h_.value_or(0);
    const std::int64_t split = written_5m_.value_or(0) + hour;
    const std::int64_t written = written_.value_or(split);
    return {.input_uncached = Tokens{input_.value_or(0)},
            .cache_read = Tokens{read_.value_or(0)},
            .cache_write_5m = Tokens{std::max<std::int64_t>(written - hour, 0)},
            .cache_write_1h = Tokens{hour},
            .output_total = Tokens{output_.value_or(0)},
            .output_reasoning = Tokens{thinking_.value_or(0)}};
  }

 private:
  using Counter = std::optional<std::int64_t>;

  static void Overwrite(Counter& counter, JsonValue value) {
    if (const Counter number = value.integer()) counter = std::max<std::int64_t>(*number, 0);
  }

  Counter input_, read_, written_, written_5m_, written_1h_, output_, thinking_;
};

// ---- content blocks

bool IsOwnTool(std::string_view type) { return type == "tool_use"; }
bool IsServerTool(std::string_view type) {
  return type == "server_tool_use" || type == "mcp_tool_use";
}

ToolCall CallOf(JsonValue block) {
  return {.id = std::string(block["id"].text()),
          .name = std::string(block["name"].text()),
          .server = IsServerTool(block["type"].text())};
}

/// A call's `input` as JSON; "" for none or {}, because a stream starts every call with {}.
std::string InputOf(JsonValue block) {
  bool any = false;
  block["input"].ForEachMember([&](std::string_view, JsonValue) { any = true; });
  return any ? block["input"].minified() : "";
}

Content Append(std::string& to, TokenKind kind, std::string_view text) {
  if (text.empty()) return {};
  to.append(text);
  return {.any = true, .kind = kind, .delta = std::string_view(to).substr(to.size() - text.size())};
}

// ---- the stream

class AnthropicDecoder final : public ReplyDecoder {
 public:
  Content OnEvent(const net::SseEvent& event, Reply& reply) override;
  void Finish(Reply& reply) override;

 private:
  Content OnJson(const net::SseEvent& event, Reply& reply);
  bool Proves(std::string_view data, DeltaTarget target) const;
  Content OnBlockStart(JsonValue event, Reply& reply);
  Content OnBlockDelta(JsonValue event, Reply& reply);
  Content OnArguments(JsonValue event, std::string_view fragment, Reply& reply);
  void OnMessageStart(JsonValue message, Reply& reply);
  void OnMessageDelta(JsonValue event, Reply& reply);

  /// A tool call under way.
  struct Call {
    std::int64_t index = 0;     ///< of the content block
    std::size_t place = 0;      ///< in reply.tool_calls
    std::string initial_input;  ///< what the block started with; used when no fragment follows
  };

  UsageFold usage_;
  std::vector<Call> calls_;
  DeltaTemplate usual_;
  DeltaTarget usual_target_;
  std::size_t last_place_ = 0;  // in reply.tool_calls, of the last fragment
};

bool IsKnownEvent(std::string_view type) {
  return type == "content_block_delta" || type == "message" || type == "message_start" ||
         type == "content_block_start" || type == "message_delta" || type == "message_stop" ||
         type == "error";
}

Content AnthropicDecoder::OnEvent(const net::SseEvent& event, Reply& reply) {
  if (reply.error || reply.terminated) return {};
  if (event.type != "content_block_delta") {
    return IsKnownEvent(event.type) ? OnJson(event, reply) : Content{};
  }
  if (const auto text = usual_.Match(event.data)) {
    return Append(usual_target_.In(reply), usual_target_.kind, *text);
  }
  const Content content = OnJson(event, reply);
  if (!content.any) return content;
  const DeltaTarget target{content.kind, last_place_};
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
  return content.any && content.kind == target.kind && target.In(reply) == DeltaTemplate::kProbe;
}

Content AnthropicDecoder::OnJson(const net::SseEvent& event, Reply& reply) {
  if (event.data == "[DONE]") return {};  // from servers that imitate two services at once
  const Result<JsonValue> parsed = ParseJson(event.data);
  if (!parsed || !parsed->is_object()) {
    if (event.unterminated) return {};  // cut off in the middle: Finish() says so
    reply.error = DecodeFailure(fmt::format("event {} ({})", reply.events, event.type),
                                parsed ? "it is no object" : parsed.error().message, event.data);
    return {};
  }
  const JsonValue root = *parsed;
  const std::string_view type = root["type"].text();
  if (type == "content_block_delta") return OnBlockDelta(root, reply);
  if (type == "content_block_start") return OnBlockStart(root, reply);
  if (type == "message_start") OnMessageStart(root["message"], reply);
  if (type == "message_delta") OnMessageDelta(root, reply);
  if (type == "message_stop") reply.terminated = true;
  if (type == "error" || event.type == "error") reply.error = ErrorInStream(root);
  return {};
}

void AnthropicDecoder::OnMessageStart(JsonValue message, Reply& reply) {
  if (reply.model.empty()) reply.model = message["model"].text();
  usage_.Add(message["usage"]);
  reply.usage = usage_.Canonical();
}

void AnthropicDecoder::OnMessageDelta(JsonValue event, Reply& reply) {
  const std::string_view reason = event["delta"]["stop_reason"].text();
  if (!reason.empty()) reply.stop_reason = reason;
  const JsonValue usage = event["usage"];
  usage_.Add(usage);
  reply.usage = usage_.Canonical();
  // message_start's count of output tokens is a placeholder; only this one counts what came.
  if (usage["output_tokens"].integer()) reply.usage_reported = true;
}

Content AnthropicDecoder::OnBlockStart(JsonValue event, Reply& reply) {
  const JsonValue block = event["content_block"];
  const std::string_view type = block["type"].text();
  if (type == "text") return Append(reply.text, TokenKind::kText, block["text"].text());
  if (type == "thinking") {
    return Append(reply.reasoning, TokenKind::kReasoning, block["thinking"].text());
  }
  if (!IsOwnTool(type) && !IsServerTool(type)) return {};
  const std::int64_t index = event["index"].integer().value_or(-1);
  const bool repeated = std::any_of(calls_.begin(), calls_.end(),
                                    [&](const Call& call) { return call.index == index; });
  if (repeated) return {};
  calls_.push_back({index, reply.tool_calls.size(), InputOf(block)});
  reply.tool_calls.push_back(CallOf(block));
  return {};
}

Content AnthropicDecoder::OnBlockDelta(JsonValue event, Reply& reply) {
  const JsonValue delta = event["delta"];
  const std::string_view type = delta["type"].text();
  if (type == "text_delta") return Append(reply.text, TokenKind::kText, delta["text"].text());
  if (type == "thinking_delta") {
    return Append(reply.reasoning, TokenKind::kReasoning, delta["thinking"].text());
  }
  if (type != "input_json_delta") return {};
  return OnArguments(event, delta["partial_json"].text(), reply);
}

Content AnthropicDecoder::OnArguments(JsonValue event, std::string_view fragment, Reply& reply) {
  const std::int64_t index = event["index"].integer().value_or(-1);
  const auto call = std::find_if(calls_.rbegin(), calls_.rend(),
                                 [&](const Call& other) { return other.index == index; });
  if (call == calls_.rend()) return {};  // of a block that we do not know
  last_place_ = call->place;
  return Append(reply.tool_calls[call->place].arguments, TokenKind::kToolCall, fragment);
}

void AnthropicDecoder::Finish(Reply& reply) {
  for (Call& call : calls_) {
    std::string& arguments = reply.tool_calls[call.place].arguments;
    if (!arguments.empty()) continue;
    arguments = call.initial_input.empty() ? "{}" : std::move(call.initial_input);
  }
  if (reply.error || reply.terminated) return;
  reply.error =
      Error{ErrorKind::kTruncated,
            fmt::format("the stream ended after {} events without message_stop", reply.events)};
}

// ---- buffered bodies

void ReadBlock(JsonValue block, Reply& reply) {
  const std::string_view type = block["type"].text();
  if (type == "text") reply.text += block["text"].text();
  if (type == "thinking") reply.reasoning += block["thinking"].text();
  if (!IsOwnTool(type) && !IsServerTool(type)) return;
  ToolCall& call = reply.tool_calls.emplace_back(CallOf(block));
  call.arguments = block["input"].present() ? block["input"].minified() : "{}";
}

void ReadMessage(JsonValue message, Reply& reply) {
  message["content"].ForEach([&](JsonValue block) { ReadBlock(block, reply); });
  reply.model = message["model"].text();
  reply.stop_reason = message["stop_reason"].text();
  UsageFold usage;
  usage.Add(message["usage"]);
  reply.usage = usage.Canonical();
  reply.usage_reported = message["usage"].is_object();
  reply.terminated = true;
}

// ---- headers

void ReadAnthropicLimits(const net::Headers& headers, RateLimits& limits) {
  limits.requests_limit = IntegerHeader(headers, "anthropic-ratelimit-requests-limit");
  limits.requests_remaining = IntegerHeader(headers, "anthropic-ratelimit-requests-remaining");
  limits.tokens_remaining = IntegerHeader(headers, "anthropic-ratelimit-tokens-remaining");
  limits.input_tokens_remaining =
      IntegerHeader(headers, "anthropic-ratelimit-input-tokens-remaining");
  limits.output_tokens_remaining =
      IntegerHeader(headers, "anthropic-ratelimit-output-tokens-remaining");
  const std::string* reset = net::FindHeader(headers, "anthropic-ratelimit-requests-reset");
  if (reset != nullptr) limits.requests_reset = ParseReset(*reset, headers);
  ReadRetryAdvice(headers, limits);
}

class Anthropic final : public Dialect {
 public:
  Result<net::HttpRequest> Encode(const Request& request,
                                  const ProviderOptions& options) const override {
    if (Result<void> checked = CheckRequest(request); !checked) return checked.error();
    const std::string* version = net::FindHeader(options.extra_headers, kVersionHeader);
    if (request.temperature && version != nullptr && *version != kVersion) {
      return Error{ErrorKind::kUsage,
                   fmt::format("temperature is set, which Anthropic takes under anthropic-version "
                               "{} only, and the version is {}",
                               kVersion, *version)};
    }
    Result<std::string> body = AnthropicBody(request);
    if (!body) return body.error();
    const std::string_view base = options.base_url.empty() ? kAnthropicUrl : options.base_url;
    JsonPostParts parts{.url = EndpointUrl(base, "/messages", Version::kAlways),
                        .headers = {{std::string(kVersionHeader), std::string(kVersion)}},
                        .body = std::move(*body)};
    if (!options.api_key.empty()) parts.headers.push_back({"x-api-key", options.api_key.Reveal()});
    return JsonPost(request, options, std::move(parts));
  }

  std::unique_ptr<ReplyDecoder> NewDecoder() const override {
    return std::make_unique<AnthropicDecoder>();
  }

  void DecodeBody(std::string_view body, Reply& reply) const override {
    const Result<JsonValue> root = ParseJson(body);
    if (!root) {
      reply.error = DecodeFailure("the body", root.error().message, body);
    } else if ((*root)["type"].text() == "error" || (*root)["error"].present()) {
      reply.error = ErrorInStream(*root);
    } else if (!(*root)["content"].is_array()) {
      reply.error = DecodeFailure("the body", "it has no array \"content\"", body);
    } else {
      ReadMessage(*root, reply);
    }
  }

  void DecodeError(int status, std::string_view body, Reply& reply) const override {
    reply.error = ErrorOfStatus(status, body);
    if (!reply.request_id.empty()) return;
    if (const Result<JsonValue> root = ParseJson(body)) {
      reply.request_id = (*root)["request_id"].text();
    }
  }

  void ReadHeaders(const net::Headers& headers, Reply& reply) const override {
    if (const std::string* id = net::FindHeader(headers, "request-id")) reply.request_id = *id;
    ReadAnthropicLimits(headers, reply.rate_limits);
  }
};

}  // namespace

const Dialect& AnthropicDialect() {
  static const Anthropic dialect;
  return dialect;
}

}  // namespace lab
