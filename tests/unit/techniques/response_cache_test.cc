#include "framework/techniques/response_cache.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "framework/runtime/virtual_loop.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;
using testing::Wait;

class ResponseCacheTest : public ::testing::Test {
 protected:
  Reply Ask(Client& cache, std::string user) {
    return *loop.Run(cache.Send(Request{.user = std::move(user)}));
  }

  VirtualLoop loop;
  FakeClient model{loop};
};

TEST_F(ResponseCacheTest, AnswersTheSameQuestionAgainAtOnceAndForNothing) {
  ResponseCache cache(loop, model);
  const Reply first = Ask(cache, "hours");
  const Time before = loop.Now();
  const Reply second = Ask(cache, "hours");
  EXPECT_EQ(second.text, first.text);
  EXPECT_EQ(second.request_id, first.request_id);
  EXPECT_EQ(second.usage, Usage{});
  EXPECT_EQ(second.timeline.start, before);
  EXPECT_EQ(second.timeline.end, before);
  EXPECT_EQ(model.calls(), 1);
  EXPECT_EQ(cache.counts().hits, 1);
  EXPECT_EQ(cache.counts().misses, 1);
}

TEST_F(ResponseCacheTest, ForgetsAnAnswerWhenItsTimeIsOverAndAHitDoesNotProlongIt) {
  ResponseCache cache(loop, model, {.ttl = 60s});
  Ask(cache, "hours");
  loop.Run(Wait(loop, 59s));
  Ask(cache, "hours");
  EXPECT_EQ(cache.counts().hits, 1);
  loop.Run(Wait(loop, 1s));
  Ask(cache, "hours");
  EXPECT_EQ(model.calls(), 2);
  EXPECT_EQ(cache.counts().expired, 1);
}

TEST_F(ResponseCacheTest, DropsTheLeastRecentlyUsedWhenThereAreTooMany) {
  ResponseCache cache(loop, model, {.max_entries = 2});
  Ask(cache, "a");
  Ask(cache, "b");
  Ask(cache, "a");
  Ask(cache, "c");
  EXPECT_EQ(cache.entries(), 2u);
  EXPECT_EQ(cache.counts().evicted, 1);
  const int calls = model.calls();
  Ask(cache, "a");
  EXPECT_EQ(model.calls(), calls);
  Ask(cache, "b");
  EXPECT_EQ(model.calls(), calls + 1);
}

TEST_F(ResponseCacheTest, KeepsItsBytesWithinTheirBound) {
  ResponseCache cache(loop, model, {.max_bytes = 2000});
  for (int i = 0; i < 20; ++i) {
    Ask(cache, "a question of some length, number " + std::to_string(i));
    EXPECT_LE(cache.bytes(), 2000u);
  }
  EXPECT_GT(cache.entries(), 2u);
  EXPECT_GT(cache.counts().evicted, 0);
}

TEST_F(ResponseCacheTest, KeepsNothingLargerThanAllItsRoom) {
  ResponseCache cache(loop, model, {.max_bytes = 50});
  Ask(cache, std::string(100, 'x'));
  EXPECT_EQ(cache.entries(), 0u);
  EXPECT_EQ(cache.counts().evicted, 0);
}

TEST_F(ResponseCacheTest, KeepsNoFailureAndNothingThatWasCut) {
  ResponseCache cache(loop, model);
  model.FailNext(1, ErrorKind::kServer);
  Ask(cache, "hours");
  EXPECT_EQ(cache.entries(), 0u);
  model.stop_reason = "max_tokens";
  Ask(cache, "hours");
  EXPECT_EQ(cache.entries(), 0u);
}

TEST_F(ResponseCacheTest, KeepsTheLaterOfTwoThatWereInFlightTogether) {
  ResponseCache cache(loop, model);
  TaskScope scope(loop);
  scope.Spawn(testing::SendOnly(cache, {.user = "hours"}));
  scope.Spawn(testing::SendOnly(cache, {.user = "hours"}));
  loop.Run(Wait(loop, 1s));
  EXPECT_EQ(model.calls(), 2);
  EXPECT_EQ(cache.entries(), 1u);
  EXPECT_EQ(Ask(cache, "hours").request_id, "request 2");
}

TEST_F(ResponseCacheTest, TakesAKeyOfTheCallersOwn) {
  ResponseCache cache(loop, model,
                      {.key = [](const Request& r) { return r.user.str().substr(0, 1); }});
  Ask(cache, "hours");
  EXPECT_EQ(Ask(cache, "how?").text, "answer to hours");
}

}  // namespace
}  // namespace lab
