#include "mocks/wire/anthropic_wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "framework/base/rng.h"
#include "mocks/wire/ids.h"
#include "mocks/wire/json_text.h"
#include "mocks/wire/json_view.h"
#include "mocks/wire/time_text.h"

namespace lab::mocks {

namespace {

std::optional<WireError> CheckKey(const net::Headers& headers, const WireRules& rules) {
  std::string key;
  if (const auto value = net::FindHeader(headers, "x-api-key")) {
    key = *value;
  } else if (const auto bearer = net::FindHeader(headers, "authorization")) {
    if (bearer->starts_with("Bearer ")) key = bearer->substr(7);
  }
  const net::Headers no_retry = {{"x-should-retry", "false"}};
  if (rules.require_key && key.empty()) {
    return WireError{.status = 401,
                     .type = "authentication_error",
                     .message = "x-api-key header is required",
                     .headers = no_retry};
  }
  if (!rules.key.empty() && key != rules.key) {
    return WireError{.status = 401,
                     .type = "authentication_error",
                     .message = "invalid x-api-key",
                     .headers = no_retry};
  }
  return std::nullopt;
}

std::optional<WireError> CheckVersion(const net::Headers& headers) {
  const auto version = net::FindHeader(headers, "anthropic-version");
  if (!version) {
    return WireError{.type = "invalid_request_error",
                     .message = "anthropic-version: header is required"};
  }
  if (*version != "2023-06-01" && *version != "2023-01-01" && *version != "2026-10-21") {
    return WireError{.type = "invalid_request_error",
                     .message = fmt::format("anthropic-version: \"{}\" is not a valid version. "
                                            "Supported versions are \"2026-10-21\", \"2023-06-01\"",
                                            *version)};
  }
  return std::nullopt;
}

std::int64_t InThousands(std::int64_t tokens) { return (tokens + 500) / 1000 * 1000; }

void AddLimit(net::Headers& headers, std::string_view name, LimitState state, Duration unix_now,
              bool rounded) {
  if (state.limit == 0) return;
  const std::string prefix = fmt::format("anthropic-ratelimit-{}-", name);
  const std::int64_t remaining = rounded ? InThousands(state.remaining) : state.remaining;
  headers.push_back({prefix + "limit", fmt::format("{}", state.limit)});
  headers.push_back({prefix + "remaining", fmt::format("{}", remaining)});
  headers.push_back({prefix + "reset", FormatRfc3339(unix_now + state.reset)});
}

/// `tokens` is what both kinds of tokens together come to.
LimitState BothTokens(const Admission& limits) {
  const LimitState& in = limits.input_tokens;
  const LimitState& out = limits.output_tokens;
  if (in.limit == 0 || out.limit == 0) return {};
  return {in.limit + out.limit, in.remaining + out.remaining, std::max(in.reset, out.reset)};
}

class Anthropic final : public WireFormat {
 public:
  std::optional<WireError> CheckAccess(const net::Headers& headers,
                                       const WireRules& rules) const override {
    return CheckKey(headers, rules);
  }

  ParsedRequest Parse(JsonDocument& document, const std::string& body, const net::Headers& headers,
                      const WireRules& rules) const override {
    if (std::optional<WireError> error = CheckAccess(headers, rules)) return std::move(*error);
    if (std::optional<WireError> error = CheckVersion(headers)) return std::move(*error);
    Result<JsonView> root = document.Parse(body);
    if (!root) {
      return WireError{.type = "invalid_request_error",
                       .message = "The request body is not valid JSON: " + root.error().message};
    }
    return anthropic::ParseBody(*root, headers, rules);
  }

  std::unique_ptr<AnswerWriter> NewWriter(const WireRequest& request,
                                          const WriterOptions& options) const override {
    return anthropic::NewWriter(request, options);
  }

  std::string Body(const WireRequest& request, const WriterOptions& options,
                   const BufferedAnswer& answer, const Ending& ending, Time sent) const override {
    return anthropic::Body(request, options, answer, ending, sent);
  }

  std::string NewRequestId(std::uint64_t seed) const override {
    Rng rng = Rng::For(seed, "request id");
    return "req_011" + RandomText(rng, 21);
  }

