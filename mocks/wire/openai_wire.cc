#include "mocks/wire/openai_wire.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <utility>

#include "framework/base/rng.h"
#include "mocks/wire/ids.h"
#include "mocks/wire/json_text.h"
#include "mocks/wire/json_view.h"
#include "mocks/wire/time_text.h"

namespace lab::mocks {

namespace {

std::string KeyOf(const net::Headers& headers) {
  if (const auto azure = net::FindHeader(headers, "api-key")) return std::string(*azure);
  const auto bearer = net::FindHeader(headers, "authorization");
  return bearer && bearer->starts_with("Bearer ") ? std::string(bearer->substr(7)) : std::string();
}

std::optional<WireError> CheckBearer(const net::Headers& headers, const WireRules& rules) {
  const std::string key = KeyOf(headers);
  if (rules.require_key && key.empty()) {
    return WireError{.status = 401,
                     .type = "invalid_request_error",
                     .message =
                         "You didn't provide an API key. You need to provide your API key "
                         "in an Authorization header using Bearer auth (i.e. "
                         "Authorization: Bearer YOUR_KEY)."};
  }
  if (rules.key.empty() || key == rules.key) return std::nullopt;
  return WireError{.status = 401,
                   .type = "invalid_request_error",
                   .message =
                       "Incorrect API key provided. You can find your API key at "
                       "https://platform.openai.com/account/api-keys.",
                   .code = "invalid_api_key"};
}

void AddLimit(net::Headers& headers, std::string_view name, const LimitState& state) {
  if (state.limit == 0) return;
  headers.push_back({fmt::format("x-ratelimit-limit-{}", name), fmt::format("{}", state.limit)});
  headers.push_back(
      {fmt::format("x-ratelimit-remaining-{}", name), fmt::format("{}", state.remaining)});
  headers.push_back({fmt::format("x-ratelimit-reset-{}", name), FormatGoDuration(state.reset)});
}

void AppendNullable(std::string& out, std::string_view text) {
  if (text.empty()) {
    out += "null";
  } else {
    AppendQuoted(out, text);
  }
}

std::string ErrorObject(const WireError& error) {
  std::string out = R"({"error":{"message":)";
  AppendQuoted(out, error.message);
  out += R"(,"type":)";
  AppendQuoted(out, error.type);
  out += R"(,"param":)";
  AppendNullable(out, error.param);
  out += R"(,"code":)";
  AppendNullable(out, error.code);
  return out + "}}";
}

class OpenAi final : public WireFormat {
 public:
  std::optional<WireError> CheckAccess(const net::Headers& headers,
                                       const WireRules& rules) const override {
    return CheckBearer(headers, rules);
  }

  ParsedRequest Parse(JsonDocument& document, const std::string& body, const net::Headers& headers,
                      const WireRules& rules) const override {
    if (std::optional<WireError> error = CheckAccess(headers, rules)) return std::move(*error);
    const Result<JsonView> root = document.Parse(body);
    if (!root || !root->is_object()) {
      return WireError{
          .type = "invalid_request_error",
          .message =
              "We could not parse the JSON body of your request. (HINT: This likely means "
              "you aren't using your HTTP library correctly. The OpenAI API expects a JSON "
              "payload, but what was sent was not valid JSON.)"};
    }
    return openai::ParseBody(*root, rules);
  }

  std::unique_ptr<AnswerWriter> NewWriter(const WireRequest& request,
                                          const WriterOptions& options) const override {
    return openai::NewWriter(request, options);
  }

  std::string Body(const WireRequest& request, const WriterOptions& options,
                   const BufferedAnswer& answer, const Ending& ending, Time sent) const override {
    return openai::Body(request, options, answer, ending, sent);
  }

  std::string NewRequestId(std::uint64_t seed) const override {
    Rng rng = Rng::For(seed, "request id");
    return "req_" + RandomHex(rng, 32);
  }

  net::HttpResponseHead Head(const HeadInfo& info) const override {
    net::HttpResponseHead head{.status = info.status, .reason = {}, .headers = {}};
    net::Headers& headers = head.headers;
    const std::int64_t ms = std::chrono::floor<std::chrono::milliseconds>(info.processing).count();
    headers.push_back(
        {"content-type", info.stream ? "text/event-stream; charset=utf-8" : "application/json"});
    if (info.stream) headers.push_back({"cache-control", "no-cache"});
    headers.push_back({"openai-organization", "org-lab"});
    headers.push_back({"openai-processing-ms", fmt::format("{}", ms)});
    headers.push_back({"openai-project", "proj_lab"});
    headers.push_back({"openai-version", "2020-10-01"});
    if (info.limits != nullptr) {
      AddLimit(headers, "requests", info.limits->requests);
      AddLimit(headers, "tokens", info.limits->input_tokens);
    }
    headers.push_back({"x-request-id", std::string(info.request_id)});
    headers.push_back({"server", "cloudflare"});
    return head;
  }

