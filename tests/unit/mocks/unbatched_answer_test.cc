#include "mocks/unbatched_answer.h"

#include <gtest/gtest.h>

#include "tests/unit/mocks/simulated_model_testing.h"

namespace lab::mocks {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class ApiGenerationTest : public testing::Test {
 protected:
  SimulatedModel MakeEngine(SimulatedModelOptions options = {}) {
    return SimulatedModel(loop_, profile_, options);
  }

  VirtualLoop loop_;
  Profile profile_ = *ShippedProfile("ideal");
};

TEST_F(ApiGenerationTest, SendsTheFirstTokenWhenThePromptIsReadAndEachFurtherOneAGapLater) {
  SimulatedModel model = MakeEngine();
  const Collected answer = Collect(loop_, model, Ask("k", {.output_tokens = 5}));
  EXPECT_EQ(Ms(answer.head), 200);
  ASSERT_EQ(answer.pieces.size(), 5u);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(Ms(answer.pieces[static_cast<std::size_t>(i)].came), 200 + 10 * i);
    EXPECT_EQ(answer.pieces[static_cast<std::size_t>(i)].due,
              answer.pieces[static_cast<std::size_t>(i)].came);
  }
  EXPECT_EQ(answer.end, answer.pieces.back().came);
}

TEST_F(ApiGenerationTest, SendsABundleWithItsLastToken) {
  SimulatedModel model = MakeEngine();
  MockRequest request = Ask("k", {.output_tokens = 7});
  request.hints["chunk_tokens"] = "3";
  const Collected answer = Collect(loop_, model, request);
  ASSERT_EQ(answer.pieces.size(), 3u);
  EXPECT_EQ(Ms(answer.pieces[0].came), 220);
  EXPECT_EQ(Ms(answer.pieces[1].came), 250);
  EXPECT_EQ(Ms(answer.pieces[2].came), 260);
}

TEST_F(ApiGenerationTest, BundlesBetweenTheProfilesBounds) {
  profile_.decode.chunk_tokens_min = 2;
  profile_.decode.chunk_tokens_max = 5;
  SimulatedModel model = MakeEngine();
  const Collected answer = Collect(loop_, model, Ask("k", {.output_tokens = 1000}));
  std::array<int, 6> seen{};
  for (std::size_t i = 0; i + 1 < answer.pieces.size(); ++i) {
    ++seen.at(static_cast<std::size_t>(answer.pieces[i].tokens));
  }
  EXPECT_EQ(seen[1], 0);
  for (std::size_t tokens = 2; tokens <= 5; ++tokens) EXPECT_GT(seen[tokens], 30) << tokens;
}

TEST_F(ApiGenerationTest, LetsHiddenThinkingTakeItsTime) {
  SimulatedModel model = MakeEngine();
  MockRequest request = Ask("k", {.output_tokens = 2});
  request.thinking = true;
  request.visible_thinking = false;
  request.hints["thinking_tokens"] = "100";
  const Collected answer = Collect(loop_, model, request);
  EXPECT_EQ(Ms(answer.head), 200);
  EXPECT_EQ(Ms(answer.pieces[0].came), 1200);
  EXPECT_EQ(answer.usage.output_reasoning, Tokens{100});
  EXPECT_EQ(answer.usage.output_total, Tokens{102});
}

TEST_F(ApiGenerationTest, TakesItsTimeEvenWhenNothingFollowsTheThinking) {
  SimulatedModel model = MakeEngine();
  MockRequest request = Ask("k", {.max_tokens = 50});
  request.thinking = true;
  request.visible_thinking = false;
  request.hints["thinking_tokens"] = "100";
  const Collected answer = Collect(loop_, model, request);
  EXPECT_TRUE(answer.pieces.empty());
  EXPECT_EQ(Ms(answer.end), 690);
  EXPECT_EQ(answer.usage.output_total, Tokens{50});
  EXPECT_EQ(answer.stop, Stop::kMaxTokens);
}

TEST_F(ApiGenerationTest, SendsEarlyHeadersLongBeforeTheFirstToken) {
  profile_.prefill.early_headers = true;
  profile_.prefill.early_headers_ms = 15;
  SimulatedModel model = MakeEngine();
  const Collected answer = Collect(loop_, model, Ask("k"));
  EXPECT_EQ(Ms(answer.head), 15);
  EXPECT_EQ(Ms(answer.pieces[0].came), 200);
}

TEST_F(ApiGenerationTest, TakesATenthOfTheTimeAtSpeedTen) {
  SimulatedModel model = MakeEngine({.speed = 10});
  const Collected answer = Collect(loop_, model, Ask("k", {.output_tokens = 2}));
  EXPECT_EQ(Ms(answer.pieces[0].came), 20);
  EXPECT_EQ(Ms(answer.pieces[1].came), 21);
}

// A consumer that is late for one piece must find the following ones where they were.
Task<void> Dawdle(Loop& loop, SimulatedModel& model, std::vector<Time>* came) {
  MockRequest asked = Ask("k", {.output_tokens = 30});
  std::unique_ptr<ModelAnswer> generated = co_await model.Start(std::move(asked));
  for (int i = 0; i < 30; ++i) {
    co_await generated->Next();
    came->push_back(loop.Now());
    if (i == 3) co_await loop.Sleep(milliseconds(95));
  }
}

