#include "framework/llm/providers/anthropic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "framework/llm/providers/json_post.h"
#include "tests/unit/providers/folding.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(AnthropicError, TakesTheRequestIdFromTheBodyWhenNoHeaderHasIt) {
  const std::string body =
      R"({"type":"error","error":{"type":"rate_limit_error","message":"m"},"request_id":"req_b"})";
  Reply reply;
  AnthropicDialect().DecodeError(429, body, reply);
  EXPECT_EQ(reply.error->kind, ErrorKind::kRateLimited);
  EXPECT_EQ(reply.request_id, "req_b");
  reply.request_id = "req_h";
  AnthropicDialect().DecodeError(529, body, reply);
  EXPECT_EQ(reply.error->kind, ErrorKind::kOverloaded);
  EXPECT_EQ(reply.request_id, "req_h");
  AnthropicDialect().DecodeError(413, "<html>", reply);
  EXPECT_EQ(reply.error->kind, ErrorKind::kInvalidRequest);
}

TEST(AnthropicHeaders, ReadsLimitsAndIdentity) {
  Reply reply;
  AnthropicDialect().ReadHeaders({{"Date", "Sun, 22 Nov 2026 10:00:00 GMT"},
                                  {"Request-Id", "req_1"},
                                  {"anthropic-ratelimit-requests-limit", "50"},
                                  {"anthropic-ratelimit-requests-remaining", "49"},
                                  {"anthropic-ratelimit-requests-reset", "2026-11-22T10:00:01Z"},
                                  {"anthropic-ratelimit-input-tokens-remaining", "40000"},
                                  {"anthropic-ratelimit-output-tokens-remaining", "8000"},
                                  {"anthropic-ratelimit-tokens-remaining", "48000"},
                                  {"retry-after", "3"}},
                                 reply);
  EXPECT_EQ(reply.request_id, "req_1");
  EXPECT_EQ(reply.rate_limits.requests_limit, 50);
  EXPECT_EQ(reply.rate_limits.requests_remaining, 49);
  EXPECT_EQ(reply.rate_limits.requests_reset, 1s);
  EXPECT_EQ(reply.rate_limits.input_tokens_remaining, 40000);
  EXPECT_EQ(reply.rate_limits.output_tokens_remaining, 8000);
  EXPECT_EQ(reply.rate_limits.tokens_remaining, 48000);
  EXPECT_EQ(reply.rate_limits.retry_after, 3s);
}

TEST(AnthropicEncode, SendsVersionKeyAndBody) {
  const auto http = EncodeAlone(AnthropicDialect(), {.model = "m", .user = "hi"},
                                {.base_url = "http://h:8080", .api_key = Secret("k")});
  ASSERT_TRUE(http.ok()) << http.error().message;
  EXPECT_EQ(http->prepared->url().endpoint.port, 8080);
  EXPECT_EQ(http->prepared->url().target, "/v1/messages");
  EXPECT_EQ(*net::FindHeader(http->prepared->headers(), "x-api-key"), "k");
  EXPECT_EQ(*net::FindHeader(http->prepared->headers(), "anthropic-version"), "2023-06-01");
  EXPECT_EQ(nlohmann::json::parse(http->body.Join())["model"], "m");
}

TEST(AnthropicEncode, WithoutOptionsItIsTheServiceItself) {
  const auto http = EncodeAlone(AnthropicDialect(), {.model = "m", .user = "hi"}, {});
  EXPECT_EQ(http->prepared->url().endpoint.host, "api.anthropic.com");
  EXPECT_TRUE(http->prepared->url().endpoint.tls);
  EXPECT_FALSE(net::FindHeader(http->prepared->headers(), "x-api-key").has_value());
}

TEST(AnthropicEncode, ATemperatureNeedsTheOldVersion) {
  const Request request{.model = "m", .user = "hi", .temperature = 0};
  EXPECT_TRUE(EncodeAlone(AnthropicDialect(), request, {}).ok());
  const auto http = EncodeAlone(AnthropicDialect(), request,
                                {.extra_headers = {{"Anthropic-Version", "2026-10-21"}}});
  ASSERT_FALSE(http.ok());
  EXPECT_EQ(http.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(http.error().message, HasSubstr("2026-10-21"));
}

TEST(AnthropicEncode, PassesOnWhatIsWrong) {
  EXPECT_FALSE(EncodeAlone(AnthropicDialect(), {.model = "m"}, {}).ok());
  const Request breakpoint{.model = "m", .user = "u", .cache_system = CacheTtl::k5Minutes};
  EXPECT_FALSE(EncodeAlone(AnthropicDialect(), breakpoint, {}).ok());
}

}  // namespace
}  // namespace lab
