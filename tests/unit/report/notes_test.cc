#include "framework/report/notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "framework/report/analysis.h"
#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// Fast answers eight times a trial, alike within one.
measure::Run EightAnswersATrial() {
  measure::Run run = TwoCases();
  run.cases = {Case("Slow", true, 1000, 40), Case("Fast", false, 400, 40)};
  for (measure::TrialRecord& trial : run.cases[1].trials) trial.views.resize(8, trial.views[0]);
  return run;
}

TEST(MarkNote, SaysThatAnswersWhichAreAlikeAreWorthLess) {
  const measure::Run run = EightAnswersATrial();
  EXPECT_EQ(
      MarkNote(Analyse(run).groups[0], {"ttft_ms_p50", "ttft_ms_p95"}),
      "~ no 95 % upper bound at this n: p95 takes 72 answers; more where the answers of a trial "
      "are alike");
}

TEST(MarkNote, IsOfTheFiguresThatAreAskedFor) {
  const measure::Run run = TwoCases();
  const Analysis analysis = Analyse(run);
  EXPECT_EQ(MarkNote(analysis.groups[0], {"ttft_ms_p50", "ttft_ms_mean"}), "");
  EXPECT_EQ(MarkNote(analysis.groups[0], {"ttft_ms_p99.9"}),
            "~ no 95 % upper bound at this n: p99.9 takes 3,688 answers");
}

TEST(NotesOf, HasNothingToSayOfAWholeRun) {
  measure::Run run = TwoCases();
  run.cases = {Case("Slow", true, 1000, 400), Case("Fast", false, 400, 400)};
  EXPECT_THAT(NotesOf(Analyse(run).groups[0], {}), ElementsAre());
}

TEST(FirstFailure, IsOfTheTrialThatCouldNotBeCarriedOutBeforeThatOfARequest) {
  measure::CaseRecord record = Case("A", false, 100);
  EXPECT_EQ(FirstFailure(record), "");
  record.trials[1].samples[0].error = Error{ErrorKind::kTimeout, "too late"};
  EXPECT_EQ(FirstFailure(record), "too late");
  record.trials[4].error = Error{ErrorKind::kUsage, "boom"};
  EXPECT_EQ(FirstFailure(record), "boom");
}

}  // namespace
}  // namespace lab::report
