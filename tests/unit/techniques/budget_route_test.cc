#include "framework/techniques/budget_route.h"

#include <gtest/gtest.h>

#include <memory>

#include "framework/runtime/virtual_loop.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;

constexpr std::size_t kLarge = 0;
constexpr std::size_t kSmall = 1;

Price PriceOf(double dollars_per_million) {
  Price price;
  price.base.input = price.base.output = Usd::PerMillion(dollars_per_million);
  return price;
}

class BudgetRouteTest : public ::testing::Test {
 protected:
  BudgetRoute PolicyWith(BudgetRouteOptions options) {
    return {loop_, {PriceOf(10), PriceOf(1)}, options};  // the large one costs ten times as much
  }
  // 1000 tokens of prompt; at most 1000 come back.
  static Request Question() { return {.user = std::string(4000, 'x'), .max_tokens = Tokens{1000}}; }
  Result<RouteChoice> Choose(BudgetRoute& policy) {
    const Call call;
    const Request request = Question();
    return *loop_.Run(policy.Choose(request, call));
  }
  // Sends it and gets an answer that used so many tokens in all.
  void Spend(BudgetRoute& policy, const RouteChoice& choice, std::int64_t tokens) {
    Reply reply;
    reply.usage.input_uncached = Tokens{tokens};
    reply.usage_reported = true;
    policy.Sent(choice);
    policy.Ended({.choice = choice, .sent = loop_.Now(), .ended = loop_.Now(), .reply = &reply});
  }

  VirtualLoop loop_;
};

TEST_F(BudgetRouteTest, EstimatesPromptAndAnswerAtEachPrice) {
  const BudgetRoute policy = PolicyWith({});
  EXPECT_EQ(policy.EstimateFor(Question(), kLarge), Usd::FromDollars(0.02));
  EXPECT_EQ(policy.EstimateFor(Question(), kSmall), Usd::FromDollars(0.002));
  const BudgetRoute shorter = PolicyWith({.expected_output = Tokens{500}});
  EXPECT_EQ(shorter.EstimateFor(Question(), kLarge), Usd::FromDollars(0.015));
}

TEST_F(BudgetRouteTest, TakesTheFirstThatARequestMayCost) {
  BudgetRoute rich = PolicyWith({.per_request = Usd::FromDollars(0.02)});
  EXPECT_EQ(Choose(rich)->target, kLarge);
  BudgetRoute poor = PolicyWith({.per_request = Usd::FromDollars(0.0199)});
  EXPECT_EQ(Choose(poor)->target, kSmall);
}

TEST_F(BudgetRouteTest, RefusesWhatEvenTheCheapestWouldOverrun) {
  BudgetRoute policy = PolicyWith({.per_request = Usd::FromDollars(0.001)});
  const Result<RouteChoice> choice = Choose(policy);
  ASSERT_FALSE(choice.ok());
  EXPECT_EQ(choice.error().kind, ErrorKind::kLimit);
  EXPECT_EQ(choice.error().message,
            "the cheapest model would cost about $0.00200 when the budget is $0.00100 a request; "
            "raise it, or lower max_tokens");
}

TEST_F(BudgetRouteTest, MayTakeTheCheapestInstead) {
  BudgetRoute policy =
      PolicyWith({.per_request = Usd::FromDollars(0.001), .over_budget = OverBudget::kCheapest});
  EXPECT_EQ(Choose(policy)->target, kSmall);
}

TEST_F(BudgetRouteTest, StepsDownWhileTheMinuteIsSpent) {
  BudgetRoute policy = PolicyWith({.per_minute = Usd::FromDollars(0.03)});
  const Result<RouteChoice> first = Choose(policy);
  EXPECT_EQ(first->target, kLarge);
  policy.Sent(*first);
  EXPECT_EQ(policy.left(), Usd::FromDollars(0.01));
  EXPECT_EQ(Choose(policy)->target, kSmall);
  loop_.Run(testing::Wait(loop_, 20s));  // a third of the minute's allowance comes in
  EXPECT_EQ(Choose(policy)->target, kLarge);
}

TEST_F(BudgetRouteTest, SettlesWithWhatItReallyCost) {
  BudgetRoute policy = PolicyWith({.per_minute = Usd::FromDollars(0.03)});
  Spend(policy, *Choose(policy), 500);
  EXPECT_EQ(policy.left(), Usd::FromDollars(0.025));
  Spend(policy, *Choose(policy), 3000);  // more than was estimated
  EXPECT_EQ(policy.left(), Usd::FromDollars(-0.005));
}

TEST_F(BudgetRouteTest, KeepsWhatWasSetAsideForARequestOfUnknownCost) {
  BudgetRoute policy = PolicyWith({.per_minute = Usd::FromDollars(0.03)});
  const Result<RouteChoice> choice = Choose(policy);
  policy.Sent(*choice);
  policy.Ended({.choice = *choice, .sent = loop_.Now(), .ended = loop_.Now()});
  EXPECT_EQ(policy.left(), Usd::FromDollars(0.01));
}

// The promise: with max_tokens as the estimate no minute costs more than the bucket can hold.
TEST_F(BudgetRouteTest, NeverSpendsMoreThanTheBudget) {
  BudgetRoute policy = PolicyWith({.per_minute = Usd::FromDollars(0.05)});
  Usd spent;
  for (int second = 0; second < 600; ++second) {
    const Result<RouteChoice> choice = Choose(policy);
    if (choice.ok()) {
      Spend(policy, *choice, 2000);
      spent += choice->reserved;
    }
    loop_.Run(testing::Wait(loop_, 1s));
  }
  EXPECT_LE(spent, Usd::FromDollars(0.05 * 11));  // ten minutes and the full bucket at the start
  EXPECT_GE(spent, Usd::FromDollars(0.05 * 10));
}

}  // namespace
}  // namespace lab
