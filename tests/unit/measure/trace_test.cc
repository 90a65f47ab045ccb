#include "framework/measure/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

using testing::ElementsAre;

std::vector<std::string> Outline(const std::vector<TraceNode>& nodes) {
  std::vector<std::string> lines;
  for (const TraceNode& node : nodes)
    lines.push_back(std::string(static_cast<std::size_t>(node.depth), '.') + node.name);
  return lines;
}

TEST(Trace, HangsEachRequestBelowTheStepThatSentIt) {
  TrialRecord trial = TrialOf(0, {});
  trial.spans = {SpanOf("supervisor", SpanKind::kStep, -1, 0, 900),
                 SpanOf("specialist", SpanKind::kStep, 0, 300, 700),
                 SpanOf("lookup", SpanKind::kTool, 1, 500, 600)};
  trial.samples = {RequestOf("alone", -1, 950, 990), RequestOf("plan", 0, 10, 200),
                   RequestOf("answer", 1, 310, 490)};
  const std::vector<TraceNode> nodes = TraceOf(trial);
  EXPECT_THAT(Outline(nodes),
              ElementsAre("supervisor", ".plan", ".specialist", "..answer", "..lookup", "alone"));
  EXPECT_EQ(nodes[0].parent, -1);
  EXPECT_EQ(nodes[3].parent, 2);
  EXPECT_EQ(nodes[3].kind, SpanKind::kRequest);
  EXPECT_EQ(nodes[3].sample, &trial.samples[2]);
  EXPECT_EQ(nodes[4].sample, nullptr);
}

TEST(Trace, OrdersTheChildrenOfAStepByTheirStart) {
  TrialRecord trial = TrialOf(0, {});
  trial.spans = {SpanOf("late", SpanKind::kStep, -1, 500, 600),
                 SpanOf("early", SpanKind::kStep, -1, 100, 900),
                 SpanOf("as late", SpanKind::kStep, -1, 500, 550)};
  EXPECT_THAT(Outline(TraceOf(trial)), ElementsAre("early", "late", "as late"));
}

TEST(Trace, EndsWhatWasGivenUpWithItsTrial) {
  TrialRecord trial = TrialOf(0, {});
  trial.spans = {SpanOf("open", SpanKind::kStep, -1, 100, 0)};
  trial.spans[0].end = kUnset;
  EXPECT_EQ(TraceOf(trial)[0].end, trial.end);
}

TEST(Trace, OfATrialWithoutStepsIsItsRequests) {
  TrialRecord trial = TrialOf(0, {});
  trial.samples = {RequestOf("b", -1, 50, 90), RequestOf("a", -1, 0, 100)};
  EXPECT_THAT(Outline(TraceOf(trial)), ElementsAre("a", "b"));
}

TEST(Trace, LeavesOutARequestThatNeverStartedAndSaysSo) {
  TrialRecord trial = TrialOf(0, {});
  trial.samples = {RequestOf("a", -1, 0, 100), FailedSample(ErrorKind::kUsage)};
  trial.samples[1].timeline = {};
  EXPECT_THAT(Outline(TraceOf(trial)), ElementsAre("a"));
  EXPECT_EQ(NeverStarted(trial), "1 request that never started (broken)");
  trial.samples.pop_back();
  EXPECT_EQ(NeverStarted(trial), "");
}

TEST(Trace, HangsWhatAStepWithoutAStartHeldBelowTheOneAroundIt) {
  TrialRecord trial = TrialOf(0, {});
  trial.spans = {SpanOf("outer", SpanKind::kStep, -1, 0, 900),
                 SpanOf("lost", SpanKind::kStep, 0, 100, 200),
                 SpanOf("inner", SpanKind::kStep, 1, 120, 180)};
  trial.spans[1].start = kUnset;
  trial.samples = {RequestOf("a", 1, 130, 150)};
  EXPECT_THAT(Outline(TraceOf(trial)), ElementsAre("outer", ".inner", ".a"));
  EXPECT_EQ(NeverStarted(trial), "1 step that never started");
}

TEST(Trace, EndsNothingBeforeItsStart) {
  TrialRecord trial = TrialOf(0, {});
  trial.end = kUnset;
  trial.spans = {SpanOf("open", SpanKind::kStep, -1, 100, 0)};
  trial.spans[0].end = kUnset;
  EXPECT_EQ(TraceOf(trial)[0].end, AtMs(100));
}

}  // namespace
}  // namespace lab::measure
