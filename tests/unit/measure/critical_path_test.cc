#include "framework/measure/critical_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Names(const CriticalPath& path) {
  std::vector<std::string> names;
  for (const TraceNode& call : path.calls) names.push_back(call.name);
  return names;
}

TEST(CriticalPath, CountsWhatRanOneAfterTheOther) {
  TrialRecord trial = TrialOf(0, {});
  trial.samples = {RequestOf("plan", -1, 0, 100), RequestOf("answer", -1, 400, 900)};
  trial.spans = {SpanOf("tool", SpanKind::kTool, -1, 100, 400)};
  const CriticalPath path = CriticalPathOf(trial);
  EXPECT_THAT(Names(path), ElementsAre("plan", "tool", "answer"));
  EXPECT_EQ(path.busy, std::chrono::milliseconds(900));
}

TEST(CriticalPath, CountsCallsThatRanAtOnceAsTheOneThatEndedLast) {
  TrialRecord trial = TrialOf(0, {});
  trial.samples = {RequestOf("a", -1, 0, 100), RequestOf("slow", -1, 0, 300),
                   RequestOf("b", -1, 0, 200), RequestOf("merge", -1, 300, 400)};
  EXPECT_THAT(Names(CriticalPathOf(trial)), ElementsAre("slow", "merge"));
}

// A branch of many short calls that ended long before did not hold anything up.
TEST(CriticalPath, IsTheChainThatDecidedNotTheOneWithMostCalls) {
  TrialRecord trial = TrialOf(0, {});
  trial.samples = {RequestOf("s1", -1, 0, 10), RequestOf("s2", -1, 10, 20),
                   RequestOf("s3", -1, 20, 30), RequestOf("long", -1, 0, 500),
                   RequestOf("end", -1, 500, 600)};
  EXPECT_THAT(Names(CriticalPathOf(trial)), ElementsAre("long", "end"));
}

TEST(CriticalPath, CountsNoStepThatOnlyGroups) {
  TrialRecord trial = TrialOf(0, {});
  trial.spans = {SpanOf("agent", SpanKind::kStep, -1, 0, 900)};
  trial.samples = {RequestOf("answer", 0, 0, 900)};
  EXPECT_THAT(Names(CriticalPathOf(trial)), ElementsAre("answer"));
}

TEST(CriticalPath, CountsNoCallThatWasGivenUp) {
  TrialRecord trial = TrialOf(0, {});
  trial.samples = {RequestOf("lost", -1, 0, 950), RequestOf("won", -1, 200, 900)};
  trial.samples[0].error = Error{ErrorKind::kCancelled, "the request was given up"};
  EXPECT_THAT(Names(CriticalPathOf(trial)), ElementsAre("won"));
}

TEST(CriticalPath, CountsAFailedAttemptThatWasWaitedFor) {
  TrialRecord trial = TrialOf(0, {});
  trial.samples = {RequestOf("failed", -1, 0, 100), RequestOf("again", -1, 600, 900)};
  trial.samples[0].error = Error{ErrorKind::kOverloaded, "overloaded"};
  EXPECT_EQ(CriticalPathOf(trial).calls.size(), 2u);
  EXPECT_EQ(CriticalPathOf(trial).busy, std::chrono::milliseconds(400)) << "not the pause";
}

TEST(CriticalPath, OfATrialWithoutCallsIsEmpty) {
  EXPECT_THAT(CriticalPathOf(TrialOf(0, {})).calls, IsEmpty());
}

}  // namespace
}  // namespace lab::measure
