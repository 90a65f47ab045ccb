#include "framework/techniques/circuit_breaker.h"

#include <gtest/gtest.h>

#include <utility>

#include "framework/runtime/task_scope.h"
#include "framework/runtime/virtual_loop.h"
#include "framework/techniques/retry.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;
using testing::SendOnly;
using testing::Wait;
using State = CircuitBreaker::State;

class CircuitBreakerTest : public ::testing::Test {
 protected:
  Reply Send() { return *loop.Run(breaker.Send(Request{.user = "hi"})); }
  void Fail(int count, ErrorKind kind = ErrorKind::kServer) {
    model.FailNext(count, kind);
    for (int i = 0; i < count; ++i) Send();
  }
  void Succeed(int count) {
    for (int i = 0; i < count; ++i) Send();
  }

  VirtualLoop loop;
  FakeClient model{loop};
  CircuitBreaker breaker{
      loop, model, {.window = 8, .min_calls = 4, .failure_share = 0.5, .open_for = 30s}};
};

TEST_F(CircuitBreakerTest, OpensWhenHalfOfTheWindowFailed) {
  Succeed(5);
  Fail(3);
  EXPECT_EQ(breaker.state(), State::kClosed);
  Fail(1);
  EXPECT_EQ(breaker.state(), State::kOpen);
  EXPECT_EQ(breaker.opened(), 1);
}

TEST_F(CircuitBreakerTest, JudgesNothingByTooFewCalls) {
  Fail(3);
  EXPECT_EQ(breaker.state(), State::kClosed);
}

TEST_F(CircuitBreakerTest, ForgetsWhatHasLeftTheWindow) {
  Succeed(4);
  Fail(3);
  Succeed(5);
  Fail(3);
  EXPECT_EQ(breaker.state(), State::kClosed);
}

TEST_F(CircuitBreakerTest, IsNotOpenedByRequestsThatAreWrong) {
  Fail(8, ErrorKind::kInvalidRequest);
  EXPECT_EQ(breaker.state(), State::kClosed);
}

TEST_F(CircuitBreakerTest, RefusesAtOnceWhileItIsOpenAndSaysWhenItWillNot) {
  Fail(4);
  const int calls = model.calls();
  const Time now = loop.Now();
  const Reply reply = Send();
  EXPECT_EQ(reply.error->kind, ErrorKind::kOverloaded);
  EXPECT_EQ(reply.error->message,
            "the circuit breaker of 'fake' is open: it lets a probe through in 30 s");
  EXPECT_EQ(reply.rate_limits.retry_after, 30s);
  EXPECT_EQ(reply.timeline.end, now);
  EXPECT_EQ(model.calls(), calls);
  EXPECT_EQ(breaker.refused(), 1);
}

TEST_F(CircuitBreakerTest, ClosesWhenTheProbeSucceeds) {
  Fail(4);
  loop.Run(Wait(loop, 30s));
  EXPECT_EQ(breaker.state(), State::kHalfOpen);
  EXPECT_TRUE(Send().ok());
  EXPECT_EQ(breaker.state(), State::kClosed);
  Fail(3);
  EXPECT_EQ(breaker.state(), State::kClosed) << "the window begins anew";
}

TEST_F(CircuitBreakerTest, OpensAgainWhenTheProbeFails) {
  Fail(4);
  loop.Run(Wait(loop, 30s));
  Fail(1);
  EXPECT_EQ(breaker.state(), State::kOpen);
  EXPECT_EQ(breaker.opened(), 2);
}

TEST_F(CircuitBreakerTest, LetsOnlyTheProbeThroughWhileItIsHalfOpen) {
  Fail(4);
  loop.Run(Wait(loop, 30s));
  TaskScope scope(loop);
  scope.Spawn(SendOnly(breaker, {.user = "probe"}));
  loop.Run(Wait(loop, 1ms));
  EXPECT_FALSE(Send().ok());
  EXPECT_EQ(breaker.refused(), 1);
}

TEST_F(CircuitBreakerTest, GivesThePlaceOfAProbeThatWasGivenUpToTheNext) {
  Fail(4);
  loop.Run(Wait(loop, 30s));
  {
    TaskScope scope(loop);
    scope.Spawn(SendOnly(breaker, {.user = "probe"}));
    loop.Run(Wait(loop, 1ms));
  }
  EXPECT_EQ(model.given_up(), 1);
  EXPECT_TRUE(Send().ok());
  EXPECT_EQ(breaker.state(), State::kClosed);
}

TEST_F(CircuitBreakerTest, CountsNoOutcomeOfARequestFromBeforeItOpened) {
  TaskScope scope(loop);
  model.rest = 60s;
  scope.Spawn(SendOnly(breaker, {.user = "slow, and good in the end"}));
  loop.Run(Wait(loop, 1ms));
  Fail(4);
  loop.Run(Wait(loop, 29s));
  EXPECT_EQ(breaker.state(), State::kOpen);
  loop.Run(Wait(loop, 40s));
  EXPECT_EQ(model.in_flight(), 0);
  EXPECT_EQ(breaker.state(), State::kHalfOpen) << "the late success is no probe";
}

TEST_F(CircuitBreakerTest, TellsARetryAroundItHowLongToWait) {
  Fail(4);
  Retry retry(loop, breaker, Rng(1), {.first_backoff = 100ms});
  const Time before = loop.Now();
  EXPECT_TRUE(loop.Run(retry.Send(Request{.user = "hi"}))->ok());
  EXPECT_GE(loop.Now() - before, 30s);
  EXPECT_LT(loop.Now() - before, 31s);
}

}  // namespace
}  // namespace lab
