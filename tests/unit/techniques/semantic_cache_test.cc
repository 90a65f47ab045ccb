#include "framework/techniques/semantic_cache.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/task_scope.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/support/fake_client.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::FakeClient;
using testing::SendOnly;
using testing::Wait;

// A place for each letter, so that a test can tell by eye how similar two texts are: "aab" and "ab"
// share both letters, "ab" and "cd" none.
class LetterEmbedder final : public Embedder {
 public:
  std::size_t dimension() const override { return 26; }
  void Embed(std::string_view text, std::span<float> out) const override {
    std::fill(out.begin(), out.end(), 0.0f);
    for (char c : text) {
      if (c >= 'a' && c <= 'z') out[static_cast<std::size_t>(c - 'a')] = 1;
    }
    const float length = std::sqrt(Dot(out, out));
    if (length > 0) std::for_each(out.begin(), out.end(), [=](float& value) { value /= length; });
  }
};

class SemanticCacheTest : public ::testing::Test {
 protected:
  SemanticCache With(SemanticCacheOptions options) {
    return SemanticCache(loop, model, embedder, std::move(options));
  }
  Reply Ask(Client& cache, std::string user, std::string system = "") {
    return *loop.Run(cache.Send(Request{.system = std::move(system), .user = std::move(user)}));
  }

  VirtualLoop loop;
  FakeClient model{loop};
  LetterEmbedder embedder;
};

TEST_F(SemanticCacheTest, AnswersANearQuestionWithTheStoredAnswer) {
  SemanticCache cache = With({.threshold = 0.8});
  Ask(cache, "abcd");
  const Time before = loop.Now();
  const Reply reply = Ask(cache, "dcbae");  // 4 / sqrt(4 * 5) = 0.894
  EXPECT_EQ(reply.text, "answer to abcd");
  EXPECT_EQ(reply.usage, Usage{});
  EXPECT_EQ(reply.timeline.start, before);
  EXPECT_EQ(reply.timeline.end, before);
  EXPECT_EQ(model.calls(), 1);
  EXPECT_EQ(cache.counts().hits, 1);
}

TEST_F(SemanticCacheTest, AsksTheModelBelowTheThreshold) {
  SemanticCache cache = With({.threshold = 0.9});
  Ask(cache, "abcd");
  EXPECT_EQ(Ask(cache, "abcde").text, "answer to abcde");
  EXPECT_EQ(cache.counts().misses, 2);
  EXPECT_EQ(cache.entries(), 2u);
}

TEST_F(SemanticCacheTest, TakesTheNearestOfSeveral) {
  SemanticCache cache = With({.threshold = 0.8});
  Ask(cache, "abcx");
  Ask(cache, "abyz");
  EXPECT_EQ(Ask(cache, "abyzw").text, "answer to abyz");
}

TEST_F(SemanticCacheTest, NeverAnswersFromAnotherScope) {
  SemanticCache cache = With({.threshold = 0.5});
  Ask(cache, "abcd", "rules of shop one");
  EXPECT_EQ(Ask(cache, "abcd", "rules of shop two").request_id, "request 2");
  EXPECT_EQ(Ask(cache, "abcd", "rules of shop one").request_id, "request 1");
  EXPECT_EQ(model.calls(), 2);
}

TEST_F(SemanticCacheTest, TellsWhichQuestionWasAnsweredInstead) {
  std::vector<std::string> told;
  SemanticCache cache = With({.threshold = 0.8, .on_hit = [&told](const SemanticHit& hit) {
                                told = {std::string(hit.asked), std::string(hit.stored)};
                                EXPECT_NEAR(hit.similarity, 0.8944, 1e-4);
                              }});
  Ask(cache, "abcd");
  EXPECT_TRUE(told.empty());
  Ask(cache, "abcde");
  EXPECT_EQ(told, std::vector<std::string>({"abcde", "abcd"}));
}

TEST_F(SemanticCacheTest, WaitsForTheEmbeddingHitOrMiss) {
  SemanticCache cache = With({.embedding_time = 25ms});
  const Reply miss = Ask(cache, "abcd");
  EXPECT_EQ(miss.timeline.intended, Time{});
  EXPECT_EQ(miss.timeline.start, Time{25ms});
  EXPECT_EQ(model.call(0).left, Request{}.timeout - 25ms);
  const Time before = loop.Now();
  const Reply hit = Ask(cache, "abcd");
  EXPECT_EQ(hit.timeline.start, before);
  EXPECT_EQ(hit.timeline.first_visible, before + 25ms);
}

