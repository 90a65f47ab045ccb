#include "framework/bench/progress.h"

#include <gtest/gtest.h>

namespace lab {
namespace {

measure::CaseRecord Named(const std::string& name) {
  measure::CaseRecord record;
  record.suite = "unit";
  record.group = "Greeting";
  record.name = name;
  return record;
}

TEST(ProgressTally, CountsTrialsAndThoseThatFailed) {
  StudyProgress last;
  ProgressTally tally([&](const StudyProgress& now) { last = now; }, {.trials = {2, 2}});
  measure::TrialRecord failed;
  failed.views.push_back({.failed = true});
  tally.TrialEnds(0, Named("A"), {});
  tally.TrialEnds(1, Named("B"), failed);
  EXPECT_EQ(last.trials, 2);
  EXPECT_EQ(last.failed, 1);
  EXPECT_EQ(last.planned, 4);
  EXPECT_DOUBLE_EQ(last.share, 0.5);
  EXPECT_EQ(last.name, "unit/Greeting/B");
}

TEST(ProgressTally, ExpectsNoMoreOfACaseThatEnded) {
  ProgressTally tally(nullptr, {.trials = {100, 3}});
  tally.TrialEnds(0, Named("A"), {});
  tally.CaseEnds(0);
  tally.TrialEnds(1, Named("B"), {});
  EXPECT_EQ(tally.progress().planned, 4);
  EXPECT_DOUBLE_EQ(tally.progress().share, 0.5);
}

TEST(ProgressTally, GoesByCasesWhereTheNumbersAreOnlyLimits) {
  ProgressTally tally(nullptr, {.trials = {100'000, 100'000}, .open = true});
  tally.TrialEnds(0, Named("A"), {});
  tally.CaseEnds(0);
  tally.TrialEnds(1, Named("B"), {});
  EXPECT_DOUBLE_EQ(tally.progress().share, 0.5);
  EXPECT_EQ(tally.progress().planned, 0);
}

}  // namespace
}  // namespace lab
