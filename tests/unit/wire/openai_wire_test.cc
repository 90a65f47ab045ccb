#include <gtest/gtest.h>

#include <chrono>

#include "tests/unit/wire/wire_testing.h"

namespace lab::mocks {
namespace {

using namespace std::chrono_literals;

WireError OpenAiErrorOf(const net::Headers& headers, const WireRules& rules = {}) {
  constexpr const char* kBody = R"({"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]})";
  return ErrorOf(OpenAiWire(), kBody, headers, rules);
}

TEST(OpenAiWire, AKeyIsRequiredUnlessToldOtherwise) {
  EXPECT_EQ(OpenAiErrorOf({{"Authorization", "Bearer k"}}).status, 200);
  EXPECT_EQ(OpenAiErrorOf({{"api-key", "k"}}).status, 200);
  const WireError missing = OpenAiErrorOf({});
  EXPECT_EQ(missing.status, 401);
  EXPECT_TRUE(missing.message.starts_with("You didn't provide an API key.")) << missing.message;
  WireRules open;
  open.require_key = false;
  EXPECT_EQ(OpenAiErrorOf({}, open).status, 200);
}

TEST(OpenAiWire, AWrongKeyIsNeverRepeated) {
  WireRules rules;
  rules.key = "right";
  const WireError wrong = OpenAiErrorOf({{"authorization", "Bearer sk-secret"}}, rules);
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.code, "invalid_api_key");
  EXPECT_EQ(wrong.message.find("sk-secret"), std::string::npos);
}

TEST(OpenAiWire, ErrorBodiesHaveTheProvidersShape) {
  EXPECT_EQ(OpenAiWire().ErrorBody({.status = 400,
                                    .type = "invalid_request_error",
                                    .message = "no \"x\"",
                                    .param = "x",
                                    .code = "bad"},
                                   "req_1"),
            R"({"error":{"message":"no \"x\"","type":"invalid_request_error",)"
            R"("param":"x","code":"bad"}})");
  EXPECT_EQ(OpenAiWire().ErrorBody(OpenAiWire().NoSuchPath("POST", "/v2"), "req_1"),
            R"x({"error":{"message":"Invalid URL (POST /v2)",)x"
            R"("type":"invalid_request_error","param":null,"code":null}})");
}

TEST(OpenAiWire, EveryStatusHasItsType) {
  const std::pair<int, const char*> types[] = {
      {400, "invalid_request_error"}, {401, "invalid_request_error"},
      {403, "invalid_request_error"}, {404, "invalid_request_error"},
      {413, "invalid_request_error"}, {429, "requests"},
      {500, "server_error"},          {503, "overloaded_error"},
      {418, "invalid_request_error"}, {599, "server_error"}};
  for (const auto& [status, type] : types) {
    EXPECT_EQ(OpenAiWire().ErrorFor(status).type, type) << status;
    EXPECT_EQ(OpenAiWire().ErrorFor(status).status, status);
  }
}

TEST(OpenAiWire, LimitsAreHeadersWithGoDurations) {
  Admission limits;
  limits.requests = {.limit = 500, .remaining = 499, .reset = 120ms};
  limits.input_tokens = {.limit = 200'000, .remaining = 199'000, .reset = 6min};
  const net::HttpResponseHead head = OpenAiWire().Head(
      {.status = 200, .request_id = "req_1", .limits = &limits, .processing = 412ms});
  const auto header = [&head](const char* name) {
    const auto value = net::FindHeader(head.headers, name);
    return std::string(value.value_or("absent"));
  };
  EXPECT_EQ(header("content-type"), "application/json");
  EXPECT_EQ(header("x-request-id"), "req_1");
  EXPECT_EQ(header("openai-processing-ms"), "412");
  EXPECT_EQ(header("openai-version"), "2020-10-01");
  EXPECT_EQ(header("x-ratelimit-limit-requests"), "500");
  EXPECT_EQ(header("x-ratelimit-remaining-tokens"), "199000");
  EXPECT_EQ(header("x-ratelimit-reset-requests"), "120ms");
  EXPECT_EQ(header("x-ratelimit-reset-tokens"), "6m0s");
}

TEST(OpenAiWire, ARejectionSaysWhenToComeBackInTwoUnits) {
  Admission admission;
  admission.rejected = true;
  admission.retry_after = 1300ms;
  admission.limit_name = "requests";
  admission.requests = {.limit = 500, .remaining = 0};
  MockRequest request;
  request.model = "gpt-4o";
  const WireError error = OpenAiWire().RateLimited(request, admission);
  EXPECT_EQ(error.status, 429);
  EXPECT_EQ(error.type, "requests");
  EXPECT_EQ(error.code, "rate_limit_exceeded");
  EXPECT_EQ(*net::FindHeader(error.headers, "retry-after"), "2");
  EXPECT_EQ(*net::FindHeader(error.headers, "retry-after-ms"), "1300");
  EXPECT_NE(error.message.find("requests per min (RPM): Limit 500, Used 500, Requested 1. Please "
                               "try again in 1.3s."),
            std::string::npos)
      << error.message;
}

}  // namespace
}  // namespace lab::mocks
