#include "framework/llm/providers/openai_chat.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "framework/llm/providers/json_post.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(OpenAiChat, SendsTheKeyAsABearerToken) {
  const auto http =
      EncodeAlone(OpenAiDialect(), {.model = "m", .user = "hi"}, {.api_key = Secret("sk-x")});
  ASSERT_TRUE(http.ok()) << http.error().message;
  EXPECT_EQ(http->prepared->url().endpoint.host, "api.openai.com");
  EXPECT_EQ(http->prepared->url().target, "/v1/chat/completions");
  EXPECT_EQ(*net::FindHeader(http->prepared->headers(), "authorization"), "Bearer sk-x");
  EXPECT_TRUE(nlohmann::json::parse(http->body.Join()).contains("max_completion_tokens"));
}

TEST(OpenAiChat, ACompatibleServerNeedsAnAddressButNoKey) {
  const Request request{.model = "m", .user = "hi"};
  const auto without = EncodeAlone(OpenAiCompatibleDialect(), request, {});
  ASSERT_FALSE(without.ok());
  EXPECT_EQ(without.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(without.error().message, HasSubstr("base URL"));
  const auto http =
      EncodeAlone(OpenAiCompatibleDialect(), request, {.base_url = "http://127.0.0.1:8000/v1"});
  ASSERT_TRUE(http.ok()) << http.error().message;
  EXPECT_EQ(http->prepared->url().target, "/v1/chat/completions");
  EXPECT_FALSE(net::FindHeader(http->prepared->headers(), "authorization").has_value());
  EXPECT_TRUE(nlohmann::json::parse(http->body.Join()).contains("max_tokens"));
}

TEST(OpenAiChat, PassesOnWhatIsWrong) {
  EXPECT_FALSE(EncodeAlone(OpenAiDialect(), {.model = "m"}, {}).ok());
  EXPECT_FALSE(
      EncodeAlone(OpenAiDialect(), {.model = "m", .user = "u", .max_tokens = Tokens{0}}, {}).ok());
}

TEST(OpenAiChat, ReadsLimitsIdentityAndServerTime) {
  Reply reply;
  OpenAiDialect().ReadHeaders({{"X-Request-Id", "req_1"},
                               {"openai-processing-ms", "312"},
                               {"x-ratelimit-limit-requests", "500"},
                               {"x-ratelimit-remaining-requests", "499"},
                               {"x-ratelimit-remaining-tokens", "29950"},
                               {"x-ratelimit-reset-requests", "1m2.5s"},
                               {"retry-after-ms", "250"},
                               {"x-should-retry", "false"}},
                              reply);
  EXPECT_EQ(reply.request_id, "req_1");
  EXPECT_EQ(reply.server_time, 312ms);
  EXPECT_EQ(reply.rate_limits.requests_limit, 500);
  EXPECT_EQ(reply.rate_limits.requests_remaining, 499);
  EXPECT_EQ(reply.rate_limits.tokens_remaining, 29950);
  EXPECT_EQ(reply.rate_limits.requests_reset, 62500ms);
  EXPECT_EQ(reply.rate_limits.retry_after, 250ms);
  EXPECT_EQ(reply.rate_limits.should_retry, false);
}

TEST(OpenAiChat, KnowsAzuresRequestId) {
  Reply reply;
  OpenAiCompatibleDialect().ReadHeaders({{"apim-request-id", "a"}}, reply);
  EXPECT_EQ(reply.request_id, "a");
}

TEST(OpenAiChat, ClassifiesRefusals) {
  Reply reply;
  OpenAiDialect().DecodeError(
      404,
      R"({"error":{"message":"no such model","type":"invalid_request_error",)"
      R"("code":"model_not_found"}})",
      reply);
  EXPECT_EQ(reply.error->kind, ErrorKind::kNotFound);
  EXPECT_THAT(reply.error->message, HasSubstr("model_not_found): no such model"));
}

TEST(OpenAiChat, ReadsABufferedBody) {
  Reply reply;
  OpenAiDialect().DecodeBody(
      R"({"model":"m","choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]})", reply);
  EXPECT_TRUE(reply.ok());
  EXPECT_EQ(reply.text, "hi");
}

}  // namespace
}  // namespace lab
