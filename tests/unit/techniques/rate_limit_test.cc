#include "framework/techniques/rate_limit.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/combine.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;
using testing::SendOnly;
using testing::Wait;

class RateLimitTest : public ::testing::Test {
 protected:
  // All of them at this moment; the replies in the order of the requests.
  std::vector<Reply> SendAll(RateLimit& limit, std::vector<Request> requests) {
    std::vector<Task<Reply>> sends;
    for (Request& request : requests) sends.push_back(limit.Send(std::move(request)));
    return *loop.Run(All(loop, std::move(sends)));
  }
  // Prompt and answer are reserved as `tokens`.
  static Request OfTokens(std::int64_t tokens, std::string name = "abcd") {
    return {.user = std::move(name), .max_tokens = Tokens{tokens - 1}};
  }

  VirtualLoop loop;
  FakeClient model{loop};
};

TEST_F(RateLimitTest, LetsTheBurstThroughAndThenOneAfterTheOther) {
  RateLimit limit(loop, model, {.requests_per_minute = 60, .burst = 2s});
  SendAll(limit, {{.user = "a"}, {.user = "b"}, {.user = "c"}, {.user = "d"}});
  EXPECT_EQ(model.call(1).at, Time{});
  EXPECT_EQ(model.call(2).at, Time{1s});
  EXPECT_EQ(model.call(3).at, Time{2s});
  EXPECT_EQ(limit.delayed(), 2);
  EXPECT_EQ(limit.time_waited(), 3s);
}

TEST_F(RateLimitTest, ShowsTheWaitingInTheTimeline) {
  RateLimit limit(loop, model, {.requests_per_minute = 60, .burst = 1s});
  const std::vector<Reply> replies = SendAll(limit, {{.user = "a"}, {.user = "b"}});
  EXPECT_EQ(replies[1].timeline.intended, Time{});
  EXPECT_EQ(replies[1].timeline.start, Time{1s});
}

TEST_F(RateLimitTest, LetsNoShortRequestOvertakeALongOne) {
  model.rest = 300s;  // nothing is put back before
  RateLimit limit(loop, model, {.tokens_per_minute = 60, .burst = 1min});
  SendAll(limit, {OfTokens(50, "past"), OfTokens(40, "long"), OfTokens(2, "tiny")});
  EXPECT_EQ(model.call(1).user, "long");
  EXPECT_EQ(model.call(1).at, Time{30s});
  EXPECT_EQ(model.call(2).user, "tiny");
  EXPECT_EQ(model.call(2).at, Time{32s});
}

TEST_F(RateLimitTest, LetsTheNextGoAsSoonAsWhatWasNotUsedIsPutBack) {
  model.usage.input_uncached = Tokens{1};
  model.usage.output_total = Tokens{9};
  RateLimit limit(loop, model, {.tokens_per_minute = 60});
  SendAll(limit, {OfTokens(60), OfTokens(20)});
  EXPECT_EQ(model.call(1).at, Time{} + model.first_token + model.rest);
}

TEST_F(RateLimitTest, TakesWhatARequestUsedBeyondItsEstimate) {
  model.usage.input_uncached = Tokens{60};
  model.usage.output_total = Tokens{0};
  RateLimit limit(loop, model, {.tokens_per_minute = 60});
  loop.Run(limit.Send(OfTokens(10)));
  loop.Run(limit.Send(OfTokens(10)));
  EXPECT_EQ(model.call(1).at, Time{10s});
}

TEST_F(RateLimitTest, CountsCacheReadsOnlyWhereTheProviderDoes) {
  model.usage = {.cache_read = Tokens{59}, .output_total = Tokens{1}};
  RateLimit free(loop, model, {.tokens_per_minute = 60, .count_cache_reads = false});
  loop.Run(free.Send(OfTokens(60)));
  const Time before = loop.Now();
  loop.Run(free.Send(OfTokens(59)));
  EXPECT_EQ(model.call(1).at, before);
}

TEST_F(RateLimitTest, SendsNothingWhenTheTimeoutIsOverFirst) {
  RateLimit limit(loop, model, {.requests_per_minute = 1, .burst = 1s});
  loop.Run(limit.Send(Request{.user = "a"}));
  const Time asked = loop.Now();
  const Reply reply = *loop.Run(limit.Send(Request{.user = "b", .timeout = 5s}));
  EXPECT_EQ(reply.error->kind, ErrorKind::kTimeout);
  EXPECT_EQ(reply.timeline.end, asked + 5s);
  EXPECT_EQ(model.calls(), 1);
}

TEST_F(RateLimitTest, LeavesTheRequestWhatIsLeftOfItsTimeout) {
  RateLimit limit(loop, model, {.requests_per_minute = 60, .burst = 1s});
  SendAll(limit, {{.user = "a", .timeout = 10s}, {.user = "b", .timeout = 10s}});
  EXPECT_EQ(model.call(1).left, 9s);
}

TEST_F(RateLimitTest, GivesThePlaceOfOneThatGaveUpToTheNext) {
  RateLimit limit(loop, model, {.requests_per_minute = 60, .burst = 1s});
  loop.Run(limit.Send(Request{.user = "a"}));
  const Time start = loop.Now();
  TaskScope patient(loop);
  {
    TaskScope hasty(loop);
    hasty.Spawn(SendOnly(limit, {.user = "gone"}));
    patient.Spawn(SendOnly(limit, {.user = "stays"}));
    loop.Run(Wait(loop, 100ms));
  }
  loop.Run(Wait(loop, 10s));
  ASSERT_EQ(model.calls(), 2);
  EXPECT_EQ(model.call(1).user, "stays");
  EXPECT_EQ(model.call(1).at, Time{1s});
  EXPECT_LT(start, Time{1s});
}

}  // namespace
}  // namespace lab