  net::HttpResponseHead Head(const HeadInfo& info) const override {
    net::HttpResponseHead head{.status = info.status, .reason = {}, .headers = {}};
    net::Headers& headers = head.headers;
    headers.push_back(
        {"content-type", info.stream ? "text/event-stream; charset=utf-8" : "application/json"});
    if (info.stream) headers.push_back({"cache-control", "no-cache"});
    if (info.limits != nullptr) AddLimits(headers, info);
    headers.push_back({"request-id", std::string(info.request_id)});
    headers.push_back({"anthropic-organization-id", "00000000-0000-4000-8000-000000001ab0"});
    headers.push_back(
        {"strict-transport-security", "max-age=31536000; includeSubDomains; preload"});
    headers.push_back({"server", "cloudflare"});
    headers.push_back({"cf-cache-status", "DYNAMIC"});
    return head;
  }

  std::string ErrorBody(const WireError& error, std::string_view request_id) const override {
    std::string out = R"({"type":"error","error":{"type":)";
    AppendQuoted(out, error.type);
    out += R"(,"message":)";
    AppendQuoted(out, error.message);
    out += R"(},"request_id":)";
    AppendQuoted(out, request_id);
    return out + "}";
  }

  WireError ErrorFor(int status) const override {
    static constexpr struct {
      int status;
      std::string_view type, message;
    } kErrors[] = {
        {400, "invalid_request_error", "messages: Input should be a valid list"},
        {401, "authentication_error", "invalid x-api-key"},
        {402, "billing_error", "Your credit balance is too low to access the Anthropic API."},
        {403, "permission_error", "Your account does not have permission to use this resource."},
        {404, "not_found_error", "Not Found"},
        {405, "invalid_request_error", "Method Not Allowed"},
        {409, "conflict_error", "The request conflicts with another request."},
        {413, "request_too_large", "Request exceeds the maximum size"},
        {415, "invalid_request_error", "Unsupported Media Type"},
        {431, "invalid_request_error", "Request header fields too large"},
        {429, "rate_limit_error", "This request would exceed your organization's rate limit."},
        {500, "api_error", "Internal server error"},
        {503, "api_error", "Service Unavailable"},
        {504, "timeout_error", "The request timed out while being processed."},
        {529, "overloaded_error", "Overloaded"},
    };
    for (const auto& row : kErrors) {
      if (row.status != status) continue;
      return {.status = status, .type = std::string(row.type), .message = std::string(row.message)};
    }
    const bool theirs = status >= 500;
    return {.status = status,
            .type = theirs ? "api_error" : "invalid_request_error",
            .message = fmt::format("Error {}", status)};
  }

  WireError NoSuchPath(std::string_view, std::string_view) const override { return ErrorFor(404); }
  WireError WrongMethod(std::string_view, std::string_view) const override { return ErrorFor(405); }
  WireError NoSuchModel(std::string_view model, std::string_view nearest) const override {
    const std::string meant =
        nearest.empty() ? std::string() : fmt::format(" (did you mean {}?)", nearest);
    return {.status = 404,
            .type = "not_found_error",
            .message = fmt::format("model: {}{}", model, meant)};
  }

  WireError RateLimited(const MockRequest&, const Admission& admission) const override {
    const LimitState& bucket = admission.limit_name == "requests"       ? admission.requests
                               : admission.limit_name == "input tokens" ? admission.input_tokens
                                                                        : admission.output_tokens;
    return {.status = 429,
            .type = "rate_limit_error",
            .message = fmt::format(
                "This request would exceed your organization's rate limit of {} {} per minute.",
                bucket.limit, admission.limit_name),
            .headers = {{"retry-after", FormatRetryAfter(admission.retry_after)}}};
  }

  FaultEvents EventsForFaults(std::string_view request_id) const override {
    std::string error =
        "event: error\ndata: "
        R"({"type":"error","error":{"details":null,"type":"overloaded_error",)"
        R"("message":"Overloaded"},"request_id":)";
    AppendQuoted(error, request_id);
    return {.error = error + "}\n\n",
            .unknown =
                "event: lab_unknown\ndata: {\"type\":\"lab_unknown\",\"index\":0,\"new\":true}\n\n",
            .terminator = "event: message_stop"};
  }

 private:
  static void AddLimits(net::Headers& headers, const HeadInfo& info) {
    AddLimit(headers, "requests", info.limits->requests, info.unix_now, false);
    AddLimit(headers, "tokens", BothTokens(*info.limits), info.unix_now, true);
    AddLimit(headers, "input-tokens", info.limits->input_tokens, info.unix_now, true);
    AddLimit(headers, "output-tokens", info.limits->output_tokens, info.unix_now, true);
  }
};

}  // namespace

const WireFormat& AnthropicWire() {
  static const Anthropic wire;
  return wire;
}

}  // namespace lab::mocks
