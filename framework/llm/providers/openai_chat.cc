#include "framework/llm/providers/openai_chat.h"

#include <string>
#include <utility>

#include "framework/llm/providers/error_body.h"
#include "framework/llm/providers/json_post.h"
#include "framework/llm/providers/limit_headers.h"
#include "framework/llm/providers/openai_decoder.h"
#include "framework/llm/providers/openai_request.h"
#include "framework/llm/providers/request_check.h"

namespace lab {
namespace {

constexpr std::string_view kOpenAiUrl = "https://api.openai.com/v1";

void ReadOpenAiLimits(const net::Headers& headers, RateLimits& limits) {
  limits.requests_limit = IntegerHeader(headers, "x-ratelimit-limit-requests");
  limits.requests_remaining = IntegerHeader(headers, "x-ratelimit-remaining-requests");
  limits.tokens_remaining = IntegerHeader(headers, "x-ratelimit-remaining-tokens");
  const auto reset = net::FindHeader(headers, "x-ratelimit-reset-requests");
  if (reset) limits.requests_reset = ParseReset(*reset, headers);
  ReadRetryAdvice(headers, limits);
}

class OpenAiChat final : public Dialect {
 public:
  explicit OpenAiChat(OpenAiFlavour flavour) : flavour_(flavour) {}

  Result<WireTarget> Target(const ProviderOptions& options) const override {
    if (options.base_url.empty() && flavour_ == OpenAiFlavour::kCompatible) {
      return Error{ErrorKind::kUsage,
                   "an OpenAI-compatible server needs a base URL, like http://127.0.0.1:8000/v1"};
    }
    const std::string_view base = options.base_url.empty() ? kOpenAiUrl : options.base_url;
    WireTarget target{
        .url = EndpointUrl(base, "/chat/completions", Version::kUnlessPath, options.query)};
    if (!options.api_key.empty()) {
      target.headers.push_back({"authorization", "Bearer " + options.api_key.Reveal()});
    }
    return target;
  }

  Result<std::string> EncodeBody(const Request& request, const ProviderOptions& /*options*/,
                                 LeftOut left_out) const override {
    if (Result<void> checked = CheckRequest(request); !checked) return checked.error();
    return OpenAiBody(request, flavour_, left_out);
  }

  std::unique_ptr<ReplyDecoder> NewDecoder() const override {
    return std::make_unique<OpenAiDecoder>();
  }

  void DecodeBody(std::string_view body, Reply& reply) const override {
    OpenAiDecoder().OnBody(body, reply);
  }

  void DecodeError(int status, std::string_view body, Reply& reply) const override {
    reply.error = ErrorOfStatus(status, body);
  }

  void ReadHeaders(const net::Headers& headers, Reply& reply) const override {
    auto id = net::FindHeader(headers, "x-request-id");
    if (!id) id = net::FindHeader(headers, "apim-request-id");  // Azure's
    if (id) reply.request_id = *id;
    if (const auto time = MillisecondsHeader(headers, "openai-processing-ms")) {
      reply.server_time = time;
    }
    ReadOpenAiLimits(headers, reply.rate_limits);
  }

 private:
  OpenAiFlavour flavour_;
};

}  // namespace

const Dialect& OpenAiDialect() {
  static const OpenAiChat dialect(OpenAiFlavour::kOpenAi);
  return dialect;
}

const Dialect& OpenAiCompatibleDialect() {
  static const OpenAiChat dialect(OpenAiFlavour::kCompatible);
  return dialect;
}

}  // namespace lab
