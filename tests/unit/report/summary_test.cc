#include "framework/report/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "framework/base/rng.h"
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
  for (const Recommendation& first : summary.adopt_first) names.push_back(first.name());
  return names;
}

/// name: why.
std::map<std::string, std::string> Apart(const measure::Run& run) {
  const Analysis analysis = Analyse(run);
  const Summary summary = SummaryOf(analysis);
  std::map<std::string, std::string> apart;
  for (const Technique& technique : summary.apart)
    apart[technique.name] = technique.apart_because();
  return apart;
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
  EXPECT_DOUBLE_EQ(fast.cost->value, 0.25);
  EXPECT_DOUBLE_EQ(fast.time_saved_ms(), 600);
  EXPECT_DOUBLE_EQ(*fast.usd_saved_per_1k, 1.5);
  EXPECT_DOUBLE_EQ(fast.score.value, 1 - 409.5 / 1009.5 + 0.75);
  EXPECT_LT(*fast.score.low, fast.score.value);
  EXPECT_GT(*fast.score.high, fast.score.value);
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

TEST(Summary, GivesOnePlaceToWhatCannotBeToldApart) {
  measure::Run run = TwoGroups();
  run.cases.insert(run.cases.begin() + 2, WithCost(0.0005, Case("Twin", false, 401)));
  EXPECT_THAT(AdoptFirst(run),
              testing::ElementsAre("suite/Group/Fast", "suite/Group/Twin", "suite/Other/Small"));
  const std::string text = SummaryText(run);
  EXPECT_THAT(text, HasSubstr("\n1=  suite/Group/Fast "));
  EXPECT_THAT(text, HasSubstr("\n1=  suite/Group/Twin "));
  EXPECT_THAT(text, HasSubstr("\n3.  suite/Other/Small "));
  EXPECT_THAT(text, HasSubstr("=: cannot be told apart, their intervals overlap the first one's"));
  EXPECT_THAT(SummaryText(TwoGroups()), Not(HasSubstr("=:")));
}

TEST(Summary, NamesATechniqueOnceWhoseSettingsCannotBeToldApart) {
  measure::Run run = TwoGroups();
  run.cases[1].args = {{"ttl_s", 60}};
  CaseRecord other = run.cases[1];
  other.args = {{"ttl_s", 600}};
  run.cases.insert(run.cases.begin() + 2, other);
  EXPECT_THAT(AdoptFirst(run),
              testing::ElementsAre("suite/Group/Fast (2 settings alike)", "suite/Other/Small"));
}

// Of two hundred trials the accuracy of the last `wrong` is 0.
CaseRecord Wrong(int wrong, CaseRecord record) {
  for (measure::TrialRecord& trial : record.trials) {
    const bool right = trial.index + wrong < static_cast<std::int64_t>(record.trials.size());
    trial.counters[std::string(measure::kAccuracy)] = right ? 100 : 0;
  }
  return record;
}

measure::Run GradedGroups(int trials, int baseline_wrong, int candidate_wrong) {
  measure::Run run = TwoGroups();
  run.cases[0] = Wrong(baseline_wrong, Case("Slow", true, 1000, trials));
  run.cases[1] = Wrong(candidate_wrong, Case("Fast", false, 400, trials));
  return run;
}

TEST(Summary, AdoptsWhatSurelyAnswersAsWell) {
  EXPECT_EQ(AdoptFirst(GradedGroups(400, 40, 40)).size(), 2U);
  EXPECT_EQ(AdoptFirst(GradedGroups(400, 40, 20)).size(), 2U) << "better is as well";
}

TEST(Summary, AdoptsNothingThatMayAnswerWorse) {
  const measure::Run worse = GradedGroups(400, 40, 60);
  EXPECT_THAT(AdoptFirst(worse), testing::ElementsAre("suite/Other/Small"));
  EXPECT_THAT(Apart(worse).at("suite/Group/Fast"), HasSubstr("answers worse: -5.0 points"));
  // A point by the estimate may be three in truth.
  const measure::Run unsure = GradedGroups(400, 40, 44);
  EXPECT_THAT(AdoptFirst(unsure), testing::ElementsAre("suite/Other/Small"));
  EXPECT_THAT(Apart(unsure).at("suite/Group/Fast"), HasSubstr("worse: -1.0 points (-"));
  // Nothing was lost, but of twenty.
  EXPECT_THAT(Apart(GradedGroups(20, 0, 0)).at("suite/Group/Fast"),
              HasSubstr("may answer worse: +0.0 points (-16"));
}

TEST(Summary, TakesGradesThatAreSharesByTheirMean) {
  measure::Run run = GradedGroups(400, 0, 0);
  for (std::size_t side : {0, 1}) run.cases[side] = WithAccuracy(87.5, run.cases[side]);
  EXPECT_EQ(AdoptFirst(run).size(), 2U);
  run.cases[1] = WithAccuracy(85, run.cases[1]);
  EXPECT_THAT(AdoptFirst(run), testing::ElementsAre("suite/Other/Small"));
}

TEST(Summary, StandsApartWhatFailsMoreOften) {
  measure::Run run = TwoGroups();
  run.cases[1].trials[0].views[0].failed = true;
  EXPECT_THAT(AdoptFirst(run), testing::ElementsAre("suite/Other/Small"));
  EXPECT_EQ(Apart(run).at("suite/Group/Fast"), "delivers less: 5.0 % fail in place of 0.0 %");
}

TEST(Summary, StandsApartWhatStopsAfterATenthOfTheAnswer) {
  measure::Run run = TwoGroups();
  for (measure::TrialRecord& trial : run.cases[1].trials) trial.views[0].output_tokens = 1;
  EXPECT_THAT(AdoptFirst(run), testing::ElementsAre("suite/Other/Small"));
  EXPECT_EQ(Apart(run).at("suite/Group/Fast"), "delivers less: 10 % of the tokens");
  const std::string text = SummaryText(run);
  EXPECT_THAT(text, HasSubstr("suite/Group/Fast  delivers less: 10 % of the tokens\n"));
}

TEST(Summary, StandsApartWhatAnswersLessOften) {
  measure::Run run = TwoGroups();
  for (measure::TrialRecord& trial : run.cases[0].trials) trial.views.resize(4, trial.views[0]);
  EXPECT_EQ(Apart(run).at("suite/Group/Fast"), "delivers less: 1 answers a trial in place of 4");
}

TEST(Summary, StandsApartWhatMoreOftenNeverShowsText) {
  measure::Run run = TwoGroups();
  run.cases[1].trials[3].views[0].first_visible = kUnset;
  EXPECT_EQ(Apart(run).at("suite/Group/Fast"),
            "delivers less: 5.0 % never show text in place of 0.0 %");
}

TEST(Summary, TakesAnAnswerOutOfACacheForAWholeOne) {
  measure::Run run = TwoGroups();
  for (measure::TrialRecord& trial : run.cases[1].trials) trial.views[0].output_tokens = 0;
  EXPECT_EQ(AdoptFirst(run).size(), 2U);
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

TEST(Summary, AdoptsNothingOfWhichTheSampleSaysTooLittle) {
  measure::Run run = TwoGroups();
  for (measure::CaseRecord& record : run.cases) record.trials.resize(3);
  EXPECT_THAT(AdoptFirst(run), testing::IsEmpty());
}

/// Two hundred users, each with a luck of their own that every case shares, and each answer's own.
CaseRecord Noisy(const std::string& name, bool baseline, double median_ms, std::uint64_t seed) {
  CaseRecord record = Case(name, baseline, 0, 200);
  for (measure::TrialRecord& trial : record.trials) {
    const auto key = static_cast<std::uint64_t>(trial.index);
    Rng user = Rng::For(seed, "user", key);
    Rng own = Rng::For(seed, name, key);
    const double ms = user.LogNormal(median_ms, 0.3) * own.LogNormal(1, 0.4);
    measure::View& view = trial.views[0];
    view.first_token = view.first_visible = view.asked + FromMs(ms);
    view.end = view.first_token + std::chrono::milliseconds(100);
  }
  return record;
}

/// The names that stand alone in the first place over 160 seeds, and how often one does.
std::pair<std::set<std::string>, int> SingleWinners(double first, double second, double third) {
  std::set<std::string> winners;
  int named = 0;
  for (std::uint64_t seed = 1; seed <= 160; ++seed) {
    measure::Run run;
    run.config.seed = seed;
    for (const auto& [name, ms] : {std::pair("A", first), {"B", second}, {"C", third}}) {
      run.cases.push_back(InGroup(name, Noisy(std::string(name) + "0", true, 1000, seed)));
      run.cases.push_back(InGroup(name, Noisy(name, false, ms, seed)));
    }
    const Analysis analysis = Analyse(run);
    const Summary summary = SummaryOf(analysis);
    if (summary.adopt_first.empty() || summary.adopt_first[0].tied) continue;
    winners.insert(summary.adopt_first[0].name());
    ++named;
  }
  return {winners, named};
}

TEST(Summary, NeverNamesTwoDifferentWinnersOverManySeeds) {
  const auto [close, named] = SingleWinners(600, 610, 620);
  EXPECT_LE(close.size(), 1U);
  EXPECT_LE(named, 8) << "they cannot be told apart";
}

TEST(Summary, NamesAClearWinnerWhateverTheSeed) {
  const auto [clear, named] = SingleWinners(300, 600, 620);
  EXPECT_THAT(clear, testing::ElementsAre("suite/A/A"));
  EXPECT_GE(named, 155);
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
  EXPECT_THAT(SummaryText(TwoGroups()), Not(HasSubstr("*")));
  for (const std::size_t side : {0, 1}) {
    measure::Run run = TwoGroups();
    run.cases[side].trials[0].samples[0].usage.output_total = Tokens{10};
    const std::string text = SummaryText(run, {.requests_per_month = 100'000});
    EXPECT_THAT(text, HasSubstr(" *-75.0 "));
    EXPECT_THAT(text, HasSubstr(" *$1.50  *75.0 "));
    EXPECT_THAT(text, HasSubstr(" *$150\n"));
    EXPECT_THAT(
        text,
        HasSubstr("; *: estimated, as said below its group's table, and counts as no saving\n"));
  }
}

TEST(Summary, AnEstimatedSavingIsNoReasonToAdopt) {
  measure::Run run = TwoGroups();
  run.cases[1].trials[0].samples[0].usage.output_total = Tokens{10};
  const Analysis analysis = Analyse(run);
  const Summary summary = SummaryOf(analysis);
  for (const Technique& technique : summary.techniques) {
    if (technique.name != "suite/Group/Fast") continue;
    EXPECT_DOUBLE_EQ(technique.score.value, 1 - 409.5 / 1009.5) << "the time alone";
    EXPECT_TRUE(technique.adoptable());
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
