#include "framework/measure/figures.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>

#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

std::map<std::string_view, double> ByName(const CaseRecord& record) {
  std::map<std::string_view, double> figures;
  for (const Figure& figure : FiguresOf(record)) figures[figure.info->name] = figure.value;
  return figures;
}

TEST(Figures, HavePercentilesOfTheSuccessesAndTotalsOfEverything) {
  TrialRecord good = TrialOf(0, {ViewOf({.first_token = 100, .end = 900})});
  good.samples = {SampleWithTokens(3)};
  good.samples[0].usage.input_uncached = Tokens{70};
  good.samples[0].usage.cache_read = Tokens{30};
  good.samples[0].cost = Usd::FromDollars(0.002);
  TrialRecord bad = TrialOf(1, {ViewOf({.end = 5000, .failed = true})});
  bad.samples = {FailedSample(ErrorKind::kTimeout)};
  bad.samples[0].cost = Usd();
  const auto figures = ByName(CaseOf("Cached", {good, bad}));
  EXPECT_EQ(figures.at("ttft_ms_p50"), 100);
  EXPECT_EQ(figures.at("latency_ms_p95"), 900);
  EXPECT_EQ(figures.at("usd_per_1k"), 1);
  EXPECT_DOUBLE_EQ(figures.at("cost_usd"), 0.002);
  EXPECT_DOUBLE_EQ(figures.at("cache_hit_rate"), 0.3);
  EXPECT_EQ(figures.at("total_requests"), 2);
  EXPECT_EQ(figures.at("failed_attempts"), 1);
  EXPECT_EQ(figures.at("total_input_tokens"), 100);
  EXPECT_EQ(figures.at("answers"), 2);
  EXPECT_EQ(figures.at("failed"), 1);
}

TEST(Figures, SayWhichShareOfTheRequestsHasAnEstimatedCost) {
  TrialRecord trial = TrialOf(0, {ViewOf({})});
  trial.samples = {SampleWithTokens(3), SampleWithTokens(3), SampleWithTokens(3),
                   SampleWithTokens(3)};
  for (Sample& sample : trial.samples) {
    sample.usage.output_total = Tokens{3};
    sample.usage_reported = true;
    sample.cost = Usd::FromDollars(0.002);
  }
  EXPECT_EQ(ByName(CaseOf("Counted", {trial})).at("cost_estimated_share"), 0);
  trial.samples[2].usage_reported = false;
  EXPECT_DOUBLE_EQ(ByName(CaseOf("Stopped", {trial})).at("cost_estimated_share"), 0.25);
  EXPECT_TRUE(FindFigureInfo("cost_estimated_share")->not_in_outline);
}

TEST(Figures, LeaveOutWhatDoesNotExist) {
  TrialRecord trial = TrialOf(0, {});
  trial.samples = {SampleWithTokens(1)};  // no price, no cache, no answer, no gap
  const auto figures = ByName(CaseOf("Odd", {trial}));
  for (const char* name :
       {"ttft_ms_p50", "tpot_ms_p50", "usd_per_1k", "cost_usd", "cost_estimated_share",
        "cache_hit_rate", "itl_ms_p50", "stalls", "longest_stall_ms", "coalesced_share"})
    EXPECT_FALSE(figures.contains(name)) << name;
  EXPECT_EQ(figures.at("total_requests"), 1);
}

TEST(Figures, PoolTheGapsOfEveryRequestThatSucceeded) {
  TrialRecord trial = TrialOf(0, {ViewOf({})});
  trial.samples = {SampleWithTokens(5), SampleWithTokens(5), SampleWithTokens(5)};
  trial.samples[1].timeline.tokens[4].stamp = AtMs(2400);  // a gap of 2 s
  trial.samples[1].timeline.tokens[2].place_in_read = 1;
  trial.samples[2].error = Error{ErrorKind::kTimeout, "cut"};
  const auto figures = ByName(CaseOf("Stalled", {trial}));
  EXPECT_EQ(figures.at("itl_ms_p50"), 100);
  EXPECT_EQ(figures.at("itl_ms_p99"), 2000);
  EXPECT_EQ(figures.at("stalls"), 1);
  EXPECT_EQ(figures.at("longest_stall_ms"), 2000);
  EXPECT_DOUBLE_EQ(figures.at("coalesced_share"), 1.0 / 8);
}

TEST(Figures, CountATrialThatCouldNotBeCarriedOutAsFailed) {
  TrialRecord trial = TrialOf(0, {});
  trial.error = Error{ErrorKind::kUsage, "the experiment threw"};
  EXPECT_EQ(ByName(CaseOf("Broken", {trial})).at("failed"), 1);
}

