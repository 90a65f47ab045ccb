#include "mocks/batched_answer.h"

#include <gtest/gtest.h>

#include "tests/unit/mocks/simulated_model_testing.h"

namespace lab::mocks {
namespace {

using std::chrono::milliseconds;

class BatchGenerationTest : public testing::Test {
 protected:
  BatchGenerationTest() {
    profile_.decode = {.b0_us = 10'000, .b1_us_per_token = 100, .b2_us_per_sequence = 1000};
    profile_.batch = {.max_sequences = 4};
    profile_.prefill.a0_ms = 5;
  }

  /// All ask at the same time.
  std::vector<Collected> AskTogether(SimulatedModel& model, int count, Asked asked) {
    std::vector<Collected> answers(static_cast<std::size_t>(count));
    TaskScope scope(loop_);
    for (int i = 0; i < count; ++i) {
      scope.Spawn(CollectInto(loop_, model, Ask("k" + std::to_string(i), asked),
                              &answers[static_cast<std::size_t>(i)]));
    }
    loop_.Run(scope.Join());
    return answers;
  }

  VirtualLoop loop_;
  Profile profile_;
};

TEST_F(BatchGenerationTest, StartsWhenThePromptIsReadAndSendsATokenAStep) {
  SimulatedModel model(loop_, profile_, {});
  const Collected answer =
      Collect(loop_, model, Ask("k", {.output_tokens = 3, .prompt_tokens = 100}));
  EXPECT_EQ(Ms(answer.head), 25);
  EXPECT_EQ(Ms(answer.pieces[0].came), 25);
  EXPECT_EQ(Ms(answer.pieces[1].came), 36);
  EXPECT_EQ(Ms(answer.pieces[2].came), 47);
  EXPECT_EQ(answer.pieces[2].due, answer.pieces[2].came);
}

TEST_F(BatchGenerationTest, BundlesSeveralSteps) {
  SimulatedModel model(loop_, profile_, {});
  MockRequest request = Ask("k", {.output_tokens = 5, .prompt_tokens = 100});
  request.hints["chunk_tokens"] = "2";
  const Collected answer = Collect(loop_, model, request);
  ASSERT_EQ(answer.pieces.size(), 3u);
  EXPECT_EQ(Ms(answer.pieces[0].came), 36);
  EXPECT_EQ(Ms(answer.pieces[1].came), 58);
  EXPECT_EQ(Ms(answer.pieces[2].came), 69);
}

TEST_F(BatchGenerationTest, FeelsTheOthers) {
  const Asked asked{.output_tokens = 50, .prompt_tokens = 10};
  SimulatedModel model(loop_, profile_, {});
  const std::vector<Collected> four = AskTogether(model, 4, asked);
  for (const Collected& answer : four) {
    const Duration gap = answer.pieces[11].came - answer.pieces[10].came;
    EXPECT_EQ(gap, milliseconds(14));
  }
}

TEST_F(BatchGenerationTest, QueuesWhoDoesNotFit) {
  const Asked asked{.output_tokens = 50, .prompt_tokens = 10};
  SimulatedModel model(loop_, profile_, {});
  const std::vector<Collected> five = AskTogether(model, 5, asked);
  EXPECT_GT(five[4].head, five[0].end - milliseconds(1));
  EXPECT_LT(five[3].head, five[0].end);
}

Task<void> LeaveAt(Loop& loop, SimulatedModel& model, Duration after, MockRequest request) {
  Collected collected;
  TaskScope scope(loop);
  scope.Spawn(CollectInto(loop, model, std::move(request), &collected));
  co_await loop.Sleep(after);
  scope.Cancel();
}

TEST_F(BatchGenerationTest, FreesItsSlotWhenItIsDestroyed) {
  profile_.batch.max_sequences = 1;
  SimulatedModel model(loop_, profile_, {});
  Collected second;
  TaskScope scope(loop_);
  scope.Spawn(LeaveAt(loop_, model, milliseconds(100), Ask("a", {.output_tokens = 100'000})));
  scope.Spawn(CollectLater(loop_, model, milliseconds(1),
                           Ask("b", {.output_tokens = 3, .prompt_tokens = 0}), &second));
  loop_.Run(scope.Join());
  EXPECT_GT(Ms(second.head), 100);
  EXPECT_LT(Ms(second.head), 200);
  EXPECT_EQ(model.ledger().cancelled, 1);
  // It was still reading the prompt; the step that ended that made one token.
  EXPECT_EQ(model.ledger().output_after_cancel, Tokens{1});
}

TEST_F(BatchGenerationTest, BillsTheStepUnderWayWhenItIsDestroyed) {
  SimulatedModel model(loop_, profile_, {});
  loop_.Run(LeaveAt(loop_, model, milliseconds(50),
                    Ask("a", {.output_tokens = 1000, .prompt_tokens = 0})));
  Pass(loop_, milliseconds(100));
  EXPECT_EQ(model.ledger().output, Tokens{5});  // at 15.1, 26.1, 37.1, 48.1, then 59.1
  EXPECT_EQ(model.ledger().output_after_cancel, Tokens{1});
}

TEST_F(BatchGenerationTest, NeverStartsForWhoLeavesBeforeASlotIsFree) {
  SimulatedModel model(loop_, profile_, {});
  loop_.Run(LeaveAt(loop_, model, milliseconds(3), Ask("a")));
  Pass(loop_, milliseconds(500));
  EXPECT_EQ(model.ledger().output, Tokens{0});
  EXPECT_EQ(model.ledger().cancelled, 1);
}

TEST_F(BatchGenerationTest, LooksThePromptUpWhenItsTurnComes) {
  profile_.batch.max_sequences = 1;
  profile_.cache = {.rules = CacheRules::kImplicit, .minimum_tokens = 16};
  SimulatedModel model(loop_, profile_, {});
  const std::vector<Collected> answers = AskTogether(model, 2, {.prompt_tokens = 1000});
  EXPECT_EQ(answers[0].usage.cache_read, Tokens{0});
  EXPECT_EQ(answers[1].usage.cache_read, Tokens{1000});  // what the batch has read is there
}

TEST_F(BatchGenerationTest, SendsEarlyHeadersFromTheQueue) {
  profile_.prefill.early_headers = true;
  profile_.batch.max_sequences = 1;
  SimulatedModel model(loop_, profile_, {});
  const std::vector<Collected> answers = AskTogether(model, 3, {});
  for (const Collected& answer : answers) {
    EXPECT_EQ(Ms(answer.head), 0);
    EXPECT_EQ(answer.TokenCount(), 10);
  }
}

TEST_F(BatchGenerationTest, SpendsHiddenThinkingInTheBatch) {
  SimulatedModel model(loop_, profile_, {});
  MockRequest request = Ask("k", {.output_tokens = 1, .prompt_tokens = 0});
  request.thinking = true;
  request.visible_thinking = false;
  request.hints["thinking_tokens"] = "10";
  const Collected answer = Collect(loop_, model, request);
  EXPECT_EQ(answer.pieces.size(), 1u);
  EXPECT_NEAR(Ms(answer.pieces[0].came), 15.1 + 110, 1e-6);
  EXPECT_EQ(answer.usage.output_reasoning, Tokens{10});
}

TEST_F(BatchGenerationTest, AnswersARequestForNoTokens) {
  SimulatedModel model(loop_, profile_, {});
  const Collected answer = Collect(loop_, model, Ask("k", {.max_tokens = 0}));
  EXPECT_TRUE(answer.pieces.empty());
  EXPECT_EQ(answer.stop, Stop::kMaxTokens);
}

}  // namespace
}  // namespace lab::mocks
