// What every provider's wire has to carry beside the text: cache counters, limits, reasoning.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/contract/provider_contract.h"

namespace lab {
namespace {

constexpr std::int64_t kSystemTokens = 6000;  // above every provider's minimum for caching

/// As the provider caches by itself, or where it is asked to.
mocks::Profile WithCaches() {
  mocks::Profile profile = *mocks::ShippedProfile("ideal");
  profile.cache.rules = mocks::CacheRules::kFamily;
  return profile;
}

class CacheCounters : public ProviderContract {
 protected:
  CacheCounters() : ProviderContract("", WithCaches()) {}

  static Outgoing LongQuestion(bool stream) {
    Outgoing asked = Question();
    asked.request.system = std::string(kSystemTokens * 4, 'x');
    asked.request.cache_system = CacheTtl::k5Minutes;
    asked.request.stream = stream;
    return asked;
  }
};

TEST_P(CacheCounters, SayWhatOfThePromptWasRead) {
  for (const bool stream : {true, false}) {
    SCOPED_TRACE(stream ? "streamed" : "buffered");
    Outgoing asked = LongQuestion(stream);
    asked.request.cache_key = stream ? "streamed" : "buffered";
    asked.request.system = asked.request.system.str() + asked.request.cache_key;
    const Reply cold = Send(asked);
    const Reply warm = Send(asked);
    ASSERT_TRUE(cold.ok()) << cold.error->message;
    ASSERT_TRUE(warm.ok()) << warm.error->message;
    EXPECT_EQ(cold.usage.cache_read, Tokens{0});
    EXPECT_GE(cold.usage.prompt(), Tokens{kSystemTokens});
    EXPECT_GE(warm.usage.cache_read, Tokens{kSystemTokens - 128});  // some count in steps
    EXPECT_EQ(warm.usage.cache_write(), Tokens{0});
    EXPECT_EQ(warm.usage.prompt(), cold.usage.prompt());
    EXPECT_EQ(warm.usage.output_total, Tokens{20});
  }
}

mocks::Profile WithLimits() {
  mocks::Profile profile = *mocks::ShippedProfile("ideal");
  profile.limits = {.requests_per_minute = 2, .input_tokens_per_minute = 100'000};
  return profile;
}

class Limits : public ProviderContract {
 protected:
  Limits() : ProviderContract("", WithLimits()) {}
};

TEST_P(Limits, AreStatedWithTheAnswerAndKept) {
  const Reply first = Send(Question());
  ASSERT_TRUE(first.ok()) << first.error->message;
  EXPECT_EQ(first.rate_limits.requests_limit, 2);
  EXPECT_EQ(first.rate_limits.requests_remaining, 1);
  const RateLimits& limits = first.rate_limits;
  const std::optional<std::int64_t> tokens =
      limits.input_tokens_remaining ? limits.input_tokens_remaining : limits.tokens_remaining;
  ASSERT_TRUE(tokens.has_value());
  EXPECT_GT(*tokens, 90'000);
  EXPECT_LE(*tokens, 100'000);

  ASSERT_TRUE(Send(Question()).ok());
  for (const bool stream : {true, false}) {
    Outgoing asked = Question();
    asked.request.stream = stream;
    const Reply refused = Send(std::move(asked));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.http_status, 429);
    EXPECT_EQ(refused.error->kind, ErrorKind::kRateLimited);
    EXPECT_THAT(refused.error->message, testing::HasSubstr("ate limit"));
    ASSERT_TRUE(refused.rate_limits.retry_after.has_value());
    EXPECT_GT(*refused.rate_limits.retry_after, Duration::zero());
    EXPECT_LE(*refused.rate_limits.retry_after, std::chrono::seconds(30));
    EXPECT_EQ(refused.rate_limits.requests_remaining, 0);
  }
}

class ReasoningCounters : public ProviderContract {};

TEST_P(ReasoningCounters, ArePartOfTheOutput) {
  for (const bool stream : {true, false}) {
    SCOPED_TRACE(stream ? "streamed" : "buffered");
    Outgoing asked = Question();
    asked.request.max_tokens = Tokens{16'000};
    asked.request.reasoning = Reasoning::kMedium;
    asked.request.stream = stream;
    asked.call.hints = "thinking_tokens=30;output_tokens=20";
    const Reply reply = Send(std::move(asked));
    ASSERT_TRUE(reply.ok()) << reply.error->message;
    EXPECT_EQ(reply.usage.output_reasoning, Tokens{30});
    EXPECT_EQ(reply.usage.output_total, Tokens{50});
    EXPECT_FALSE(reply.text.empty());
  }
}

TEST_P(ReasoningCounters, AreZeroWhereNothingWasThought) {
  const Reply reply = Send(Question());
  ASSERT_TRUE(reply.ok()) << reply.error->message;
  EXPECT_EQ(reply.usage.output_reasoning, Tokens{0});
  EXPECT_TRUE(reply.reasoning.empty());
}

LAB_FOR_EVERY_PROVIDER(CacheCounters);
LAB_FOR_EVERY_PROVIDER(Limits);
LAB_FOR_EVERY_PROVIDER(ReasoningCounters);

}  // namespace
}  // namespace lab
