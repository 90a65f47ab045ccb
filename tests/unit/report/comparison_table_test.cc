#include "framework/report/comparison_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace lab::report {
namespace {

using measure::CaseRecord;
using measure::Run;
using testing::HasSubstr;
using testing::Not;

/// A case whose trials take `base_ms` and a bit more each, one answer of ten tokens a trial.
CaseRecord Case(const std::string& name, bool baseline, double base_ms, int trials = 20) {
  CaseRecord record;
  record.suite = "suite";
  record.group = "Group";
  record.name = name;
  record.baseline = baseline;
  for (int i = 0; i < trials; ++i) {
    measure::TrialRecord trial;
    trial.index = i;
    const Time asked = Time{} + std::chrono::seconds(i);
    const Time first = asked + FromMs(base_ms + i);
    trial.views.push_back({.asked = asked,
                           .first_token = first,
                           .first_visible = first,
                           .end = first + std::chrono::milliseconds(100),
                           .output_tokens = 10});
    measure::Sample sample;
    sample.model = "claude-sonnet-5-5";
    sample.cost = Usd::FromDollars(0.002);
    sample.timeline.streamed = true;
    trial.samples.push_back(sample);
    record.trials.push_back(trial);
  }
  return record;
}

std::string Tables(const Run& run) {
  std::ostringstream out;
  WriteComparisonTables(run, {}, out);
  return out.str();
}

Run TwoCases() {
  measure::Run run;
  run.config.seed = 1;
  run.cases = {Case("Slow", true, 1000), Case("Fast", false, 400)};
  return run;
}

TEST(ComparisonTable, ComparesEachCaseWithItsBaseline) {
  const std::string text = Tables(TwoCases());
  EXPECT_THAT(text, HasSubstr("suite / Group   claude-sonnet-5-5"));
  EXPECT_THAT(text, HasSubstr("first text p50 vs baseline"));
  EXPECT_THAT(text, HasSubstr("baseline"));
  EXPECT_THAT(text, HasSubstr("faster"));
  EXPECT_THAT(text, HasSubstr("-59."));  // 409 / 1009
}

TEST(ComparisonTable, SaysHowManySamplesAPercentileNeeds) {
  const std::string text = Tables(TwoCases());
  EXPECT_THAT(text, HasSubstr("n<72"));
  EXPECT_THAT(text, HasSubstr("n<368"));
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

TEST(ComparisonTable, TellsOfFailuresByKindAndLeavesThemOut) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].views[0].failed = true;
  run.cases[1].trials[0].samples[0].error = Error{ErrorKind::kOverloaded, "overloaded"};
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("Fast: 1 of 20 answers failed (requests: 1 overloaded)"));
  EXPECT_THAT(text, HasSubstr("Fast  19  "));
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
  EXPECT_THAT(text, HasSubstr("63.1"));  // 1 - 409 / 1109
}

TEST(ComparisonTable, ShowsTheExperimentsOwnCounters) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].counters["rounds"] = 2;
  run.cases[1].trials[1].counters["rounds"] = 3;
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("rounds"));
  EXPECT_THAT(text, HasSubstr("2.50"));
}

TEST(ComparisonTable, UsesOneNumberOfDecimalsAColumn) {
  measure::Run run = TwoCases();
  run.cases[1] = Case("Fast", false, 4);
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("1009.0"));
  EXPECT_THAT(text, HasSubstr("13.0"));
}

}  // namespace
}  // namespace lab::report
