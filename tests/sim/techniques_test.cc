// Techniques around the real client, over simulated links, against the mock: what they promise with
// a fake below them they keep with a service below them, and what is billed is written down.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/bench/recording_client.h"
#include "framework/bench/trial_sink.h"
#include "framework/runtime/combine.h"
#include "framework/techniques/coalescer.h"
#include "framework/techniques/rate_limit.h"
#include "framework/techniques/retry.h"
#include "mocks/fault_plan.h"
#include "mocks/profile.h"
#include "tests/sim/world_by_hand.h"

namespace lab {
namespace {

using namespace std::chrono_literals;

std::vector<Reply> SendTogether(Loop& loop, Client& client, int count) {
  std::vector<Task<Reply>> sends;
  for (int i = 0; i < count; ++i) sends.push_back(client.Send(QuestionOf(std::to_string(i))));
  return *loop.Run(All(loop, std::move(sends)));
}

auto Failures(const std::vector<Reply>& replies) {
  return std::count_if(replies.begin(), replies.end(), [](const Reply& r) { return !r.ok(); });
}

Task<void> SendInto(Client* client, Outgoing request, std::optional<Reply>* reply) {
  reply->emplace(co_await client->Send(std::move(request)));
}

Task<void> Wait(Loop& loop, Duration duration) { co_await loop.Sleep(duration); }

TEST(RetryOverTheMock, GetsThroughWhereHalfOfTheRequestsAreRefused) {
  WorldByHand world({.seed = 3, .faults = *mocks::ParseFaultRules("status=529 p=0.5")});
  const auto client = world.NewClient("claude-haiku-5-5");
  EXPECT_NEAR(Failures(SendTogether(world.loop, *client, 40)), 20, 8);
  Retry retry(world.loop, *client, Rng(1),
              {.max_attempts = 10, .budget = {.reserve = 200, .most = 200}});
  EXPECT_EQ(Failures(SendTogether(world.loop, retry, 40)), 0);
  EXPECT_GT(retry.retries(), 20);
}

TEST(RateLimitOverTheMock, KeepsABurstWithinTheServersLimitWithAMarginForTheWay) {
  mocks::MockServerOptions options;
  options.profile = *mocks::ShippedProfile("ideal");
  options.profile->limits.requests_per_minute = 60;
  WorldByHand world(std::move(options));
  const auto client = world.NewClient("claude-haiku-5-5");
  const std::vector<Reply> bare = SendTogether(world.loop, *client, 90);
  EXPECT_NEAR(Failures(bare), 30, 1);
  world.loop.Run(Wait(world.loop, 2min));
  // At 60 one is refused: it travels over a connection that is open already, and so arrives less
  // than a second after one that left a second before it.
  RateLimit limit(world.loop, *client, {.requests_per_minute = 57});
  EXPECT_EQ(Failures(SendTogether(world.loop, limit, 90)), 0);
  EXPECT_EQ(limit.delayed(), 33);
}

class CoalescerOverTheMock : public ::testing::Test {
 protected:
  WorldByHand world;
  measure::TrialRecord record;
  CallDefaults defaults{
      .sink = std::make_shared<TrialSink>(record, "coalescer", PriceTable::Shipped())};
  RecordingClient client{world.NewClient("claude-haiku-5-5"), defaults};
  Coalescer shared{world.loop, client};
  std::optional<Reply> first;
  std::optional<Reply> second;
  TaskScope one{world.loop};
  TaskScope two{world.loop};
};

TEST_F(CoalescerOverTheMock, SurvivesTheOneWhoSentTheRequestAndIsBilledOnce) {
  one.Spawn(SendInto(&shared, QuestionOf("a"), &first));
  two.Spawn(SendInto(&shared, QuestionOf("a"), &second));
  world.loop.Run(Wait(world.loop, 100ms));
  one.Cancel();
  world.loop.Run(Wait(world.loop, 60s));
  ASSERT_TRUE(second && second->ok());
  EXPECT_EQ(record.samples.size(), 1u);
  EXPECT_EQ(record.samples[0].usage, second->usage);
  EXPECT_GT(*record.samples[0].cost, Usd());
}

TEST_F(CoalescerOverTheMock, LeavesTheBillOfARequestThatAllGaveUp) {
  one.Spawn(SendInto(&shared, QuestionOf("a"), &first));
  two.Spawn(SendInto(&shared, QuestionOf("a"), &second));
  world.loop.Run(Wait(world.loop, 100ms));
  one.Cancel();
  EXPECT_TRUE(record.samples.empty());
  two.Cancel();
  ASSERT_EQ(record.samples.size(), 1u);
  EXPECT_EQ(record.samples[0].error->kind, ErrorKind::kCancelled);
  EXPECT_GT(*record.samples[0].cost, Usd());
}

}  // namespace
}  // namespace lab
