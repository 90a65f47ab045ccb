#include "framework/report/analysis.h"

#include <gtest/gtest.h>

#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

TEST(Analysis, ComparesEachCaseWithTheBaselineOfItsGroup) {
  const measure::Run run = TwoCases();
  const Analysis analysis = Analyse(run);
  ASSERT_EQ(analysis.groups.size(), 1U);
  const Group& group = analysis.groups[0];
  EXPECT_EQ(group.baseline, &run.cases[0]);
  EXPECT_FALSE(group.cases[0].change);
  ASSERT_TRUE(group.cases[1].change);
  EXPECT_EQ(group.cases[1].baseline, &run.cases[0]);
  EXPECT_EQ(group.cases[1].change->verdict, stats::Verdict::kFaster);
}

TEST(Analysis, KeepsGroupsOfOneNameInTwoSuitesApart) {
  measure::Run run = TwoCases();
  run.cases.push_back(Case("Slow", true, 1000));
  run.cases.back().suite = "other";
  const Analysis analysis = Analyse(run);
  ASSERT_EQ(analysis.groups.size(), 2U);
  EXPECT_EQ(analysis.groups[1].suite(), "other");
  EXPECT_EQ(analysis.groups[1].baseline, &run.cases[2]);
}

TEST(Analysis, HasNoChangeWhereASideHasNoAnswer) {
  measure::Run run = TwoCases();
  for (measure::TrialRecord& trial : run.cases[1].trials) trial.views[0].failed = true;
  EXPECT_FALSE(Analyse(run).groups[0].cases[1].change);
}

TEST(Analysis, KnowsWhatTheCasesOfAGroupUsed) {
  measure::Run run = TwoCases();
  EXPECT_FALSE(Analyse(run).groups[0].cache_used);
  EXPECT_FALSE(Analyse(run).groups[0].perceived);
  run.cases[1].trials[0].samples[0].usage.cache_read = Tokens{90};
  run.cases[1].trials[0].counters["rounds"] = 2;
  for (measure::TrialRecord& trial : run.cases[0].trials)
    trial.samples[0].timeline.streamed = false;
  const Analysis analysis = Analyse(run);
  EXPECT_TRUE(analysis.groups[0].cache_used);
  EXPECT_TRUE(analysis.groups[0].perceived);
  for (measure::TrialRecord& trial : run.cases[1].trials)
    trial.samples[0].timeline.streamed = false;
  EXPECT_FALSE(Analyse(run).groups[0].perceived) << "there is nothing to feel";
  EXPECT_EQ(analysis.groups[0].counters, std::set<std::string>{"rounds"});
  EXPECT_EQ(analysis.groups[0].cases[1].counters.at("rounds"), 2);
}

TEST(Analysis, MarksTheFrontierWithinEachGroup) {
  measure::Run run = TwoCases();  // one price; Fast is faster
  run.cases.push_back(Case("Alone", /*baseline=*/true, 5000));
  run.cases.back().group = "Other";
  for (measure::CaseRecord& record : run.cases) {
    for (measure::TrialRecord& trial : record.trials) trial.counters["accuracy %"] = 100;
  }
  const Analysis analysis = Analyse(run);
  EXPECT_TRUE(analysis.groups[0].graded());
  EXPECT_FALSE(analysis.groups[0].cases[0].on_frontier);
  EXPECT_TRUE(analysis.groups[0].cases[1].on_frontier);
  EXPECT_TRUE(analysis.groups[1].cases[0].on_frontier);
  EXPECT_EQ(analysis.groups[0].cases[1].outcome->accuracy, 100);
}

TEST(Analysis, PlacesNothingThatWasNotGraded) {
  const measure::Run run = TwoCases();
  const Analysis analysis = Analyse(run);
  EXPECT_FALSE(analysis.groups[0].graded());
  EXPECT_EQ(analysis.groups[0].cases[1].outcome, std::nullopt);
}

TEST(Analysis, CarriesTheTrustOfTheRun) {
  measure::Run run = TwoCases();
  run.simulated = false;
  for (measure::TrialRecord& trial : run.cases[1].trials)
    trial.samples[0].error = Error{ErrorKind::kOverloaded, "overloaded"};
  EXPECT_FALSE(Analyse(run).trust.valid);
}

TEST(AccuracyOf, HasWilsonsIntervalOfAnswersThatAreRightOrWrong) {
  measure::CaseRecord record = Case("A", false, 100, 150);
  EXPECT_FALSE(AccuracyOf(record).low);
  for (measure::TrialRecord& trial : record.trials)
    trial.counters["accuracy %"] = trial.index < 11 ? 100 : 0;
  const stats::Estimate accuracy = AccuracyOf(record);
  EXPECT_NEAR(accuracy.value, 7.33, 0.01);
  EXPECT_NEAR(*accuracy.low, 4.14, 0.01);
  EXPECT_NEAR(*accuracy.high, 12.66, 0.01);
}

TEST(AccuracyOf, HasTheIntervalOfTheMeanOfShares) {
  measure::CaseRecord record = Case("A", false, 100, 50);
  for (measure::TrialRecord& trial : record.trials)
    trial.counters["accuracy %"] = trial.index % 2 == 0 ? 50 : 75;
  EXPECT_DOUBLE_EQ(AccuracyOf(record).value, 62.5);
  EXPECT_NEAR(*AccuracyOf(record).high, 66.1, 0.1);
}

TEST(BaselineResult, IsOfTheSameGroup) {
  const measure::Run run = TwoCases();
  const Analysis analysis = Analyse(run);
  const Group& group = analysis.groups[0];
  EXPECT_EQ(BaselineResult(group, group.cases[1]), &group.cases[0]);
  EXPECT_EQ(BaselineResult(group, group.cases[0]), nullptr);
}

TEST(ModelsOf, NamesEachModelOnce) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].samples[0].model = "claude-haiku-5-5";
  EXPECT_EQ(ModelsOf(Analyse(run).groups[0]), "claude-haiku-5-5, claude-sonnet-5-5");
}

TEST(Analysis, FindsAGroupWhoseCasesAreNotAdjacent) {
  measure::Run run = TwoCases();
  run.cases.insert(run.cases.begin() + 1, Case("Alone", false, 100));
  run.cases[1].group = "Other";
  const Analysis analysis = Analyse(run);
  ASSERT_EQ(analysis.groups.size(), 2U);
  ASSERT_EQ(analysis.groups[0].cases.size(), 2U);
  EXPECT_NE(BaselineResult(analysis.groups[0], analysis.groups[0].cases[1]), nullptr);
  EXPECT_EQ(analysis.groups[0].cases[1].change->verdict, stats::Verdict::kFaster);
}

TEST(Analysis, TakesACaseWithoutTrialsForNeitherStreamedNorBuffered) {
  measure::Run run = TwoCases();
  for (measure::CaseRecord& record : run.cases) {
    for (measure::TrialRecord& trial : record.trials) trial.samples[0].timeline.streamed = false;
  }
  run.cases.push_back(Case("Skipped", false, 100, /*trials=*/0));
  run.cases.back().skipped = "no such model";
  EXPECT_FALSE(Analyse(run).groups[0].perceived);
}

}  // namespace
}  // namespace lab::report
