#include <gtest/gtest.h>

#include <chrono>

#include "tests/unit/wire/wire_testing.h"

namespace lab::mocks {
namespace {

using namespace std::chrono_literals;

WireError AnthropicErrorOf(const net::Headers& headers, const WireRules& rules = {}) {
  constexpr const char* kBody =
      R"({"model":"claude-x","max_tokens":5,"messages":[{"role":"user","content":"Hi"}]})";
  return ErrorOf(AnthropicWire(), kBody, headers, rules);
}

TEST(AnthropicWire, AKeyMayComeInEitherHeader) {
  EXPECT_EQ(AnthropicErrorOf({{"x-api-key", "k"}, {"anthropic-version", "2023-06-01"}}).status,
            200);
  EXPECT_EQ(
      AnthropicErrorOf({{"authorization", "Bearer k"}, {"anthropic-version", "2023-06-01"}}).status,
      200);
  const WireError missing = AnthropicErrorOf({{"anthropic-version", "2023-06-01"}});
  EXPECT_EQ(missing.status, 401);
  EXPECT_EQ(missing.type, "authentication_error");
  EXPECT_EQ(missing.message, "x-api-key header is required");
  EXPECT_EQ(*net::FindHeader(missing.headers, "x-should-retry"), "false");
}

TEST(AnthropicWire, TheApiKeyHeaderWinsOverTheBearer) {
  WireRules rules;
  rules.key = "right";
  const net::Headers both = {{"authorization", "Bearer right"},
                             {"x-api-key", "wrong"},
                             {"anthropic-version", "2023-06-01"}};
  EXPECT_EQ(AnthropicErrorOf(both, rules).message, "invalid x-api-key");
}

TEST(AnthropicWire, TheVersionHeaderIsRequired) {
  EXPECT_EQ(AnthropicErrorOf({{"x-api-key", "k"}}).message,
            "anthropic-version: header is required");
  EXPECT_EQ(AnthropicErrorOf({{"x-api-key", "k"}, {"anthropic-version", "1999-01-01"}}).status,
            400);
  EXPECT_EQ(AnthropicErrorOf({{"x-api-key", "k"}, {"anthropic-version", "2026-10-21"}}).status,
            200);
}

TEST(AnthropicWire, ErrorBodiesHaveTheProvidersShape) {
  EXPECT_EQ(AnthropicWire().ErrorBody(AnthropicWire().ErrorFor(529), "req_1"),
            R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},)"
            R"("request_id":"req_1"})");
}

TEST(AnthropicWire, EveryStatusHasItsType) {
  const std::pair<int, const char*> types[] = {{400, "invalid_request_error"},
                                               {401, "authentication_error"},
                                               {402, "billing_error"},
                                               {403, "permission_error"},
                                               {404, "not_found_error"},
                                               {409, "conflict_error"},
                                               {413, "request_too_large"},
                                               {429, "rate_limit_error"},
                                               {500, "api_error"},
                                               {503, "api_error"},
                                               {504, "timeout_error"},
                                               {529, "overloaded_error"},
                                               {418, "invalid_request_error"},
                                               {599, "api_error"}};
  for (const auto& [status, type] : types) {
    EXPECT_EQ(AnthropicWire().ErrorFor(status).type, type) << status;
    EXPECT_EQ(AnthropicWire().ErrorFor(status).status, status);
  }
}

TEST(AnthropicWire, LimitsAreHeadersWithTokensInThousands) {
  Admission limits;
  limits.requests = {.limit = 50, .remaining = 49, .reset = 1200ms};
  limits.input_tokens = {.limit = 40'000, .remaining = 39'499, .reset = 1s};
  limits.output_tokens = {.limit = 8'000, .remaining = 7'500, .reset = 2s};
  const net::HttpResponseHead head = AnthropicWire().Head({.status = 200,
                                                           .stream = true,
                                                           .request_id = "req_1",
                                                           .limits = &limits,
                                                           .unix_now = 1795341600s});
  const auto header = [&head](const char* name) {
    const auto value = net::FindHeader(head.headers, name);
    return std::string(value.value_or("absent"));
  };
  EXPECT_EQ(header("content-type"), "text/event-stream; charset=utf-8");
  EXPECT_EQ(header("request-id"), "req_1");
  EXPECT_EQ(header("anthropic-ratelimit-requests-limit"), "50");
  EXPECT_EQ(header("anthropic-ratelimit-requests-remaining"), "49");
  EXPECT_EQ(header("anthropic-ratelimit-requests-reset"), "2026-11-22T10:00:02Z");
  EXPECT_EQ(header("anthropic-ratelimit-input-tokens-remaining"), "39000");
  EXPECT_EQ(header("anthropic-ratelimit-output-tokens-remaining"), "8000");
  EXPECT_EQ(header("anthropic-ratelimit-tokens-limit"), "48000");
}

TEST(AnthropicWire, NoLimitsNoHeaders) {
  const Admission unlimited;
  const net::HttpResponseHead head = AnthropicWire().Head({.limits = &unlimited});
  for (const net::Header& header : head.headers) {
    EXPECT_EQ(header.name.find("ratelimit"), std::string::npos) << header.name;
  }
}

TEST(AnthropicWire, ARejectionSaysWhenToComeBack) {
  Admission admission;
  admission.rejected = true;
  admission.retry_after = 1300ms;
  admission.limit_name = "input tokens";
  admission.input_tokens.limit = 40'000;
  const WireError error = AnthropicWire().RateLimited({}, admission);
  EXPECT_EQ(error.status, 429);
  EXPECT_EQ(error.type, "rate_limit_error");
  EXPECT_EQ(*net::FindHeader(error.headers, "retry-after"), "2");
  EXPECT_NE(error.message.find("40000 input tokens per minute"), std::string::npos);
}

TEST(AnthropicWire, AnErrorInAStreamNamesItsRequest) {
  EXPECT_EQ(AnthropicWire().EventsForFaults("req_1").error,
            "event: error\ndata: "
            R"({"type":"error","error":{"details":null,"type":"overloaded_error",)"
            R"("message":"Overloaded"},"request_id":"req_1"})"
            "\n\n");
}

}  // namespace
}  // namespace lab::mocks