TEST_F(SemanticCacheTest, FailsARequestThatTheEmbeddingOutlasts) {
  SemanticCache cache = With({.embedding_time = 25ms});
  Request request{.user = "abcd"};
  request.timeout = 10ms;
  const Reply reply = *loop.Run(cache.Send(std::move(request)));
  ASSERT_TRUE(reply.error.has_value());
  EXPECT_EQ(reply.error->kind, ErrorKind::kTimeout);
  EXPECT_EQ(reply.timeline.end, Time{10ms});
  EXPECT_EQ(model.calls(), 0);
}

TEST_F(SemanticCacheTest, AnswersTheVeryWordsAtAThresholdOfOne) {
  const HashedNgramEmbedder hashed;  // some texts' cosine with themselves is 0.9999999
  double most = 0;
  SemanticCache cache(loop, model, hashed, {.threshold = 1, .on_hit = [&](const SemanticHit& hit) {
                                              most = std::max(most, hit.similarity);
                                            }});
  for (const char* text : {"opening hours", "How do I reset my password?", "hello world"}) {
    Ask(cache, text);
    Ask(cache, text);
  }
  EXPECT_EQ(cache.counts().hits, 3);
  EXPECT_EQ(most, 1);
}

TEST_F(SemanticCacheTest, ForgetsAnAnswerWhenItsTimeIsOver) {
  SemanticCache cache = With({.ttl = 60s});
  Ask(cache, "abcd");
  loop.Run(Wait(loop, 60s));
  EXPECT_EQ(Ask(cache, "abcd").request_id, "request 2");
  EXPECT_EQ(cache.counts().expired, 1);
  EXPECT_EQ(cache.entries(), 1u);
}

TEST_F(SemanticCacheTest, DropsTheLeastRecentlyUsedWhenThereAreTooMany) {
  SemanticCache cache = With({.max_entries = 2});
  Ask(cache, "ab");
  Ask(cache, "cd");
  Ask(cache, "ab");
  Ask(cache, "ef");
  EXPECT_EQ(cache.entries(), 2u);
  EXPECT_EQ(cache.counts().evicted, 1);
  EXPECT_EQ(Ask(cache, "ab").request_id, "request 1");
  EXPECT_EQ(Ask(cache, "cd").request_id, "request 4");
}

TEST_F(SemanticCacheTest, StillFindsWhatChangedItsPlaceWhenAnotherWasDropped) {
  SemanticCache cache = With({.max_entries = 3});
  for (const char* text : {"ab", "cd", "ef", "gh"}) Ask(cache, text);
  EXPECT_EQ(Ask(cache, "cd").text, "answer to cd");
  EXPECT_EQ(Ask(cache, "ef").text, "answer to ef");
  EXPECT_EQ(Ask(cache, "gh").text, "answer to gh");
  EXPECT_EQ(model.calls(), 4);
}

TEST_F(SemanticCacheTest, KeepsNoFailure) {
  SemanticCache cache = With({});
  model.FailNext(1, ErrorKind::kServer);
  Ask(cache, "abcd");
  EXPECT_EQ(cache.entries(), 0u);
}

TEST_F(SemanticCacheTest, KeepsAQuestionOnceThatWasAskedTwiceAtTheSameTime) {
  SemanticCache cache = With({});
  TaskScope scope(loop);
  scope.Spawn(SendOnly(cache, {.user = "abcd"}));
  scope.Spawn(SendOnly(cache, {.user = "abcd"}));
  loop.Run(Wait(loop, 1s));
  EXPECT_EQ(model.calls(), 2);
  EXPECT_EQ(cache.entries(), 1u);
}

TEST_F(SemanticCacheTest, LetsARequestWithoutAQuestionPass) {
  SemanticCache cache = With({.threshold = 0});
  Ask(cache, "");
  Ask(cache, "");
  EXPECT_EQ(model.calls(), 2);
  EXPECT_EQ(cache.entries(), 0u);
}

TEST_F(SemanticCacheTest, FindsNothingSimilarToATextWithoutAWord) {
  SemanticCache cache = With({.threshold = 0.5});
  Ask(cache, "?!");
  Ask(cache, "?!");
  EXPECT_EQ(model.calls(), 2);
}

}  // namespace
}  // namespace lab
