#include "framework/report/comparison_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string>

#include "framework/measure/figures.h"
#include "tests/unit/report/cases.h"
#include "tests/unit/report/tables.h"

namespace lab::report {
namespace {

using measure::Run;
using testing::HasSubstr;
using testing::Not;

TEST(ComparisonTable, ComparesEachCaseWithItsBaseline) {
  const std::string text = Tables(TwoCases());
  EXPECT_THAT(text, HasSubstr("suite / Group   claude-sonnet-5-5"));
  EXPECT_THAT(text, HasSubstr("first text p50 vs baseline"));
  EXPECT_THAT(text, HasSubstr("baseline"));
  EXPECT_THAT(text, HasSubstr("faster"));
  EXPECT_THAT(text, HasSubstr("-59."));  // 409 / 1009
}

TEST(ComparisonTable, ShowsAPercentileWithoutAnUpperBoundAndMarksIt) {
  const std::string text = Tables(TwoCases());
  EXPECT_THAT(LineOf(text, "Fast"), HasSubstr("  410    ~418    ~419    510    ~518    ~519  "));
  EXPECT_THAT(text,
              HasSubstr("\n  ~ no 95 % upper bound at this n: p95 takes 72 answers, p99 368\n"));
  EXPECT_THAT(text, Not(HasSubstr("n<")));
}

TEST(ComparisonTable, SaysOfFiveTrialsWhatTheyShow) {
  measure::Run run = TwoCases();
  run.cases = {Case("Slow", true, 1000, 5), Case("Fast", false, 400, 5)};
  const std::string text = Tables(run);
  EXPECT_THAT(LineOf(text, "Fast"), HasSubstr("  ~402    ~404    ~404    ~502  "));
  EXPECT_THAT(text, HasSubstr("p50 takes 6 answers, p95 72, p99 368\n"));
}

TEST(ComparisonTable, MarksNothingWhereEveryShownPercentileIsBounded) {
  measure::Run run = TwoCases();
  run.cases = {Case("Slow", true, 1000, 400), Case("Fast", false, 400, 400)};
  EXPECT_THAT(Tables(run), Not(HasSubstr("~")));
}

TEST(ComparisonTable, DimsAMarkedPercentile) {
  const measure::Run run = TwoCases();
  const Analysis analysis = Analyse(run);
  const TextTable table = ComparisonTable(analysis.groups[0], {});
  const auto& cells = table.rows()[1];
  const auto p99 = std::find_if(cells.begin(), cells.end(),
                                [](const Cell& cell) { return cell.text.starts_with('~'); });
  ASSERT_NE(p99, cells.end());
  EXPECT_EQ(p99->tone, Tone::kDim);
}

TEST(ComparisonTable, PrintsMoneyForAThousandAnswers) {
  EXPECT_THAT(Tables(TwoCases()), HasSubstr("2.00"));
}

TEST(ComparisonTable, PrintsNoMoneyWhereOneRequestHasNoPrice) {
  measure::Run run = TwoCases();
  run.cases[0].trials[3].samples[0].cost.reset();
  run.cases[1].trials[3].samples[0].cost.reset();
  EXPECT_THAT(Tables(run), Not(HasSubstr("2.00")));
}

/// Of Fast the provider did not count `requests` of the 20.
measure::Run Estimated(int requests) {
  measure::Run run = TwoCases();
  for (int i = 0; i < requests; ++i)
    run.cases[1].trials[static_cast<std::size_t>(i)].samples[0].usage.output_total = Tokens{10};
  return run;
}

TEST(ComparisonTable, MarksMoneyThatIsAnEstimateAndSaysOfWhat) {
  EXPECT_THAT(Tables(TwoCases()), Not(HasSubstr("*")));
  const std::string text = Tables(Estimated(3));
  EXPECT_THAT(LineOf(text, "Slow"), HasSubstr("  2.00"));
  EXPECT_THAT(LineOf(text, "Fast"), HasSubstr(" *2.00"));
  EXPECT_THAT(
      text,
      HasSubstr("\n  *: usage was not reported to the end, so estimated from what was seen ("));
  EXPECT_THAT(text, HasSubstr("): Fast 3 of 20 requests\n"));
}

TEST(ComparisonTable, DimsMoneyThatIsAnEstimate) {
  const measure::Run run = Estimated(1);
  const Analysis analysis = Analyse(run);
  const TextTable table = ComparisonTable(analysis.groups[0], {});
  const auto& cells = table.rows()[1];
  const auto money = std::find_if(cells.begin(), cells.end(),
                                  [](const Cell& cell) { return cell.text == "*2.00"; });
  ASSERT_NE(money, cells.end());
  EXPECT_EQ(money->tone, Tone::kDim);
}

TEST(ComparisonTable, MarksNoEstimateWhereThereIsNoMoney) {
  measure::Run run = Estimated(3);
  run.cases[1].trials[9].samples[0].cost.reset();
  EXPECT_THAT(Tables(run), Not(HasSubstr("*")));
}

TEST(ComparisonTable, SaysBelowWhatWasDoneOtherwiseThanAsked) {
  measure::Run run = TwoCases();
  EXPECT_THAT(Tables(run), Not(HasSubstr("note: ")));
  run.notes = {"asked without seed", "asked without\x1b[2J stream_options"};
  EXPECT_THAT(Tables(run), HasSubstr("note: asked without seed\nnote: asked without [2J "
                                     "stream_options\n"));
}

TEST(ComparisonTable, TellsOfFailuresByKindAndLeavesThemOut) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].views[0].failed = true;
  run.cases[1].trials[0].samples[0].error = Error{ErrorKind::kOverloaded, "try later"};
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("Fast: 1 of 20 answers failed (requests: 1 overloaded; the first: "
                              "try later)"));
  EXPECT_THAT(text, HasSubstr("Fast  19     5.0  "));
}

