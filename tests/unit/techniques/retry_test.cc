#include "framework/techniques/retry.h"

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

class RetryTest : public ::testing::Test {
 protected:
  Reply Send(RetryOptions options, Request request = {.user = "hi"}, Call call = {}) {
    Retry retry(loop, model, Rng(7), options);
    Reply reply = *loop.Run(retry.Send(std::move(request), std::move(call)));
    retries = retry.retries();
    unpaid = retry.unpaid();
    return reply;
  }

  VirtualLoop loop;
  FakeClient model{loop};
  std::int64_t retries = 0;
  std::int64_t unpaid = 0;
};

TEST_F(RetryTest, AsksAgainUntilItSucceeds) {
  model.FailNext(2, ErrorKind::kOverloaded);
  const Reply reply = Send({.max_attempts = 3});
  EXPECT_TRUE(reply.ok());
  EXPECT_EQ(reply.text, "answer to hi");
  EXPECT_EQ(model.calls(), 3);
  EXPECT_EQ(retries, 2);
}

TEST_F(RetryTest, ReturnsTheLastFailureWhenTheAttemptsAreUsedUp) {
  model.FailNext(9, ErrorKind::kServer);
  EXPECT_EQ(Send({.max_attempts = 4}).error->kind, ErrorKind::kServer);
  EXPECT_EQ(model.calls(), 4);
}

TEST_F(RetryTest, LeavesAloneWhatAskingAgainCannotMend) {
  model.FailNext(1, ErrorKind::kAuth);
  EXPECT_EQ(Send({}).error->kind, ErrorKind::kAuth);
  EXPECT_EQ(model.calls(), 1);
}

TEST_F(RetryTest, NumbersTheAttemptsAndKeepsTheFirstIntention) {
  model.FailNext(2, ErrorKind::kConnect);
  const Reply reply = Send({}, {.user = "hi"}, Call().Key("key"));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(model.call(i).attempt, i);
    EXPECT_EQ(model.call(i).intended, Time{});
  }
  EXPECT_EQ(model.call(0).key, "key");
  EXPECT_EQ(model.call(2).key, "key/attempt 2");
  EXPECT_GT(reply.timeline.start, reply.timeline.intended);
}

TEST_F(RetryTest, GivesTheAttemptsOfARequestALineageOfTheirOwn) {
  Retry retry(loop, model, Rng(7), {});
  model.FailNext(1, ErrorKind::kConnect);
  loop.Run(retry.Send(Request{.user = "one"}));
  loop.Run(retry.Send(Request{.user = "two"}));
  EXPECT_NE(model.call(0).lineage, 0U);
  EXPECT_EQ(model.call(1).lineage, model.call(0).lineage);
  EXPECT_NE(model.call(2).lineage, model.call(0).lineage);
}

TEST_F(RetryTest, KeepsALineageThatTheCallHas) {
  Call call;
  call.lineage = 99;
  Send({}, {.user = "hi"}, std::move(call));
  EXPECT_EQ(model.call(0).lineage, 99U);
}

TEST_F(RetryTest, DrawsEachPauseBelowADoublingBound) {
  constexpr int kSends = 200;
  Retry retry(loop, model, Rng(3),
              {.max_attempts = 4, .first_backoff = 100ms, .budget = {.reserve = 1e6, .most = 1e6}});
  std::vector<Duration> longest(3);
  std::vector<Duration> total(3);
  for (int send = 0; send < kSends; ++send) {
    model.FailNext(4, ErrorKind::kOverloaded);
    loop.Run(retry.Send(Request{.user = "hi"}));
    for (int i = 0; i < 3; ++i) {
      const int call = 4 * send + i;
      const Duration pause = model.call(call + 1).at - model.call(call).at - model.first_token;
      longest[i] = std::max(longest[i], pause);
      total[i] += pause;
    }
  }
  for (int i = 0; i < 3; ++i) {
    const Duration bound = 100ms * (1 << i);
    EXPECT_LE(longest[i], bound);
    EXPECT_GT(longest[i], bound * 9 / 10);
    EXPECT_NEAR(ToMs(total[i]) / kSends, ToMs(bound) / 2, ToMs(bound) / 10);
  }
}

