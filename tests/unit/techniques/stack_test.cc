// Techniques on top of each other, as docs/techniques.md puts them together.

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/combine.h"
#include "framework/runtime/virtual_loop.h"
#include "framework/techniques/circuit_breaker.h"
#include "framework/techniques/coalescer.h"
#include "framework/techniques/rate_limit.h"
#include "framework/techniques/response_cache.h"
#include "framework/techniques/retry.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;

class StackTest : public ::testing::Test {
 protected:
  std::vector<Reply> AskTogether(int people, std::string question) {
    std::vector<Task<Reply>> sends;
    for (int i = 0; i < people; ++i) sends.push_back(cache.Send(Request{.user = question}));
    return *loop.Run(All(loop, std::move(sends)));
  }

  VirtualLoop loop;
  FakeClient model{loop};
  RateLimit limit{loop, model, {.requests_per_minute = 60, .burst = 1s}};
  CircuitBreaker breaker{loop, limit, {.min_calls = 3, .open_for = 30s}};
  Retry retry{loop, breaker, Rng(1), {.max_attempts = 6, .first_backoff = 100ms}};
  Coalescer shared{loop, retry};
  ResponseCache cache{loop, shared};
};

TEST_F(StackTest, AsksOnceForACrowdAndNeverAgain) {
  for (const Reply& reply : AskTogether(5, "x")) EXPECT_EQ(reply.text, "answer to x");
  for (const Reply& reply : AskTogether(5, "x")) EXPECT_EQ(reply.text, "answer to x");
  EXPECT_EQ(model.calls(), 1);
}

TEST_F(StackTest, BillsACrowdOnce) {
  Usage sum;
  for (const Reply& reply : AskTogether(5, "x")) sum += reply.usage;
  EXPECT_EQ(sum, model.usage);
}

TEST_F(StackTest, RetriesOnceForAllAndOutlastsTheOpenBreaker) {
  model.FailNext(3, ErrorKind::kOverloaded);
  for (const Reply& reply : AskTogether(5, "x")) EXPECT_TRUE(reply.ok());
  EXPECT_EQ(model.calls(), 4);
  EXPECT_EQ(breaker.opened(), 1);
  EXPECT_EQ(breaker.state(), CircuitBreaker::State::kClosed);
  EXPECT_GE(model.call(3).at - model.call(2).at, 30s);
}

TEST_F(StackTest, CountsEveryAttemptAgainstTheLimit) {
  model.FailNext(2, ErrorKind::kConnect);
  AskTogether(1, "x");
  EXPECT_GE(model.call(1).at - model.call(0).at, 1s);
  EXPECT_GE(model.call(2).at - model.call(1).at, 1s);
}

TEST_F(StackTest, KeepsAllOfItWithinTheRequestsTimeout) {
  model.FailNext(100, ErrorKind::kOverloaded);
  const Reply reply = *loop.Run(cache.Send(Request{.user = "x", .timeout = 5s}));
  EXPECT_FALSE(reply.ok());
  EXPECT_LE(loop.Now(), Time{5s});
  EXPECT_EQ(cache.entries(), 0u);
}

}  // namespace
}  // namespace lab
