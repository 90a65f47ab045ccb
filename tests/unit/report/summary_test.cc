#include "framework/report/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

using measure::CaseRecord;
using testing::HasSubstr;
using testing::Not;

CaseRecord InGroup(const std::string& group, CaseRecord record) {
  record.group = group;
  return record;
}

CaseRecord WithCost(double usd, CaseRecord record) {
  for (measure::TrialRecord& trial : record.trials) trial.samples[0].cost = Usd::FromDollars(usd);
  return record;
}

CaseRecord WithAccuracy(double percent, CaseRecord record) {
  for (measure::TrialRecord& trial : record.trials)
    trial.counters[std::string(measure::kAccuracy)] = percent;
  return record;
}

/// Two groups: caching is faster and cheaper, routing faster by more but no cheaper.
measure::Run TwoGroups() {
  measure::Run run = TwoCases();
  run.cases[1] = WithCost(0.0005, Case("Fast", false, 400));
  run.cases.push_back(InGroup("Other", Case("Large", true, 1000)));
  run.cases.push_back(InGroup("Other", Case("Small", false, 200)));
  return run;
}

std::string SummaryText(const measure::Run& run, SummaryOptions options = {}) {
  std::ostringstream out;
  WriteSummary(Analyse(run), options, {}, out);
  return out.str();
}

std::vector<std::string> AdoptFirst(const measure::Run& run) {
  const Analysis analysis = Analyse(run);
  const Summary summary = SummaryOf(analysis);
  std::vector<std::string> names;
  for (const Technique* technique : summary.adopt_first) names.push_back(technique->name);
  return names;
}

TEST(Summary, HasARowForEachTechniqueWithItsGains) {
  const measure::Run run = TwoGroups();
  const Analysis analysis = Analyse(run);
  const Summary summary = SummaryOf(analysis);
  ASSERT_EQ(summary.techniques.size(), 2U);
  const Technique& fast = summary.techniques[0];
  EXPECT_EQ(fast.name, "suite/Group/Fast");
  EXPECT_DOUBLE_EQ(*fast.ttft, 409.5 / 1009.5);
  EXPECT_DOUBLE_EQ(*fast.latency, 509.5 / 1109.5);
  EXPECT_DOUBLE_EQ(*fast.cost, 0.25);
  EXPECT_DOUBLE_EQ(fast.time_saved_ms, 600);
  EXPECT_DOUBLE_EQ(*fast.usd_saved_per_1k, 1.5);
  EXPECT_DOUBLE_EQ(fast.score, 1 - 409.5 / 1009.5 + 0.75);
  EXPECT_FALSE(fast.accuracy_points);
}

TEST(Summary, OrdersByTimeAndMoneySaved) {
  EXPECT_THAT(AdoptFirst(TwoGroups()),
              testing::ElementsAre("suite/Group/Fast", "suite/Other/Small"));
  measure::Run run = TwoGroups();
  run.cases[1] = WithCost(0.002, run.cases[1]);  // as dear as its baseline
  EXPECT_THAT(AdoptFirst(run), testing::ElementsAre("suite/Other/Small", "suite/Group/Fast"));
}

TEST(Summary, AdoptsOnlyTheBestOfAGroup) {
  measure::Run run = TwoGroups();
  run.cases.insert(run.cases.begin() + 2, WithCost(0.0001, Case("Cheap", false, 400)));
  EXPECT_THAT(AdoptFirst(run), testing::ElementsAre("suite/Group/Cheap", "suite/Other/Small"));
}

TEST(Summary, AdoptsNothingThatAnswersWorse) {
  measure::Run run = TwoGroups();
  run.cases[0] = WithAccuracy(90, run.cases[0]);
  run.cases[1] = WithAccuracy(89, run.cases[1]);
  EXPECT_EQ(AdoptFirst(run).size(), 2U);
  run.cases[1] = WithAccuracy(88.9, run.cases[1]);
  EXPECT_THAT(AdoptFirst(run), testing::ElementsAre("suite/Other/Small"));
}

TEST(Summary, AdoptsNothingThatFailsMoreOften) {
  measure::Run run = TwoGroups();
  run.cases[1].trials[0].views[0].failed = true;
  EXPECT_THAT(AdoptFirst(run), testing::ElementsAre("suite/Other/Small"));
}

TEST(Summary, AdoptsNothingSlowerHoweverCheap) {
  measure::Run run = TwoGroups();
  run.cases[1] = WithCost(0.0001, Case("Slower", false, 1100));
  EXPECT_THAT(AdoptFirst(run), testing::ElementsAre("suite/Other/Small"));
}