TEST_F(RetryTest, WaitsAtLeastAsLongAsTheProviderAsks) {
  model.FailNext(1, {.kind = ErrorKind::kRateLimited, .retry_after = 5s});
  EXPECT_TRUE(Send({.first_backoff = 100ms}).ok());
  const Duration waited = model.call(1).at - model.call(0).at - model.first_token;
  EXPECT_GE(waited, 5s);
  EXPECT_LE(waited, 5s + 100ms);
}

TEST_F(RetryTest, BeginsNoPauseThatOutlastsTheRequestsTimeout) {
  model.FailNext(1, {.kind = ErrorKind::kRateLimited, .retry_after = 5s});
  const Reply reply = Send({}, {.user = "hi", .timeout = 4s});
  EXPECT_EQ(reply.error->kind, ErrorKind::kRateLimited);
  EXPECT_EQ(loop.Now(), Time{} + model.first_token);
}

TEST_F(RetryTest, GivesEachAttemptWhatIsLeftOfTheTimeout) {
  model.FailNext(1, ErrorKind::kClosed);
  Send({}, {.user = "hi", .timeout = 10s});
  EXPECT_EQ(model.call(0).left, 10s);
  EXPECT_EQ(model.call(1).left, 10s - (model.call(1).at - model.call(0).at));
}

TEST_F(RetryTest, CutsOneAttemptShorterThanTheWhole) {
  Send({.attempt_timeout = 2s}, {.user = "hi", .timeout = 10s});
  EXPECT_EQ(model.call(0).left, 2s);
}

TEST_F(RetryTest, NeverRepeatsWhatAWatcherHasSeen) {
  model.FailNext(1, {.kind = ErrorKind::kClosed, .after_text = true});
  std::string seen;
  const auto watch = [&seen](const Progress& progress) {
    seen += progress.delta;
    return Flow::kContinue;
  };
  EXPECT_FALSE(Send({}, {.user = "hi"}, Call().Watch(watch)).ok());
  EXPECT_EQ(model.calls(), 1);
  EXPECT_EQ(seen, "answer to ");
}

TEST_F(RetryTest, RepeatsABrokenAnswerThatNobodyWatched) {
  model.FailNext(1, {.kind = ErrorKind::kClosed, .after_text = true});
  EXPECT_TRUE(Send({}).ok());
  EXPECT_EQ(model.calls(), 2);
}

TEST_F(RetryTest, KeepsAnOutageFromMultiplyingTheLoad) {
  Retry retry(loop, model, Rng(1), {.max_attempts = 3, .budget = {.share = 0.1, .reserve = 5}});
  model.FailNext(10'000, ErrorKind::kOverloaded);
  for (int i = 0; i < 1000; ++i) loop.Run(retry.Send(Request{.user = "hi"}));
  EXPECT_EQ(model.calls(), 1000 + 100 + 5);
  EXPECT_EQ(retry.retries(), 105);
  EXPECT_GT(retry.unpaid(), 800);
}

TEST_F(RetryTest, StopsWhenItsTaskIsDestroyed) {
  model.FailNext(1, {.kind = ErrorKind::kRateLimited, .retry_after = 60s});
  Retry retry(loop, model, Rng(1));
  {
    TaskScope scope(loop);
    scope.Spawn(SendOnly(retry, {.user = "hi"}));
    loop.Run(Wait(loop, 10s));
  }
  loop.Run(Wait(loop, 100s));
  EXPECT_EQ(model.calls(), 1);
}

TEST(RetryBudget, PaysForATenthAndKeepsNoMoreThanItsMost) {
  RetryBudget budget({.share = 0.1, .reserve = 0, .most = 2});
  EXPECT_FALSE(budget.Withdraw());
  for (int i = 0; i < 10; ++i) budget.Deposit();
  EXPECT_TRUE(budget.Withdraw());
  EXPECT_FALSE(budget.Withdraw());
  for (int i = 0; i < 1000; ++i) budget.Deposit();
  EXPECT_DOUBLE_EQ(budget.balance(), 2);
}

}  // namespace
}  // namespace lab