TEST(Figures, CountSevereOutliersOfTheGroupsOwnMetric) {
  CaseRecord record = CaseOf("Spread", {});
  record.judged_by = {{Metric::kLatency}};
  for (int i = 0; i < 20; ++i)
    record.trials.push_back(TrialOf(i, {ViewOf({.end = i == 7 ? 9000.0 : 1000.0 + i})}));
  EXPECT_EQ(ByName(record).at("severe_outliers"), 1);
}

TEST(Figures, SayHowManyValuesAPercentileTakes) {
  CaseRecord record = CaseOf("Few", {});
  for (int i = 0; i < 20; ++i) record.trials.push_back(TrialOf(i, {ViewOf({})}));
  const std::vector<Figure> figures = FiguresOf(record);
  EXPECT_FALSE(FindFigure(figures, "ttft_ms_p50")->too_few());
  EXPECT_TRUE(FindFigure(figures, "ttft_ms_p95")->too_few());
  EXPECT_EQ(FindFigure(figures, "ttft_ms_p95")->needed, 72);
  EXPECT_FALSE(FindFigure(figures, "answers")->too_few());
  EXPECT_EQ(FindFigure(figures, "nonsense"), nullptr);
}

TEST(Figures, HaveBoundsWhereTheSampleHasThem) {
  CaseRecord record = CaseOf("Some", {});
  for (int i = 1; i <= 100; ++i) record.trials.push_back(TrialOf(i, {ViewOf({.end = 1000.0 + i})}));
  const std::vector<Figure> figures = FiguresOf(record);
  const Figure& p95 = *FindFigure(figures, "latency_ms_p95");
  EXPECT_EQ(p95.value, 1095);
  EXPECT_EQ(p95.low, 1090);  // order statistics 90 and 100: Bin(100, 0.95)
  EXPECT_EQ(p95.high, 1100);
  EXPECT_FALSE(p95.too_few());
  const Figure& p99 = *FindFigure(figures, "latency_ms_p99");
  EXPECT_EQ(p99.value, 1099);
  EXPECT_TRUE(p99.low);
  EXPECT_FALSE(p99.high);
  EXPECT_TRUE(p99.too_few());
  EXPECT_LT(*FindFigure(figures, "latency_ms_mean")->low, 1050.5);
  EXPECT_GT(*FindFigure(figures, "latency_ms_mean")->high, 1050.5);
  EXPECT_FALSE(FindFigure(figures, "latency_ms_max")->bounded());
}

// Ten answers a trial that are all alike are worth one.
TEST(Figures, AreBoundedByTrialsAndNotByAnswers) {
  CaseRecord record = CaseOf("Alike", {});
  for (int i = 1; i <= 30; ++i)
    record.trials.push_back(TrialOf(i, std::vector(10, ViewOf({.end = 1000.0 + i}))));
  const std::vector<Figure> figures = FiguresOf(record);
  EXPECT_EQ(FindFigure(figures, "latency_ms_p95")->n, 300);
  EXPECT_TRUE(FindFigure(figures, "latency_ms_p95")->too_few()) << "30 trials bound no p95";
}

TEST(Figures, CountAnAnswerThatNeverShowedTextAsInfinite) {
  CaseRecord record = CaseOf("Thinker", {});
  for (int i = 0; i < 10; ++i) record.trials.push_back(TrialOf(i, {ViewOf({})}));
  for (int i : {2, 5}) record.trials[static_cast<std::size_t>(i)].views[0].first_visible = kUnset;
  record.trials[5].views[0].first_token = kUnset;
  const auto figures = ByName(record);
  EXPECT_EQ(figures.at("never_seen"), 2);
  EXPECT_EQ(figures.at("first_visible_ms_p50"), 120);
  EXPECT_TRUE(std::isinf(figures.at("first_visible_ms_p90")));
  EXPECT_EQ(figures.at("ttft_ms_p90"), 100);
  EXPECT_TRUE(std::isinf(figures.at("ttft_ms_p99")));
}

TEST(Figures, ComeInTheOrderOfTheirTable) {
  std::vector<const FigureInfo*> infos;
  TrialRecord trial = TrialOf(0, {ViewOf({})});
  trial.samples = {SampleWithTokens(5)};
  for (const Figure& figure : FiguresOf(CaseOf("A", {trial}))) infos.push_back(figure.info.get());
  EXPECT_TRUE(std::is_sorted(infos.begin(), infos.end()));
}

