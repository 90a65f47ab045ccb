#include "framework/bench/trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/runtime/virtual_loop.h"

namespace lab {
namespace {

class TrialTest : public ::testing::Test {
 protected:
  static Reply ReplyAt(Duration first, Duration end) {
    Reply reply;
    reply.text = "an answer";
    reply.timeline.streamed = true;
    reply.timeline.first_token = reply.timeline.first_visible = Time{} + first;
    reply.timeline.end = Time{} + end;
    reply.usage.output_total = Tokens{30};
    return reply;
  }

  VirtualLoop loop_;
  std::vector<std::int64_t> args_{7};
  measure::TrialRecord record_{.index = 4};
  Trial trial_{loop_, 1, args_, record_};
};

TEST_F(TrialTest, MeasuresFromItsStart) {
  trial_.Show(ReplyAt(std::chrono::milliseconds(40), std::chrono::milliseconds(100)));
  ASSERT_EQ(record_.views.size(), 1U);
  EXPECT_EQ(record_.views[0].asked, Time{});
  EXPECT_EQ(record_.views[0].end, Time{} + std::chrono::milliseconds(100));
}

TEST_F(TrialTest, ShowsABufferedAnswerWhenItIsWhole) {
  Reply reply = ReplyAt(std::chrono::milliseconds(40), std::chrono::milliseconds(100));
  reply.timeline.streamed = false;
  trial_.Show(reply);
  EXPECT_EQ(record_.views[0].first_token, reply.timeline.end);
  EXPECT_EQ(record_.views[0].first_visible, reply.timeline.end);
}

TEST_F(TrialTest, DoesNotCountHiddenThinkingAsSpeed) {
  Reply reply = ReplyAt(std::chrono::milliseconds(40), std::chrono::milliseconds(100));
  reply.usage.output_reasoning = Tokens{20};
  trial_.Show(reply);
  EXPECT_EQ(record_.views[0].output_tokens, 10);
  reply.timeline.tokens.push_back({.kind = TokenKind::kReasoning});
  trial_.Show(reply);
  EXPECT_EQ(record_.views[1].output_tokens, 30);
}

TEST_F(TrialTest, CountsAFailedReplyAsFailed) {
  Reply reply = ReplyAt(std::chrono::milliseconds(40), std::chrono::milliseconds(100));
  reply.error = Error{ErrorKind::kTimeout, "late"};
  trial_.Show(reply);
  EXPECT_TRUE(record_.views[0].failed);
}

TEST_F(TrialTest, KeepsTheFirstReasonToFail) {
  trial_.Fail({ErrorKind::kUsage, "first"});
  trial_.Fail({ErrorKind::kUsage, "second"});
  EXPECT_EQ(record_.error->message, "first");
}

TEST_F(TrialTest, NotesFiguresByName) {
  trial_.Note("rounds", 2);
  trial_.Note("rounds", 3);
  EXPECT_EQ(record_.counters.at("rounds"), 3);
}

TEST_F(TrialTest, NotesWhatAClassificationSaid) {
  trial_.Classify("hard", "easy");
  ASSERT_TRUE(record_.label.has_value());
  EXPECT_EQ(record_.label->truth, "hard");
  EXPECT_EQ(record_.label->said, "easy");
  EXPECT_EQ(record_.counters.at("label %"), 0);
  trial_.Classify("hard", "hard");
  EXPECT_EQ(record_.counters.at("label %"), 100);
}

TEST_F(TrialTest, GradesInPercent) {
  trial_.Grade(true);
  EXPECT_EQ(record_.counters.at(std::string(measure::kAccuracy)), 100);
  trial_.Grade(0.25);
  EXPECT_EQ(record_.counters.at(std::string(measure::kAccuracy)), 25);
}

Task<void> TwoSteps(Loop& loop, Trial& trial) {
  Step outer = trial.StepInto("outer");
  co_await loop.Sleep(std::chrono::milliseconds(10));
  {
    const Step inner = outer.StepInto("inner", SpanKind::kTool);
    co_await loop.Sleep(std::chrono::milliseconds(20));
  }
  co_await loop.Sleep(std::chrono::milliseconds(5));
  outer.End();
  co_await loop.Sleep(std::chrono::milliseconds(100));
}

TEST_F(TrialTest, AStepLastsFromItsBeginningToItsEndOrThatOfTheObject) {
  loop_.Run(TwoSteps(loop_, trial_));
  ASSERT_EQ(record_.spans.size(), 2U);
  const measure::Span& outer = record_.spans[0];
  const measure::Span& inner = record_.spans[1];
  EXPECT_EQ(outer.name, "outer");
  EXPECT_EQ(outer.kind, SpanKind::kStep);
  EXPECT_EQ(outer.parent, -1);
  EXPECT_EQ(outer.start, Time{});
  EXPECT_EQ(outer.end, Time{} + std::chrono::milliseconds(35));
  EXPECT_EQ(inner.name, "inner");
  EXPECT_EQ(inner.kind, SpanKind::kTool);
  EXPECT_EQ(inner.parent, 0);
  EXPECT_EQ(inner.start, Time{} + std::chrono::milliseconds(10));
  EXPECT_EQ(inner.end, Time{} + std::chrono::milliseconds(30));
}

TEST_F(TrialTest, AStepThatWasMovedEndsOnce) {
  Step first = trial_.StepInto("step");
  {
    const Step second = std::move(first);
    EXPECT_FALSE(IsSet(record_.spans[0].end));
  }
  EXPECT_EQ(record_.spans[0].end, loop_.Now());
}

TEST_F(TrialTest, ACallOfAStepKnowsIt) {
  const Step outer = trial_.StepInto("outer");
  const Step inner = outer.StepInto("inner");
  EXPECT_EQ(outer.In().step, 0);
  EXPECT_EQ(inner.In().step, 1);
  EXPECT_EQ(inner.In(Call().Key("hi")).key, "hi");
}

TEST_F(TrialTest, ItsEffortIsItsCallsTheirTokensAndTheChainThatDecided) {
  const auto at = [](int ms) { return Time{} + std::chrono::milliseconds(ms); };
  measure::Sample sample;
  sample.usage.input_uncached = Tokens{100};
  sample.usage.cache_read = Tokens{20};
  sample.usage.output_total = Tokens{3};
  for (const auto& [start, end] : {std::pair(0, 100), {0, 150}, {150, 200}}) {
    sample.timeline.start = at(start);
    sample.timeline.end = at(end);
    record_.samples.push_back(sample);
  }
  trial_.NoteEffort();
  EXPECT_EQ(record_.counters.at("calls"), 3);
  EXPECT_EQ(record_.counters.at("tokens"), 369);
  EXPECT_EQ(record_.counters.at("critical path"), 2);
}

TEST_F(TrialTest, HasItsArgumentsAndAStreamOfItsOwnForEachPurpose) {
  EXPECT_EQ(trial_.arg(), 7);
  EXPECT_EQ(trial_.rng("a").Next(), trial_.rng("a").Next());
  EXPECT_NE(trial_.rng("a").Next(), trial_.rng("b").Next());
}

TEST_F(TrialTest, NeverShowsABufferedAnswerWithoutText) {
  Reply reply = ReplyAt(std::chrono::milliseconds(40), std::chrono::milliseconds(100));
  reply.timeline.streamed = false;
  reply.text.clear();
  trial_.Show(reply);
  reply.reasoning = "hm";
  trial_.Show(reply);
  EXPECT_FALSE(IsSet(record_.views[0].first_visible));
  EXPECT_FALSE(IsSet(record_.views[0].first_token));
  EXPECT_FALSE(IsSet(record_.views[1].first_visible));
  EXPECT_EQ(record_.views[1].first_token, reply.timeline.end);
  EXPECT_FALSE(record_.views[1].failed);
}

TEST_F(TrialTest, KeepsEachTimeThatItMeasured) {
  trial_.Measure("first sentence", FromMs(300));
  trial_.Measure("first sentence", FromMs(0));
  EXPECT_THAT(record_.times.at("first sentence"), ::testing::ElementsAre(FromMs(300), FromMs(0)));
  EXPECT_FALSE(record_.error.has_value());
}

TEST_F(TrialTest, FailsOverATimeThatIsNegativeOrHasNoNameOfItsOwn) {
  const auto error_of = [&](std::string_view name, double ms) {
    measure::TrialRecord record;
    Trial(loop_, 7, args_, record).Measure(name, FromMs(ms));
    EXPECT_TRUE(record.times.empty());
    return record.error ? record.error->message : "";
  };
  EXPECT_THAT(error_of("first sentence", -5), ::testing::HasSubstr("'first sentence' is -5 ms"));
  EXPECT_THAT(error_of("", 1), ::testing::HasSubstr("it is empty"));
  EXPECT_THAT(error_of("ttft", 1), ::testing::HasSubstr("ttft_ms is a metric"));
}

}  // namespace
}  // namespace lab