  std::string ErrorBody(const WireError& error, std::string_view) const override {
    return ErrorObject(error);
  }

  WireError ErrorFor(int status) const override {
    static constexpr struct {
      int status;
      std::string_view type, code, message;
    } kErrors[] = {
        {400, "invalid_request_error", "", "Invalid request."},
        {401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided."},
        {403, "invalid_request_error", "unsupported_country_region_territory",
         "Country, region, or territory not supported"},
        {404, "invalid_request_error", "model_not_found",
         "The model does not exist or you do not have access to it."},
        {405, "invalid_request_error", "method_not_supported", "Method not allowed on this path."},
        {409, "conflict_error", "", "The request conflicts with another request."},
        {413, "invalid_request_error", "request_too_large", "Request too large."},
        {431, "invalid_request_error", "", "Request header fields too large."},
        {415, "invalid_request_error", "unsupported_media_type", "Unsupported media type."},
        {422, "unprocessable_entity_error", "", "Unprocessable entity."},
        {429, "requests", "rate_limit_exceeded", "Rate limit reached."},
        {500, "server_error", "",
         "The server had an error while processing your request. Sorry about that!"},
        {503, "overloaded_error", "",
         "The engine is currently overloaded, please try again later."},
        {504, "server_error", "", "The request timed out."},
        {529, "overloaded_error", "", "Overloaded"},
    };
    for (const auto& row : kErrors) {
      if (row.status != status) continue;
      return {.status = status,
              .type = std::string(row.type),
              .message = std::string(row.message),
              .code = std::string(row.code)};
    }
    return {.status = status,
            .type = status >= 500 ? "server_error" : "invalid_request_error",
            .message = fmt::format("Error {}", status)};
  }

  WireError NoSuchPath(std::string_view method, std::string_view path) const override {
    return {.status = 404,
            .type = "invalid_request_error",
            .message = fmt::format("Invalid URL ({} {})", method, path)};
  }

  WireError WrongMethod(std::string_view method, std::string_view path) const override {
    WireError error = ErrorFor(405);
    error.message = fmt::format(
        "Not allowed to {} on {}. (HINT: Perhaps you meant to use a different HTTP method?)",
        method, path);
    return error;
  }

  WireError NoSuchModel(std::string_view model, std::string_view nearest) const override {
    const std::string meant =
        nearest.empty() ? std::string() : fmt::format(" Did you mean `{}`?", nearest);
    return {.status = 404,
            .type = "invalid_request_error",
            .message = fmt::format(
                "The model `{}` does not exist or you do not have access to it.{}", model, meant),
            .code = "model_not_found"};
  }

  WireError RateLimited(const MockRequest& request, const Admission& admission) const override {
    const bool by_requests = admission.limit_name == "requests";
    const LimitState& bucket = by_requests                              ? admission.requests
                               : admission.limit_name == "input tokens" ? admission.input_tokens
                                                                        : admission.output_tokens;
    const std::int64_t ms =
        std::chrono::ceil<std::chrono::milliseconds>(admission.retry_after).count();
    return {.status = 429,
            .type = by_requests ? "requests" : "tokens",
            .message = fmt::format(
                "Rate limit reached for {} in organization org-lab on {} per min ({}): Limit {}, "
                "Used {}, Requested {}. Please try again in {}.",
                request.model, by_requests ? "requests" : "tokens", by_requests ? "RPM" : "TPM",
                bucket.limit, bucket.limit - bucket.remaining,
                by_requests ? 1 : request.prompt_tokens().count,
                FormatGoDuration(admission.retry_after)),
            .code = "rate_limit_exceeded",
            .headers = {{"retry-after", FormatRetryAfter(admission.retry_after)},
                        {"retry-after-ms", fmt::format("{}", ms)}}};
  }

  FaultEvents EventsForFaults(std::string_view) const override {
    const std::string error = ErrorObject(
        {.type = "server_error",
         .message = "The server had an error while processing your request. Sorry about that!"});
    return {.error = "data: " + error + "\n\n",
            .unknown = "data: {\"object\":\"lab.unknown\",\"choices\":[]}\n\n",
            .terminator = "data: [DONE]"};
  }
};

}  // namespace

const WireFormat& OpenAiWire() {
  static const OpenAi wire;
  return wire;
}

}  // namespace lab::mocks