TEST(ComparisonTable, NamesATrialThatCouldNotBeCarriedOut) {
  measure::Run run = TwoCases();
  run.cases[1].trials[2].error = Error{ErrorKind::kUsage, "the experiment threw: boom"};
  EXPECT_THAT(
      Tables(run),
      HasSubstr(
          "Fast: 1 of 20 trials could not be carried out; trial 2: the experiment threw: boom"));
}

TEST(ComparisonTable, ListsASkippedCaseWithItsReason) {
  measure::Run run = TwoCases();
  run.cases[1].trials.clear();
  run.cases[1].skipped = "it measures gpt-5";
  EXPECT_THAT(Tables(run), HasSubstr("Fast: skipped: it measures gpt-5"));
}

TEST(ComparisonTable, ShowsTheHitRateOnlyWhereACacheWasUsed) {
  measure::Run run = TwoCases();
  EXPECT_THAT(Tables(run), Not(HasSubstr("hit %")));
  run.cases[1].trials[0].samples[0].usage.cache_read = Tokens{90};
  run.cases[1].trials[0].samples[0].usage.input_uncached = Tokens{10};
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("hit %"));
  EXPECT_THAT(text, HasSubstr("90.0"));
}

TEST(ComparisonTable, ShowsThePerceivedGainAgainstABufferedBaseline) {
  measure::Run run = TwoCases();
  EXPECT_THAT(Tables(run), Not(HasSubstr("perceived")));
  for (measure::TrialRecord& trial : run.cases[0].trials)
    trial.samples[0].timeline.streamed = false;
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("perceived"));
  EXPECT_THAT(text, HasSubstr("63.1"));  // 1 - 409.5 / 1109.5
}

TEST(ComparisonTable, ShowsTheExperimentsOwnCounters) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].counters["rounds"] = 2;
  run.cases[1].trials[1].counters["rounds"] = 3;
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("rounds"));
  EXPECT_THAT(text, HasSubstr("2.50"));
}

/// Fast is right in every other trial, Slow always.
Run Graded() {
  measure::Run run = TwoCases();
  for (measure::CaseRecord& record : run.cases) {
    for (measure::TrialRecord& trial : record.trials) {
      const bool right = record.baseline || trial.index % 2 == 0;
      trial.counters["accuracy %"] = right ? 100 : 0;
    }
  }
  return run;
}

TEST(ComparisonTable, SaysWhichGradedCasesAreOnTheParetoFrontier) {
  EXPECT_THAT(Tables(TwoCases()), Not(HasSubstr("Pareto")));
  measure::Run run = Graded();
  run.cases.push_back(run.cases[1]);
  run.cases.back().name = "Dear";
  for (measure::TrialRecord& trial : run.cases.back().trials)
    trial.samples[0].cost = Usd::FromDollars(0.003);
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("Pareto"));
  EXPECT_THAT(LineOf(text, "Slow"), HasSubstr(" yes "));
  EXPECT_THAT(LineOf(text, "Fast"), HasSubstr(" yes "));
  EXPECT_THAT(LineOf(text, "Dear"), Not(HasSubstr("yes")));
}

TEST(ComparisonTable, DoesNotPlaceAnUngradedCaseOnTheFrontier) {
  measure::Run run = Graded();
  for (measure::TrialRecord& trial : run.cases[1].trials) trial.counters.clear();
  EXPECT_THAT(LineOf(Tables(run), "Fast"), Not(HasSubstr("yes")));
}