TEST(Summary, AdoptsWhatIsAsFastAndCheaper) {
  measure::Run run = TwoGroups();
  run.cases[1] = WithCost(0.001, Case("Cheaper", false, 1000));
  EXPECT_THAT(AdoptFirst(run), testing::ElementsAre("suite/Other/Small", "suite/Group/Cheaper"));
  run.cases[1] = Case("AsDear", false, 1000);
  EXPECT_THAT(AdoptFirst(run), testing::ElementsAre("suite/Other/Small"));
}

TEST(Summary, TakesTheBestSettingOfATechnique) {
  measure::Run run = TwoGroups();
  run.cases[1].args = {{"pause_s", 600}};
  run.cases[0].args = {};
  CaseRecord better = WithCost(0.0001, run.cases[1]);
  better.args = {{"pause_s", 60}};
  run.cases.insert(run.cases.begin() + 2, better);
  const std::string text = SummaryText(run);
  EXPECT_THAT(text, HasSubstr("suite/Group/Fast/pause_s:60 (best of 2)"));
  EXPECT_THAT(text, Not(HasSubstr("pause_s:600")));
}

TEST(Summary, TellsASavingAMonthOnlyForAVolume) {
  const measure::Run run = TwoGroups();
  EXPECT_THAT(SummaryText(run), Not(HasSubstr("a month")));
  const std::string text = SummaryText(run, {.requests_per_month = 100'000});
  EXPECT_THAT(text, HasSubstr("at 100,000 requests"));
  EXPECT_THAT(text, HasSubstr("$150"));  // 1.50 a thousand
}

TEST(Summary, SaysWhenThereIsNothingToAdopt) {
  measure::Run run = TwoGroups();
  run.cases[1] = Case("Slower", false, 1100);
  run.cases[3] = InGroup("Other", Case("Slower", false, 1100));
  EXPECT_THAT(SummaryText(run), HasSubstr("adopt first: nothing"));
}

TEST(Summary, IsNotPrintedForOneGroup) { EXPECT_EQ(SummaryText(TwoCases()), ""); }

TEST(Summary, PrintsNoMoneyWithoutPrices) {
  measure::Run run = TwoGroups();
  for (CaseRecord& record : run.cases) record.trials[0].samples[0].cost.reset();
  EXPECT_THAT(SummaryText(run, {.requests_per_month = 100'000}), Not(HasSubstr("$")));
  EXPECT_EQ(AdoptFirst(run).size(), 2U);
}

TEST(Summary, MarksMoneyThatIsAnEstimateOnEitherSide) {
  EXPECT_THAT(SummaryText(TwoGroups()), Not(HasSubstr("~")));
  for (const std::size_t side : {0, 1}) {
    measure::Run run = TwoGroups();
    run.cases[side].trials[0].samples[0].usage.output_total = Tokens{10};
    const std::string text = SummaryText(run, {.requests_per_month = 100'000});
    EXPECT_THAT(text, HasSubstr(" ~-75.0 "));
    EXPECT_THAT(text, HasSubstr(" ~$1.50  ~75.0 "));
    EXPECT_THAT(text, HasSubstr(" ~$150\n"));
    EXPECT_THAT(
        text,
        HasSubstr("; ~: estimated, as said below its group's table, and counts as no saving\n"));
  }
}

TEST(Summary, AnEstimatedSavingIsNoReasonToAdopt) {
  measure::Run run = TwoGroups();
  run.cases[1].trials[0].samples[0].usage.output_total = Tokens{10};
  const Analysis analysis = Analyse(run);
  const Summary summary = SummaryOf(analysis);
  for (const Technique& technique : summary.techniques) {
    if (technique.name != "suite/Group/Fast") continue;
    EXPECT_DOUBLE_EQ(technique.score, 1 - 409.5 / 1009.5) << "the time alone";
    EXPECT_TRUE(technique.adoptable);
    return;
  }
  FAIL() << "there is no suite/Group/Fast";
}

TEST(Summary, KnowsTheBaselineOfAGroupWhoseCasesAreNotAdjacent) {
  measure::Run run = TwoGroups();
  std::swap(run.cases[1], run.cases[2]);
  const Analysis analysis = Analyse(run);
  EXPECT_EQ(SummaryOf(analysis).techniques.size(), 2U);
}

}  // namespace
}  // namespace lab::report
