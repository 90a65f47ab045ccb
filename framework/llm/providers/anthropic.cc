#include "framework/llm/providers/anthropic.h"

#include <fmt/format.h>

#include <utility>

#include "framework/llm/providers/anthropic_decoder.h"
#include "framework/llm/providers/anthropic_request.h"
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

// ---- headers

void ReadAnthropicLimits(const net::Headers& headers, RateLimits& limits) {
  limits.requests_limit = IntegerHeader(headers, "anthropic-ratelimit-requests-limit");
  limits.requests_remaining = IntegerHeader(headers, "anthropic-ratelimit-requests-remaining");
  limits.tokens_remaining = IntegerHeader(headers, "anthropic-ratelimit-tokens-remaining");
  limits.input_tokens_remaining =
      IntegerHeader(headers, "anthropic-ratelimit-input-tokens-remaining");
  limits.output_tokens_remaining =
      IntegerHeader(headers, "anthropic-ratelimit-output-tokens-remaining");
  const auto reset = net::FindHeader(headers, "anthropic-ratelimit-requests-reset");
  if (reset) limits.requests_reset = ParseReset(*reset, headers);
  ReadRetryAdvice(headers, limits);
}

class Anthropic final : public Dialect {
 public:
  Result<WireTarget> Target(const ProviderOptions& options) const override {
    const std::string_view base = options.base_url.empty() ? kAnthropicUrl : options.base_url;
    WireTarget target{.url = EndpointUrl(base, "/messages", Version::kAlways, options.query),
                      .headers = {{kVersionHeader, kVersion}}};
    if (!options.api_key.empty()) target.headers.push_back({"x-api-key", options.api_key.Reveal()});
    return target;
  }

  Result<std::string> EncodeBody(const Request& request, const ProviderOptions& options,
                                 LeftOut left_out) const override {
    if (Result<void> checked = CheckRequest(request); !checked) return checked.error();
    const auto version = net::FindHeader(options.extra_headers, kVersionHeader);
    if (request.temperature && version && *version != kVersion) {
      return Error{ErrorKind::kUsage,
                   fmt::format("temperature is set, which Anthropic takes under anthropic-version "
                               "{} only, and the version is {}",
                               kVersion, *version)};
    }
    return AnthropicBody(request, left_out);
  }

  std::unique_ptr<ReplyDecoder> NewDecoder() const override {
    return std::make_unique<AnthropicDecoder>();
  }

  void DecodeBody(std::string_view body, Reply& reply) const override {
    AnthropicDecoder().OnBody(body, reply);
  }

  void DecodeError(int status, std::string_view body, Reply& reply) const override {
    reply.error = ErrorOfStatus(status, body);
    if (!reply.request_id.empty()) return;
    if (const Result<JsonValue> root = ParseWireJson(body).root) {
      reply.request_id = (*root)["request_id"].text();
    }
  }

  void ReadHeaders(const net::Headers& headers, Reply& reply) const override {
    if (const auto id = net::FindHeader(headers, "request-id")) reply.request_id = *id;
    ReadAnthropicLimits(headers, reply.rate_limits);
  }
};

}  // namespace

const Dialect& AnthropicDialect() {
  static const Anthropic dialect;
  return dialect;
}

}  // namespace lab