TEST(ComparisonTable, SaysThatAccuracyIsModelledWhereTheMockAnswers) {
  constexpr const char* kNote = "accuracy is modelled by the mock's profile";
  measure::Run run = Graded();
  EXPECT_THAT(Tables(run), HasSubstr(kNote));
  run.simulated = false;
  run.config.target = "mock";
  EXPECT_THAT(Tables(run), HasSubstr(kNote));
  run.config.target = "anthropic";
  EXPECT_THAT(Tables(run), Not(HasSubstr(kNote)));
  EXPECT_THAT(Tables(TwoCases()), Not(HasSubstr(kNote)));
}

TEST(ComparisonTable, PrintsTheConfusionOfWhatWasClassifiedOnRequest) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].label = {.truth = "hard", .said = "easy"};
  EXPECT_THAT(Tables(run), Not(HasSubstr("labels wrong")));
  const std::string text = Tables(run, {.confusion = true});
  EXPECT_THAT(text, HasSubstr("Fast: 1 of 1 labels wrong"));
  EXPECT_THAT(text, Not(HasSubstr("Slow: 0 of")));
}

TEST(ComparisonTable, ShowsWhatConcurrencyBuysBelowTheGroup) {
  measure::Run run = TwoCases();
  EXPECT_THAT(Tables(run), Not(HasSubstr("efficiency")));
  run.cases[0].args = {{"concurrency", 1}};
  run.cases[1].args = {{"concurrency", 2}};
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("speed-up  efficiency %"));
  EXPECT_THAT(text, HasSubstr("knee"));
}

TEST(ComparisonTable, UsesOneNumberOfDecimalsAColumn) {
  measure::Run run = TwoCases();
  run.cases[1] = Case("Fast", false, 4);
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("1009.5"));
  EXPECT_THAT(text, HasSubstr("13.5"));
}

TEST(ComparisonTable, ShowsNoNanosecondsOfASecondBesideACacheHit) {
  measure::Run run = TwoCases();
  for (measure::TrialRecord& trial : run.cases[1].trials) {
    measure::View& view = trial.views[0];
    view.first_token = view.first_visible = view.end = view.asked + std::chrono::microseconds(8);
  }
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("1009.5"));
  EXPECT_THAT(text, Not(HasSubstr("1009.50")));
  EXPECT_THAT(text, HasSubstr(" 0.0 "));
}

TEST(ComparisonTable, TellsOfAnswersThatWereNeverSeenInsteadOfLeavingThemOut) {
  measure::Run run = TwoCases();
  for (measure::TrialRecord& trial : run.cases[0].trials)
    trial.samples[0].timeline.streamed = false;
  for (measure::TrialRecord& trial : run.cases[1].trials) trial.views[0].first_visible = kUnset;
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("never"));  // the perceived gain
  EXPECT_THAT(text, HasSubstr("Fast: 20 of 20 answers succeeded without text that a user sees"));
  EXPECT_THAT(text, HasSubstr("slower"));
}

TEST(ComparisonTable, ShowsThePerceivedGainAgainstTheCasesOwnBaseline) {
  measure::Run run;
  for (const std::int64_t size : {1, 10}) {
    const auto ms = static_cast<double>(1000 * size);
    for (const bool baseline : {true, false}) {
      run.cases.push_back(
          Case(baseline ? "Buffered" : "Streamed", baseline, baseline ? ms : ms / 2));
      run.cases.back().args = {{"size", size}};
      for (measure::TrialRecord& trial : run.cases.back().trials)
        trial.samples[0].timeline.streamed = !baseline;
    }
  }
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("54.1"));  // 1 - 509.5 / 1109.5
  EXPECT_THAT(text, HasSubstr("50.4"));  // 1 - 5009.5 / 10109.5, not 1 - 5009.5 / 1109.5
}

TEST(FiguresTable, HasEveryFigureOfEveryCaseThatRan) {
  measure::Run run = TwoCases();
  run.cases.push_back(Case("Skipped", false, 1, 0));
  run.cases.back().skipped = "no such model";
  const Analysis analysis = Analyse(run);
  const TextTable table = FiguresTable(analysis.groups[0]);
  EXPECT_EQ(table.columns().size(), measure::AllFigures().size() + 1);
  ASSERT_EQ(table.rows().size(), 2U);
  EXPECT_EQ(table.rows()[0][0].text, "Slow");
  std::map<std::string, std::string> slow;
  for (std::size_t i = 0; i < table.columns().size(); ++i)
    slow[table.columns()[i].title] = table.rows()[0][i].text;
  EXPECT_EQ(slow.at("ttft_ms_p50"), "1009.5");
  EXPECT_EQ(slow.at("ttft_ms_p99"), "~1019");
  EXPECT_EQ(slow.at("itl_ms_p50"), "-");
}

}  // namespace
}  // namespace lab::report
