#include "apps/worlds/spend_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "apps/worlds/sim_world.h"
#include "framework/llm/reply.h"

namespace lab::apps {
namespace {

using testing::HasSubstr;

const Price& Sonnet() { return *PriceTable::Shipped().Find("claude-sonnet-5-5"); }

Reply Counted(std::int64_t input, std::int64_t output) {
  Reply reply;
  reply.http_status = 200;
  reply.usage.input_uncached = Tokens{input};
  reply.usage.output_total = Tokens{output};
  reply.usage_reported = true;
  return reply;
}

TEST(SpendMeter, AddsUpWhatRequestsCameTo) {
  SpendMeter meter;
  const Reply reply = Counted(1'000'000, 100'000);
  for (int i = 0; i < 2; ++i)
    meter.Settle(Usd(), {.reply = reply, .model = "claude-sonnet-5-5", .prompt = Tokens{1}});
  EXPECT_EQ(meter.total().requests, 2);
  EXPECT_EQ(meter.total().input, Tokens{2'000'000});
  EXPECT_EQ(meter.total().output, Tokens{200'000});
  const Usd twice = CostOf(reply.usage, Sonnet()) + CostOf(reply.usage, Sonnet());
  EXPECT_EQ(meter.total().cost, twice);
  EXPECT_EQ(SpentText(meter), FormatUsd(twice));
}

TEST(SpendMeter, SaysThatMoreWasSpentThanItKnows) {
  SpendMeter meter;
  const Reply reply = Counted(1000, 10);
  meter.Settle(Usd(), {.reply = reply, .model = "nobody's", .prompt = Tokens{1}});
  EXPECT_EQ(meter.total().unpriced, 1);
  EXPECT_EQ(SpentText(meter), "> " + FormatUsd(Usd()));
}

TEST(SpendMeter, SetsAsideWhatRequestsUnderWayMayComeTo) {
  int told = 0;
  SpendMeter meter(SpendLimit{.usd = Usd::FromDollars(1), .reached = [&](Usd spent, Usd next) {
                                ++told;
                                EXPECT_EQ(spent, Usd());
                                EXPECT_EQ(next, Usd::FromDollars(0.6));
                              }});
  EXPECT_TRUE(meter.Reserve(Usd::FromDollars(0.6)));
  EXPECT_FALSE(meter.Reserve(Usd::FromDollars(0.6)));
  EXPECT_FALSE(meter.Reserve(Usd::FromDollars(0.6)));
  EXPECT_EQ(told, 1);
}

TEST(SpendMeter, GivesBackWhatARequestDidNotTake) {
  SpendMeter meter(SpendLimit{.usd = Usd::FromDollars(1), .reached = [](Usd, Usd) {}});
  EXPECT_TRUE(meter.Reserve(Usd::FromDollars(0.9)));
  const Reply cheap = Counted(10, 10);
  meter.Settle(Usd::FromDollars(0.9), {.reply = cheap, .model = "claude-sonnet-5-5", .prompt = {}});
  EXPECT_TRUE(meter.Reserve(Usd::FromDollars(0.9)));
}

TEST(SpendMeter, LearnsThatAServiceCountsMoreThanWeSee) {
  Usd asked;
  SpendMeter meter(
      SpendLimit{.usd = Usd::FromDollars(1), .reached = [&](Usd, Usd next) { asked = next; }});
  const Reply dear = Counted(100'000, 0);
  const Usd cost = CostOf(dear.usage, Sonnet());
  EXPECT_TRUE(meter.Reserve(Usd::FromDollars(0.1)));
  meter.Settle(Usd::FromDollars(0.1), {.reply = dear, .model = "claude-sonnet-5-5", .prompt = {}});
  while (meter.Reserve(Usd::FromDollars(0.1)))
    meter.Settle(Usd::FromDollars(0.1),
                 {.reply = dear, .model = "claude-sonnet-5-5", .prompt = {}});
  EXPECT_EQ(asked, cost);
  EXPECT_LE(meter.total().cost, Usd::FromDollars(1));
}

TEST(SpendMeter, TakesARequestWhoseBillIsNotKnownForAllThatItMayHaveCost) {
  SpendMeter meter(SpendLimit{.usd = Usd::FromDollars(1), .reached = [](Usd, Usd) {}});
  EXPECT_TRUE(meter.Reserve(Usd::FromDollars(0.9)));
  Reply broken;
  broken.http_status = 200;
  broken.error = Error{ErrorKind::kDecode, "nothing of it was read"};
  meter.Settle(Usd::FromDollars(0.9),
               {.reply = broken, .model = "claude-sonnet-5-5", .prompt = {}});
  EXPECT_FALSE(meter.Reserve(Usd::FromDollars(0.2)));
}

TEST(MostOf, IsNeverBelowWhatTheMocksOwnCountComesTo) {
  Request request{.system = std::string(40'000, 'a'), .user = "Hello", .max_tokens = Tokens{300}};
  const Usage written{.cache_write_5m = Tokens{10'002}, .output_total = Tokens{300}};
  EXPECT_GE(MostOf(request, Sonnet()), CostOf(written, Sonnet()));
  const Usd fresh = MostOf(request, Sonnet());
  EXPECT_GT(MostOf(request.CacheSystem(CacheTtl::k1Hour), Sonnet()), fresh);
}

Task<void> AskForEver(Client* client, int* answers) {
  while (true) {
    Request hello{.user = "Hello", .max_tokens = Tokens{100}};
    Task<Reply> sending = client->Send(std::move(hello));
    const Reply reply = co_await sending;
    ++*answers;
  }
}

WorldFactory Simulated() { return *SimWorldFactory({.model = "claude-sonnet-5-5"}); }

TEST(Metered, StopsBeforeTheRequestThatWouldPassTheLimit) {
  Loop* loop = nullptr;
  const auto meter = std::make_shared<SpendMeter>(
      SpendLimit{.usd = Usd::FromDollars(0.01), .reached = [&](Usd, Usd) { loop->Interrupt(); }});
  const Result<std::unique_ptr<World>> world =
      Metered(Simulated(), meter)({.case_name = "a/b/c", .seed = 1});
  ASSERT_TRUE(world.ok());
  loop = &(*world)->loop();
  const Result<std::unique_ptr<Client>> client = (*world)->NewClient("");
  ASSERT_TRUE(client.ok());
  int answers = 0;
  EXPECT_FALSE(loop->Run(AskForEver(client->get(), &answers)));
  EXPECT_GT(answers, 1);
  EXPECT_EQ(meter->total().requests, answers);
  EXPECT_LE(meter->total().cost, Usd::FromDollars(0.01));
}

TEST(Metered, RefusesAModelWithoutAPriceOnlyUnderALimit) {
  const auto unknown = [](std::shared_ptr<SpendMeter> meter) {
    const Result<std::unique_ptr<World>> world =
        Metered(Simulated(), std::move(meter))({.case_name = "a/b/c", .seed = 1});
    return (*world)->NewClient("llama-70b-tp4");
  };
  EXPECT_TRUE(unknown(std::make_shared<SpendMeter>()).ok());
  const auto refused = unknown(std::make_shared<SpendMeter>(
      SpendLimit{.usd = Usd::FromDollars(1), .reached = [](Usd, Usd) {}}));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("--max-usd cannot hold for llama-70b-tp4"));
}

}  // namespace
}  // namespace lab::apps
