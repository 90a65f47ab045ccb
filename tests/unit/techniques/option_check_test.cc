#include "framework/techniques/option_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/virtual_loop.h"
#include "framework/techniques/budget_route.h"
#include "framework/techniques/cascade.h"
#include "framework/techniques/circuit_breaker.h"
#include "framework/techniques/hedge.h"
#include "framework/techniques/latency_route.h"
#include "framework/techniques/rate_limit.h"
#include "framework/techniques/response_cache.h"
#include "framework/techniques/retry.h"
#include "framework/techniques/rule_route.h"
#include "framework/techniques/semantic_cache.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;
using ::testing::HasSubstr;

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

TEST(OptionCheck, KeepsTheFirstThingThatIsWrong) {
  const OptionCheck check =
      OptionCheck("Thing").AtLeast("a", 1, 1).AtLeast("b", 0, 1).Share("c", 7);
  EXPECT_EQ(check.error()->kind, ErrorKind::kConfig);
  EXPECT_EQ(check.error()->message, "Thing: b is 0 when it should be at least 1");
}

TEST(OptionCheck, FindsNothingWrongAtTheEdges) {
  OptionCheck check("Thing");
  check.AtLeast("a", 1, 1).Share("b", 0).Share("c", 1).NotNegative("d", Duration::zero());
  EXPECT_FALSE(check.error().has_value());
}

TEST(OptionCheck, TakesWhatIsNoNumberForWrong) {
  EXPECT_TRUE(OptionCheck("Thing").Share("share", kNoNumber).error().has_value());
}

/// Options that could never act, or would once have ended the program, and what is said of them.
class WrongOptions : public ::testing::Test {
 protected:
  void Refuses(Client& client, const std::string& message) {
    const Reply reply = *loop.Run(client.Send(Request{.user = "hi"}));
    ASSERT_FALSE(reply.ok()) << message;
    EXPECT_EQ(reply.error->kind, ErrorKind::kConfig);
    EXPECT_THAT(reply.error->message, HasSubstr(message));
    EXPECT_EQ(model.calls(), 0);
  }
  template <class Technique, class Options>
  void Refuses(Options options, const std::string& message) {
    Technique technique(loop, model, options);
    Refuses(technique, message);
  }
  void PolicyRefuses(std::unique_ptr<RoutePolicy> policy, const std::string& message) {
    Router router(loop, {{"one", &model}}, std::move(policy));
    Refuses(router, message);
  }

  VirtualLoop loop;
  FakeClient model{loop};
};

TEST_F(WrongOptions, AreToldByEveryTechnique) {
  Refuses<CircuitBreaker>(CircuitBreakerOptions{.probes = 0}, "probes is 0");
  Refuses<CircuitBreaker>(CircuitBreakerOptions{.window = 0}, "window is 0");
  Refuses<CircuitBreaker>(CircuitBreakerOptions{.failure_share = kNoNumber},
                          "failure_share is nan");
  Refuses<RateLimit>(RateLimitOptions{.requests_per_minute = -1}, "requests_per_minute is -1");
  Refuses<ResponseCache>(ResponseCacheOptions{.ttl = -1s}, "ttl is -1 s");
  Retry never(loop, model, Rng(1), {.max_attempts = 0});
  Refuses(never, "max_attempts is 0");
  Hedge hedge(loop, model, model, {.quantile = 1});
  Refuses(hedge, "quantile is 1");
  Hedge short_window(loop, model, model, {.seen = {.window = 5, .warm_up = 20}});
  Refuses(short_window, "seen.window is 5 when it should be at least 20");
  Cascade cascade(loop, model, model, SameAnswer(nullptr), {.samples = 0});
  Refuses(cascade, "samples is 0");
  HashedNgramEmbedder embedder;
  SemanticCache cache(loop, model, embedder, {.threshold = kNoNumber});
  Refuses(cache, "threshold is nan");
}

TEST_F(WrongOptions, AreToldByEveryPolicy) {
  PolicyRefuses(std::make_unique<LatencyRoute>(loop, 0, Rng(1)), "targets is 0");
  PolicyRefuses(std::make_unique<LatencyRoute>(loop, 1, Rng(1), LatencyRouteOptions{.explore = 2}),
                "explore is 2");
  PolicyRefuses(std::make_unique<BudgetRoute>(loop, std::vector<Price>(), BudgetRouteOptions()),
                "prices is 0");
  const Price price = *PriceTable::Shipped().Find("claude-haiku-5-5");
  PolicyRefuses(
      std::make_unique<BudgetRoute>(loop, std::vector{price},
                                    BudgetRouteOptions{.per_minute = Usd::FromDollars(-1)}),
      "per_minute is -$1.00");
  PolicyRefuses(std::make_unique<RuleRoute>(std::vector<RouteRule>(), 7),
                "the policy chose target 7 when the router has 1");
}

TEST_F(WrongOptions, AWindowBelowTheLeastNumberOfCallsOpensWhenItIsFull) {
  CircuitBreaker breaker(loop, model, {.window = 5});
  model.FailNext(100, ErrorKind::kServer);
  for (int i = 0; i < 6; ++i) loop.Run(breaker.Send(Request{.user = "hi"}));
  EXPECT_EQ(model.calls(), 5);
  EXPECT_EQ(breaker.opened(), 1);
}

TEST_F(WrongOptions, ABudgetOfNothingFitsNothingAndALargeOneEverything) {
  const Price price = *PriceTable::Shipped().Find("claude-haiku-5-5");
  const auto reply_with = [&](Usd per_minute) {
    Router router(loop, {{"one", &model}},
                  std::make_unique<BudgetRoute>(loop, std::vector{price},
                                                BudgetRouteOptions{.per_minute = per_minute}));
    return *loop.Run(router.Send(Request{.user = "hi"}));
  };
  EXPECT_EQ(reply_with(Usd()).error->kind, ErrorKind::kLimit);
  EXPECT_TRUE(reply_with(Usd::FromDollars(1'000'000)).ok());
}

TEST_F(WrongOptions, BillionsOfTokensAMinuteAreALimitLikeAnyOther) {
  RateLimit limit(loop, model, {.tokens_per_minute = 5'000'000'000});
  EXPECT_TRUE(loop.Run(limit.Send(Request{.user = "hi"}))->ok());
}

}  // namespace
}  // namespace lab
