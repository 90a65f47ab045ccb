#include "framework/techniques/router.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

#include "framework/runtime/task_scope.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;

/// Takes a while and then says what it was told; remembers what it is told of the outcome.
class ScriptedRoute final : public RoutePolicy {
 public:
  ScriptedRoute(Loop& loop, Result<RouteChoice> choice) : loop_(loop), choice_(std::move(choice)) {}

  Task<Result<RouteChoice>> Choose(const Request& /*request*/, const Call& /*call*/) override {
    co_await loop_.Sleep(thinks);
    co_return choice_;
  }
  void Sent(const RouteChoice& /*choice*/) override { ++sent; }
  void Ended(const RouteOutcome& outcome) override {
    ++ended;
    took = outcome.ended - outcome.sent;
    given_up = outcome.reply == nullptr;
  }

  Duration thinks = 25ms;
  int sent = 0;
  int ended = 0;
  Duration took{};
  bool given_up = false;

 private:
  Loop& loop_;
  Result<RouteChoice> choice_;
};

class RouterTest : public ::testing::Test {
 protected:
  Router RouterWith(Result<RouteChoice> choice) {
    auto policy = std::make_unique<ScriptedRoute>(loop_, std::move(choice));
    policy_ = policy.get();
    return {loop_, {{"small", &small_}, {"large", &large_}}, std::move(policy)};
  }

  VirtualLoop loop_;
  FakeClient small_{loop_, "small-1"};
  FakeClient large_{loop_, "large-1"};
  ScriptedRoute* policy_ = nullptr;
};

TEST_F(RouterTest, SendsToTheTargetThatThePolicyChose) {
  Router router = RouterWith(RouteChoice{.target = 1, .label = "hard"});
  const std::optional<Routed> routed =
      loop_.Run(router.Ask(Request{.model = "other", .user = "hi"}));
  EXPECT_EQ(routed->reply.text, "answer to hi");
  EXPECT_EQ(routed->reply.model, "large-1");
  EXPECT_EQ(routed->target, 1U);
  EXPECT_EQ(routed->label, "hard");
  EXPECT_EQ(small_.calls(), 0);
}

TEST_F(RouterTest, CountsDecidingAsWaiting) {
  Router router = RouterWith(RouteChoice{});
  const std::optional<Routed> routed = loop_.Run(router.Ask(Request{.user = "hi"}));
  EXPECT_EQ(routed->added, 25ms);
  EXPECT_EQ(routed->reply.timeline.end, Time{} + 125ms);
  EXPECT_EQ(small_.call(0).intended, Time{});
  EXPECT_EQ(small_.call(0).left, 600s - 25ms);
}

TEST_F(RouterTest, TellsThePolicyHowItWent) {
  Router router = RouterWith(RouteChoice{});
  loop_.Run(router.Send(Request{.user = "hi"}));
  EXPECT_EQ(policy_->sent, 1);
  EXPECT_EQ(policy_->ended, 1);
  EXPECT_EQ(policy_->took, 100ms);
  EXPECT_FALSE(policy_->given_up);
}

TEST_F(RouterTest, TellsThePolicyOfARequestThatWasGivenUp) {
  Router router = RouterWith(RouteChoice{});
  {
    TaskScope scope(loop_);
    scope.Spawn(testing::SendOnly(router, {.user = "hi"}));
    loop_.Run(testing::Wait(loop_, 60ms));
  }
  EXPECT_EQ(policy_->ended, 1);
  EXPECT_TRUE(policy_->given_up);
  EXPECT_EQ(policy_->took, 35ms);
  EXPECT_EQ(small_.given_up(), 1);
}

TEST_F(RouterTest, AnswersWithTheReasonWhereThePolicyRefuses) {
  Router router = RouterWith(Error{ErrorKind::kLimit, "no money"});
  const std::optional<Routed> routed = loop_.Run(router.Ask(Request{.user = "hi"}));
  EXPECT_EQ(routed->reply.error->message, "no money");
  EXPECT_EQ(routed->reply.timeline.end, Time{} + 25ms);
  EXPECT_EQ(small_.calls() + large_.calls(), 0);
  EXPECT_EQ(policy_->sent, 0);
}

TEST_F(RouterTest, GivesUpWhereDecidingTookTheWholeTime) {
  Router router = RouterWith(RouteChoice{});
  Request request{.user = "hi"};
  request.timeout = 25ms;
  const std::optional<Reply> reply = loop_.Run(router.Send(std::move(request)));
  EXPECT_EQ(reply->error->kind, ErrorKind::kTimeout);
  EXPECT_EQ(small_.calls(), 0);
}

TEST_F(RouterTest, IsKnownByItsFirstTarget) {
  EXPECT_EQ(RouterWith(RouteChoice{}).model(), "small-1");
}

}  // namespace
}  // namespace lab
