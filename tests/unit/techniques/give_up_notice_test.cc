#include "framework/techniques/give_up_notice.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/task_scope.h"
#include "framework/runtime/virtual_loop.h"
#include "framework/techniques/cascade.h"
#include "framework/techniques/coalescer.h"
#include "framework/techniques/hedge.h"
#include "framework/techniques/rate_limit.h"
#include "framework/techniques/retry.h"
#include "framework/techniques/router.h"
#include "framework/techniques/rule_route.h"
#include "framework/techniques/semantic_cache.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;
using testing::SendOnly;
using testing::Wait;

/// Every technique around one slow model: first text after 1 s, the answer 1 s later.
class EveryTechnique : public ::testing::Test {
 protected:
  EveryTechnique() {
    model.first_token = model.rest = 1s;
    auto rules = std::make_unique<RuleRoute>(std::vector<RouteRule>(), 0);
    Add("Retry", std::make_unique<Retry>(loop, model, Rng(1)));
    Add("RateLimit", std::make_unique<RateLimit>(loop, model, RateLimitOptions{}));
    Add("Hedge", std::make_unique<Hedge>(loop, model, model, HedgeOptions{.after = 100ms}));
    Add("Coalescer", std::make_unique<Coalescer>(loop, model));
    Add("Router",
        std::make_unique<Router>(loop, std::vector<Target>{{"one", &model}}, std::move(rules)));
    Add("Cascade", std::make_unique<Cascade>(loop, model, model, SameAnswer(Whole),
                                             CascadeOptions{.samples = 3}));
    Add("SemanticCache", std::make_unique<SemanticCache>(
                             loop, model, embedder, SemanticCacheOptions{.embedding_time = 50ms}));
  }
  static std::string Whole(std::string_view text) { return std::string(text); }
  void Add(std::string name, std::unique_ptr<Client> client) {
    techniques.emplace_back(std::move(name), std::move(client));
  }

  /// What the caller is told whose request is given up after `patience`.
  std::vector<Reply> ToldWhenGivenUpAfter(Duration patience, Client& client) {
    std::vector<Reply> told;
    Call call;
    call.abandoned = [&told](const Reply& reply) { told.push_back(reply); };
    TaskScope scope(loop);
    scope.Spawn(SendOnly(client, {.user = "hi"}, std::move(call)));
    loop.Run(Wait(loop, patience));
    scope.Cancel();
    return told;
  }

  VirtualLoop loop;
  FakeClient model{loop};
  HashedNgramEmbedder embedder;
  std::vector<std::pair<std::string, std::unique_ptr<Client>>> techniques;
};

TEST_F(EveryTechnique, TellsOnceThatItWasGivenUpWhateverWasUnderWay) {
  for (auto& [name, client] : techniques) {
    SCOPED_TRACE(name);
    const std::vector<Reply> told = ToldWhenGivenUpAfter(1500ms, *client);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].error->kind, ErrorKind::kCancelled);
    EXPECT_EQ(model.in_flight(), 0);
  }
}

TEST_F(EveryTechnique, TellsNothingOfARequestThatHasItsReply) {
  for (auto& [name, client] : techniques) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(ToldWhenGivenUpAfter(60s, *client).empty());
  }
}

TEST_F(EveryTechnique, TellsOfARequestThatWaitedAndWasNeverSent) {
  RateLimit limit(loop, model, {.requests_per_minute = 1});
  SemanticCache slow(loop, model, embedder, {.embedding_time = 10s});
  model.FailNext(1, {.kind = ErrorKind::kRateLimited, .retry_after = 30s});
  Retry retry(loop, model, Rng(1));
  EXPECT_EQ(ToldWhenGivenUpAfter(20s, retry).size(), 1U) << "between two attempts";
  ToldWhenGivenUpAfter(5s, limit);
  const int calls = model.calls();
  for (Client* client : {static_cast<Client*>(&limit), static_cast<Client*>(&slow)}) {
    const std::vector<Reply> told = ToldWhenGivenUpAfter(5s, *client);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].usage, Usage{});
    EXPECT_FALSE(IsSet(told[0].timeline.sent));
  }
  EXPECT_EQ(model.calls(), calls);
}

TEST_F(EveryTechnique, AHedgeGivenUpIsBilledForBothCopies) {
  Hedge hedge(loop, model, model, {.after = 100ms});
  const std::vector<Reply> told = ToldWhenGivenUpAfter(500ms, hedge);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].usage.input_uncached, Tokens{2000});
}

}  // namespace
}  // namespace lab
