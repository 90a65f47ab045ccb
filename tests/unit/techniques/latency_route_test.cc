#include "framework/techniques/latency_route.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <utility>

#include "framework/runtime/task_scope.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;

class LatencyRouteTest : public ::testing::Test {
 protected:
  std::size_t Choose(LatencyRoute& policy) {
    const Call call;
    const Request request;
    return (**loop_.Run(policy.Choose(request, call))).target;
  }
  // The answer took so long.
  void Answer(LatencyRoute& policy, std::size_t target, Duration took,
              std::optional<Error> error = std::nullopt) {
    Reply reply;
    reply.timeline.first_token = loop_.Now() + took / 4;
    reply.error = std::move(error);
    const RouteChoice choice{.target = target};
    const Time sent = loop_.Now();
    policy.Sent(choice);
    Wait(took);
    policy.Ended({.choice = choice, .sent = sent, .ended = loop_.Now(), .reply = &reply});
  }
  void Wait(Duration duration) { loop_.Run(testing::Wait(loop_, duration)); }

  VirtualLoop loop_;
};

TEST_F(LatencyRouteTest, TriesEachOnceAndThenPrefersTheQuickest) {
  LatencyRoute policy(loop_, 3, Rng(1));
  for (const Duration took : {300ms, 100ms, 200ms}) Answer(policy, Choose(policy), took);
  EXPECT_EQ(Choose(policy), 1U);
}

TEST_F(LatencyRouteTest, SendsOneAtATimeToWhoHasNotAnsweredYet) {
  LatencyRoute policy(loop_, 2, Rng(1));
  Answer(policy, 0, 500ms);
  policy.Sent({.target = 1});
  EXPECT_EQ(Choose(policy), 0U);
}

TEST_F(LatencyRouteTest, LeavesAServiceThatSlowsDownWithinOneAnswer) {
  LatencyRoute policy(loop_, 2, Rng(1));
  Answer(policy, 0, 100ms);
  Answer(policy, 1, 200ms);
  EXPECT_EQ(Choose(policy), 0U);
  Answer(policy, 0, 900ms);
  EXPECT_EQ(Choose(policy), 1U);
}

TEST_F(LatencyRouteTest, TriesASlowServiceAgainAfterAWhile) {
  LatencyRoute policy(loop_, 2, Rng(1), {.decay = 10s});
  Answer(policy, 0, 100ms);
  Answer(policy, 1, 200ms);
  int until_tried = 0;
  while (Choose(policy) == 0 && until_tried < 100) {
    Answer(policy, 0, 100ms);
    Wait(1s);
    ++until_tried;
  }
  EXPECT_GT(until_tried, 3);
  EXPECT_LT(until_tried, 12);  // 200 ms sink to 100 ms in 10 s * ln 2
}

TEST_F(LatencyRouteTest, WeighsWhatIsUnderWay) {
  LatencyRoute policy(loop_, 2, Rng(1));
  Answer(policy, 0, 100ms);
  Answer(policy, 1, 150ms);
  EXPECT_EQ(Choose(policy), 0U);
  policy.Sent({.target = 0});
  EXPECT_EQ(Choose(policy), 1U);
}

TEST_F(LatencyRouteTest, IsNotDrawnToAServiceThatFailsAtOnce) {
  LatencyRoute policy(loop_, 2, Rng(1));
  Answer(policy, 0, 500ms);
  Answer(policy, 1, 1ms, Error{ErrorKind::kOverloaded, "busy"});
  EXPECT_EQ(Choose(policy), 0U);
}

TEST_F(LatencyRouteTest, DoesNotBlameAServiceForARequestThatIsWrong) {
  LatencyRoute policy(loop_, 2, Rng(1));
  Answer(policy, 0, 200ms);
  Answer(policy, 1, 100ms);
  Answer(policy, 1, 1ms, Error{ErrorKind::kInvalidRequest, "too many messages"});
  EXPECT_EQ(Choose(policy), 1U);
}

TEST_F(LatencyRouteTest, LearnsFromARequestThatWasGivenUpOnlyThatItWasSlow) {
  LatencyRoute policy(loop_, 2, Rng(1));
  Answer(policy, 0, 100ms);
  Answer(policy, 1, 200ms);
  const RouteChoice choice{.target = 0};
  const Time now = loop_.Now();
  policy.Sent(choice);
  policy.Ended({.choice = choice, .sent = now - 10ms, .ended = now});
  EXPECT_EQ(Choose(policy), 0U);
  policy.Sent(choice);
  policy.Ended({.choice = choice, .sent = now - 5s, .ended = now});
  EXPECT_EQ(Choose(policy), 1U);
}

TEST_F(LatencyRouteTest, MayLookAtTheFirstTokenAlone) {
  LatencyRoute policy(loop_, 1, Rng(1), {.signal = LatencySignal::kFirstToken});
  Answer(policy, 0, 400ms);
  EXPECT_NEAR(policy.LoadOf(0), 100, 1e-9);
}

TEST_F(LatencyRouteTest, AvoidsTheSlowerOfTwoThatAreDrawn) {
  LatencyRoute policy(loop_, 3, Rng(7), {.pick = LatencyPick::kTwoChoices});
  Answer(policy, 0, 100ms);
  Answer(policy, 1, 200ms);
  Answer(policy, 2, 300ms);
  std::array<int, 3> times{};
  for (int i = 0; i < 3000; ++i) ++times[Choose(policy)];
  EXPECT_NEAR(times[0], 2000, 150);  // in two of the three pairs
  EXPECT_NEAR(times[1], 1000, 150);
  EXPECT_EQ(times[2], 0);
}

TEST_F(LatencyRouteTest, ExploresTheShareThatItIsTold) {
  LatencyRoute policy(loop_, 2, Rng(7), {.explore = 0.2});
  Answer(policy, 0, 100ms);
  Answer(policy, 1, 200ms);
  int slow = 0;
  for (int i = 0; i < 2000; ++i) slow += Choose(policy) == 1 ? 1 : 0;
  EXPECT_NEAR(slow, 200, 50);  // half of what is drawn at random
}

}  // namespace
}  // namespace lab
