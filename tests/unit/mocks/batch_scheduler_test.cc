#include "mocks/batch_scheduler.h"

#include <gtest/gtest.h>

#include "tests/unit/mocks/simulated_model_testing.h"

namespace lab::mocks {
namespace {

using std::chrono::milliseconds;

/// Steps of 10 ms, 1 ms for each sequence that decodes, 0.1 ms for each prompt token.
Profile Batch(int max_sequences, int budget = 1'000'000) {
  Profile profile;
  profile.decode = {.b0_us = 10'000, .b1_us_per_token = 100, .b2_us_per_sequence = 1000};
  profile.batch = {.max_sequences = max_sequences, .prefill_budget_tokens = budget};
  return profile;
}

class SchedulerTest : public testing::Test {
 protected:
  void Begin(const Profile& profile) {
    clock_ = std::make_unique<ModelClock>(loop_, 1.0);
    latency_ = std::make_unique<LatencyModel>(profile, 1);
    incidents_ = std::make_unique<Incidents>(profile, 1);
    scheduler_ = std::make_unique<BatchScheduler>(
        loop_, StepModel{clock_.get(), latency_.get(), incidents_.get()}, profile, 1,
        [this](std::int64_t tokens) { wasted_ += tokens; });
  }
  std::shared_ptr<Sequence> Submit(std::int64_t prompt, std::int64_t tokens,
                                   Duration arrival = Duration::zero()) {
    auto sequence = std::make_shared<Sequence>(loop_, tokens, [prompt] { return Tokens{prompt}; });
    scheduler_->Submit(sequence, arrival);
    return sequence;
  }

  VirtualLoop loop_;
  std::unique_ptr<ModelClock> clock_;
  std::unique_ptr<LatencyModel> latency_;
  std::unique_ptr<Incidents> incidents_;
  std::unique_ptr<BatchScheduler> scheduler_;
  std::int64_t wasted_ = 0;
};

TEST_F(SchedulerTest, ReadsThePromptInOneStepAndMakesATokenInEachFurtherOne) {
  Begin(Batch(8));
  const auto sequence = Submit(200, 4);
  Pass(loop_, milliseconds(500));
  ASSERT_TRUE(sequence->finished());
  EXPECT_EQ(sequence->prefilled_at(), milliseconds(30));
  EXPECT_EQ(sequence->time_of(0), milliseconds(30));
  EXPECT_EQ(sequence->time_of(1), milliseconds(41));
  EXPECT_EQ(sequence->time_of(3), milliseconds(63));
  EXPECT_EQ(scheduler_->running(), 0u);
}

TEST_F(SchedulerTest, MakesEveryStepLongerForEachSequenceInIt) {
  for (int k : {1, 2, 4, 8}) {
    SetUp();
    VirtualLoop loop;
    Begin(Batch(8));
    std::vector<std::shared_ptr<Sequence>> sequences;
    for (int i = 0; i < k; ++i) sequences.push_back(Submit(0, 20, clock_->Now()));
    Pass(loop_, milliseconds(2000));
    for (const auto& sequence : sequences) {
      for (std::int64_t i = 2; i < 19; ++i) {
        EXPECT_EQ(sequence->time_of(i) - sequence->time_of(i - 1), milliseconds(10 + k));
      }
    }
  }
}

TEST_F(SchedulerTest, ReadsLongPromptsInChunksOldestFirst) {
  Begin(Batch(8, 100));
  const auto first = Submit(150, 1);
  const auto second = Submit(100, 1);
  Pass(loop_, milliseconds(500));
  EXPECT_EQ(first->prefilled_at(), milliseconds(40));  // 100 + 50 tokens, two steps of 20
  EXPECT_EQ(second->prefilled_at(),
            milliseconds(55));  // 50 in the second step, 50 in a third of 15
}

TEST_F(SchedulerTest, SlowsThoseWhoDecodeWhileOthersAreRead) {
  Begin(Batch(8));
  const auto first = Submit(0, 10);
  const auto second = Submit(1000, 1, milliseconds(15));
  Pass(loop_, milliseconds(900));
  // The first token at 10.1, then 21.1; the newcomer is read in the step that follows.
  EXPECT_EQ(first->time_of(2) - first->time_of(1), milliseconds(111));
  EXPECT_EQ(second->prefilled_at(), first->time_of(2));
}

TEST_F(SchedulerTest, LetsNoMoreInThanFitAndKeepsTheQueueInOrder) {
  Begin(Batch(2));
  std::vector<std::shared_ptr<Sequence>> sequences;
  for (int i = 0; i < 6; ++i) sequences.push_back(Submit(0, 5));
  Pass(loop_, milliseconds(25));
  EXPECT_EQ(scheduler_->running(), 2u);
  EXPECT_EQ(scheduler_->waiting(), 4u);
  Pass(loop_, milliseconds(2000));
  for (std::size_t i = 1; i < 6; ++i) {
    EXPECT_GE(sequences[i]->prefilled_at(), sequences[i - 1]->prefilled_at());
  }
  EXPECT_GT(sequences[2]->prefilled_at(), sequences[0]->time_of(4));
}

TEST_F(SchedulerTest, GivesTheSlotOfACancelledSequenceToTheNextAtTheEndOfTheStep) {
  Begin(Batch(1));
  const auto first = Submit(0, 1000);
  const auto second = Submit(0, 3);
  Pass(loop_, milliseconds(50));
  first->Cancel(clock_->Now());
  const std::int64_t made = first->made();
  Pass(loop_, milliseconds(50));
  EXPECT_EQ(first->made(), made + 1);
  EXPECT_EQ(wasted_, 1);
  EXPECT_TRUE(second->finished());
}

TEST_F(SchedulerTest, WastesStepsOnACancelledSequenceForTheProfilesLag) {
  Profile profile = Batch(1);
  profile.decode.cancel_lag_ms = 33;
  Begin(profile);
  const auto first = Submit(0, 1000);
  Pass(loop_, milliseconds(50));
  first->Cancel(clock_->Now());
  Pass(loop_, milliseconds(500));
  EXPECT_EQ(wasted_, 4);
  EXPECT_EQ(scheduler_->running(), 0u);
}

TEST_F(SchedulerTest, ForgetsWhoIsCancelledInTheQueue) {
  Begin(Batch(1));
  const auto first = Submit(0, 10);
  const auto second = Submit(5000, 10);
  const auto third = Submit(0, 1);
  Pass(loop_, milliseconds(5));
  second->Cancel(clock_->Now());
  Pass(loop_, milliseconds(300));
  EXPECT_TRUE(third->finished());
  EXPECT_FALSE(second->prefilled());
  EXPECT_EQ(wasted_, 0);
}

TEST_F(SchedulerTest, SleepsWhileThereIsNothingToDo) {
  Begin(Batch(4));
  Submit(0, 1);
  Pass(loop_, milliseconds(100));
  const std::uint64_t events = loop_.events();
  Pass(loop_, std::chrono::hours(1));
  EXPECT_EQ(loop_.events(), events + 1);
}

TEST_F(SchedulerTest, WaitsForAnArrivalThatIsStillToCome) {
  Begin(Batch(4));
  const auto late = Submit(0, 1, milliseconds(100));
  Pass(loop_, milliseconds(500));
  EXPECT_EQ(late->time_of(0), milliseconds(110) + std::chrono::microseconds(100));
}

TEST_F(SchedulerTest, FinishesAnAnswerWithoutTokensWhenThePromptIsRead) {
  Begin(Batch(4));
  const auto warm = Submit(100, 0);
  Pass(loop_, milliseconds(500));
  EXPECT_TRUE(warm->finished());
  EXPECT_EQ(warm->made(), 0);
  EXPECT_EQ(scheduler_->running(), 0u);
}

}  // namespace
}  // namespace lab::mocks
