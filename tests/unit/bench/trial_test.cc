#include "framework/bench/trial.h"

#include <gtest/gtest.h>

#include "framework/runtime/virtual_loop.h"

namespace lab {
namespace {

class TrialTest : public ::testing::Test {
 protected:
  static Reply ReplyAt(Duration first, Duration end) {
    Reply reply;
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

TEST_F(TrialTest, HasItsArgumentsAndAStreamOfItsOwnForEachPurpose) {
  EXPECT_EQ(trial_.arg(), 7);
  EXPECT_EQ(trial_.rng("a").Next(), trial_.rng("a").Next());
  EXPECT_NE(trial_.rng("a").Next(), trial_.rng("b").Next());
}

}  // namespace
}  // namespace lab