TEST_F(ApiGenerationTest, DoesNotDriftBehindALateConsumer) {
  SimulatedModel model = MakeEngine();
  std::vector<Time> came;
  loop_.Run(Dawdle(loop_, model, &came));
  EXPECT_EQ(Ms(came[4]), 325);  // waited for it, so at once
  EXPECT_EQ(Ms(came[12]), 325);
  EXPECT_EQ(Ms(came[13]), 330);
  EXPECT_EQ(Ms(came[29]), 490);
}

Task<void> LeaveAfter(SimulatedModel& model, MockRequest request, int pieces) {
  std::unique_ptr<ModelAnswer> generated = co_await model.Start(std::move(request));
  for (int i = 0; i < pieces; ++i) co_await generated->Next();
}

TEST_F(ApiGenerationTest, CountsTheTokenUnderWayWhenTheListenerLeaves) {
  SimulatedModel model = MakeEngine();
  loop_.Run(LeaveAfter(model, Ask("k", {.output_tokens = 100}), 4));
  EXPECT_EQ(model.ledger().cancelled, 1);
  EXPECT_EQ(model.ledger().output, Tokens{5});
  EXPECT_EQ(model.ledger().output_after_cancel, Tokens{1});
}

TEST_F(ApiGenerationTest, GoesOnWritingForTheLagOfTheProfile) {
  profile_.decode.cancel_lag_ms = 35;
  SimulatedModel model = MakeEngine();
  loop_.Run(LeaveAfter(model, Ask("k", {.output_tokens = 100}), 4));
  EXPECT_EQ(model.ledger().output_after_cancel, Tokens{4});
  loop_.Run(LeaveAfter(model, Ask("k2", {.output_tokens = 6}), 4));
  EXPECT_EQ(model.ledger().output_after_cancel, Tokens{6});  // no more than the answer has
}

TEST_F(ApiGenerationTest, CountsNothingAfterAnAnswerThatWasHeardToItsEnd) {
  SimulatedModel model = MakeEngine();
  Collect(loop_, model, Ask("k"));
  EXPECT_EQ(model.ledger().cancelled, 0);
  EXPECT_EQ(model.ledger().output, Tokens{10});
  EXPECT_EQ(model.ledger().output_after_cancel, Tokens{0});
}

Task<void> Cancelled(Loop& loop, SimulatedModel& model, Duration after) {
  Collected collected;
  TaskScope scope(loop);
  scope.Spawn(CollectInto(loop, model, Ask("k", {.output_tokens = 100}), &collected));
  co_await loop.Sleep(after);
  scope.Cancel();
}

TEST_F(ApiGenerationTest, CountsTokensMadeInTheMiddleOfAWait) {
  SimulatedModel model = MakeEngine();
  loop_.Run(Cancelled(loop_, model, milliseconds(234)));
  EXPECT_EQ(model.ledger().output, Tokens{5});  // at 200, 210, 220, 230; under way: 240
  EXPECT_EQ(model.ledger().output_after_cancel, Tokens{1});
}

TEST_F(ApiGenerationTest, MakesNothingForWhoLeavesWhileThePromptIsRead) {
  SimulatedModel model = MakeEngine();
  loop_.Run(Cancelled(loop_, model, milliseconds(150)));
  EXPECT_EQ(model.ledger().cancelled, 1);
  EXPECT_EQ(model.ledger().output, Tokens{0});
}

TEST_F(ApiGenerationTest, LeavesNoCacheEntryWhenThePromptWasNotReadToItsEnd) {
  SimulatedModel model = MakeEngine();
  MockRequest request = Ask("k", {.prompt_tokens = 5000});
  request.blocks[0].breakpoint = CacheTtl::k5Minutes;
  {
    Collected collected;
    TaskScope scope(loop_);
    scope.Spawn(CollectInto(loop_, model, request, &collected));
    Pass(loop_, milliseconds(300));
  }
  EXPECT_EQ(Collect(loop_, model, request).usage.cache_read, Tokens{0});
  EXPECT_EQ(Collect(loop_, model, request).usage.cache_read, Tokens{5000});
}

TEST_F(ApiGenerationTest, ReadsACachedPromptFaster) {
  profile_.prefill.cache_hit_ms = 7;
  SimulatedModel model = MakeEngine();
  MockRequest request = Ask("k", {.prompt_tokens = 5000});
  request.blocks[0].breakpoint = CacheTtl::k5Minutes;
  EXPECT_EQ(Ms(Collect(loop_, model, request).head), 600);
  const Time asked = loop_.Now();
  EXPECT_EQ(ToMs(Collect(loop_, model, request).head - asked), 157);
}

TEST_F(ApiGenerationTest, ServesOthersAtTheSameTimeAsIfAlone) {
  SimulatedModel model = MakeEngine();
  std::vector<Collected> answers(50);
  TaskScope scope(loop_);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    scope.Spawn(CollectInto(loop_, model, Ask(std::to_string(i)), &answers[i]));
  }
  loop_.Run(scope.Join());
  for (const Collected& answer : answers) EXPECT_EQ(Ms(answer.end), 290);
}

TEST_F(ApiGenerationTest, SlowsDownDuringAnIncident) {
  profile_.incidents = {{.kind = IncidentKind::kSlow, .start_s = 0, .length_s = 1, .factor = 2}};
  SimulatedModel model = MakeEngine();
  const Collected answer = Collect(loop_, model, Ask("k", {.output_tokens = 40}));
  EXPECT_EQ(Ms(answer.pieces[0].came), 400);
  EXPECT_EQ(Ms(answer.pieces[30].came), 1000);
  EXPECT_EQ(Ms(answer.pieces[31].came), 1010);  // the incident is over
}

}  // namespace
}  // namespace lab::mocks