// A name says metric, unit and statistic; the direction is the metric's own.
TEST(FigureInfo, OfAStatisticAgreesWithItsMetric) {
  std::set<std::string_view> names;
  for (const FigureInfo& info : AllFigures()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_FALSE(info.definition.empty()) << info.name;
    EXPECT_EQ(FindFigureInfo(info.name), &info);
    if (!info.metric) continue;
    const MetricInfo& metric = InfoOf(*info.metric);
    ASSERT_NE(info.statistic, nullptr) << info.name;
    EXPECT_EQ(info.name, fmt::format("{}_{}", metric.name, info.statistic->name));
    EXPECT_EQ(info.unit, metric.unit) << info.name;
    EXPECT_EQ(info.better, info.statistic->name == "sd" ? Better::kLess : metric.better)
        << info.name;
    EXPECT_EQ(info.not_in_outline, metric.pooled) << info.name;
  }
  EXPECT_EQ(FindFigureInfo("nonsense"), nullptr);
}

TEST(FigureInfo, IsThereForEveryStatisticOfEveryMetric) {
  for (const MetricInfo& metric : AllMetrics()) {
    for (const char* statistic :
         {"p50", "p75", "p90", "p95", "p99", "p99.9", "mean", "min", "max", "sd"})
      EXPECT_NE(FindFigureInfo(fmt::format("{}_{}", metric.name, statistic)), nullptr);
  }
}

TEST(MeanCounters, AveragesOverTheTrialsThatNotedThem) {
  CaseRecord record = CaseOf("A", {TrialOf(0, {}), TrialOf(1, {}), TrialOf(2, {})});
  record.trials[0].counters = {{"rounds", 3}, {"hit", 1}};
  record.trials[2].counters = {{"rounds", 4}};
  EXPECT_THAT(MeanCounters(record),
              testing::ElementsAre(testing::Pair("hit", 1.0), testing::Pair("rounds", 3.5)));
}

TEST(CounterName, IsToldFromAFigureOfThatName) {
  EXPECT_EQ(CounterName("failed"), "failed (noted)");
  EXPECT_EQ(CounterName("rounds"), "rounds");
}

TEST(Figures, CountAnswersThatWereNeverSeenAmongTheOthers) {
  View unseen = ViewOf({});
  unseen.first_visible = kUnset;
  const CaseRecord record =
      CaseOf("A", {TrialOf(0, {ViewOf({})}), TrialOf(1, {unseen}), TrialOf(2, {ViewOf({})})});
  const std::vector<Figure> figures = FiguresOf(record);
  EXPECT_EQ(FindFigure(figures, "never_seen")->value, 1);
  EXPECT_EQ(FindFigure(figures, "first_visible_ms_p50")->value, 120);
  EXPECT_EQ(FindFigure(figures, "first_visible_ms_p50")->n, 3);
  EXPECT_EQ(FindFigure(figures, "first_visible_ms_p50")->never, 1);
  EXPECT_TRUE(std::isinf(FindFigure(figures, "first_visible_ms_p95")->value));
  EXPECT_EQ(FindFigure(figures, "latency_ms_p95")->never, 0);
}

TEST(Figures, HasThePercentilesOfATimeOfTheExperimentBehindTheOthers) {
  CaseRecord record = CaseOf("A", {});
  for (int i = 1; i <= 100; ++i) {
    record.trials.push_back(TrialOf(i, {ViewOf({})}));
    record.trials.back().times["first sentence"] = {FromMs(i)};
  }
  const std::vector<Figure> figures = FiguresOf(record);
  ASSERT_NE(FindFigure(figures, "first sentence_ms_p95"), nullptr);
  EXPECT_EQ(FindFigure(figures, "first sentence_ms_p95")->value, 95);
  EXPECT_EQ(FindFigure(figures, "first sentence_ms_p95")->n, 100);
  EXPECT_EQ(FindFigure(figures, "first sentence_ms_max")->value, 100);
  EXPECT_EQ(figures.back().info->name, "first sentence_ms_sd");
  EXPECT_EQ(FigureInfosWith({"first sentence"})[AllFigures().size()]->own_time, "first sentence");
}

TEST(Figures, LetsNoCounterTakeTheNameOfATimeOfTheExperiment) {
  EXPECT_EQ(CounterName("first sentence_ms_p95"), "first sentence_ms_p95 (noted)");
  EXPECT_EQ(CounterName("rounds"), "rounds");
}

}  // namespace
}  // namespace lab::measure
