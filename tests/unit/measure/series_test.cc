#include "framework/measure/series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(Values, MeasuresAViewFromTheMomentOfAsking) {
  const CaseRecord record = CaseOf("A", {TrialOf(0, {ViewOf({.asked = 50})})});
  EXPECT_THAT(Values(record, Metric::kTtft), ElementsAre(50));
  EXPECT_THAT(Values(record, Metric::kFirstVisible), ElementsAre(70));
  EXPECT_THAT(Values(record, Metric::kLatency), ElementsAre(950));
  EXPECT_THAT(Values(record, Metric::kTpot), ElementsAre(100));                      // 800 ms / 8
  EXPECT_THAT(Values(record, Metric::kTokensPerSecond), ElementsAre(DoubleEq(10)));  // 9 in 0.9 s
}

TEST(Values, LeavesOutWhatFailedAndWhatHasNoSuchNumber) {
  View silent = ViewOf({});
  silent.first_visible = kUnset;
  const CaseRecord record =
      CaseOf("A", {TrialOf(0, {ViewOf({.end = 700}), ViewOf({.failed = true})}),
                   TrialOf(1, {silent}), TrialOf(2, {})});
  EXPECT_THAT(Values(record, Metric::kLatency), ElementsAre(700, 1000));
  EXPECT_THAT(Values(record, Metric::kTpot), ElementsAre(DoubleEq(100), DoubleEq(100)));
}

TEST(Values, HasNoSpeedForAnswersThatCameAllAtOnce) {
  View buffered = ViewOf({.first_token = 1000, .first_visible = 1000});
  buffered.last_token = kUnset;
  const CaseRecord record = CaseOf("A", {TrialOf(0, {buffered})});
  EXPECT_THAT(Values(record, Metric::kTpot), IsEmpty());
  EXPECT_THAT(Values(record, Metric::kTokensPerSecond), IsEmpty());
}

TEST(Values, HasNoSpeedForAnswersThatUsedNoTokens) {
  const CaseRecord record = CaseOf("A", {TrialOf(0, {ViewOf({.output_tokens = 0})})});
  EXPECT_THAT(Values(record, Metric::kTokensPerSecond), IsEmpty());
}

TEST(Values, HasNoTpotBelowTwoTokens) {
  const CaseRecord record = CaseOf("A", {TrialOf(0, {ViewOf({.output_tokens = 1})})});
  EXPECT_THAT(Values(record, Metric::kTpot), IsEmpty());
}

TEST(TrialValue, IsTheMeanOfTheTrialsViews) {
  const TrialRecord trial = TrialOf(0, {ViewOf({.end = 800}), ViewOf({.end = 1000})});
  EXPECT_EQ(TrialValue(trial, Metric::kLatency), 900);
}

TEST(TrialValue, IsAbsentWhenAnyViewFailed) {
  const TrialRecord trial = TrialOf(0, {ViewOf({}), ViewOf({.failed = true})});
  EXPECT_EQ(TrialValue(trial, Metric::kLatency), std::nullopt);
}

TEST(TrialValue, IsAbsentWithoutViewsAndForATrialThatCouldNotBeCarriedOut) {
  EXPECT_EQ(TrialValue(TrialOf(0, {}), Metric::kLatency), std::nullopt);
  TrialRecord broken = TrialOf(0, {ViewOf({})});
  broken.error = Error{ErrorKind::kUsage, "threw"};
  EXPECT_EQ(TrialValue(broken, Metric::kLatency), std::nullopt);
}

TEST(Pair, PutsTrialsOfOneIndexTogetherWhateverTheirOrder) {
  const CaseRecord baseline =
      CaseOf("A", {TrialOf(0, {ViewOf({.end = 100})}), TrialOf(1, {ViewOf({.end = 200})}),
                   TrialOf(2, {ViewOf({.end = 300})})});
  const CaseRecord candidate =
      CaseOf("B", {TrialOf(2, {ViewOf({.end = 30})}), TrialOf(0, {ViewOf({.end = 10})}),
                   TrialOf(7, {ViewOf({.end = 70})})});
  const PairedValues pairs = lab::measure::Pair(baseline, candidate, Metric::kLatency);
  EXPECT_THAT(pairs.baseline, ElementsAre(300, 100));
  EXPECT_THAT(pairs.candidate, ElementsAre(30, 10));
}

TEST(Pair, DropsATrialThatFailedOnEitherSide) {
  const CaseRecord baseline =
      CaseOf("A", {TrialOf(0, {ViewOf({.failed = true})}), TrialOf(1, {ViewOf({.end = 200})}),
                   TrialOf(2, {ViewOf({.end = 300})})});
  const CaseRecord candidate =
      CaseOf("B", {TrialOf(0, {ViewOf({})}), TrialOf(1, {ViewOf({.failed = true})}),
                   TrialOf(2, {ViewOf({.end = 30})})});
  const PairedValues pairs = lab::measure::Pair(baseline, candidate, Metric::kLatency);
  EXPECT_THAT(pairs.baseline, ElementsAre(300));
  EXPECT_THAT(pairs.candidate, ElementsAre(30));
}

Sample Billed(std::int64_t read, std::int64_t written, double dollars) {
  Sample sample = SampleWithTokens(1);
  sample.usage = {
      .input_uncached = Tokens{100}, .cache_read = Tokens{read}, .cache_write_5m = Tokens{written}};
  sample.cost = Usd::FromDollars(dollars);
  return sample;
}

TEST(TotalsOf, AddsUpEveryRequestOfEveryTrial) {
  TrialRecord first = TrialOf(0, {ViewOf({})});
  first.samples = {Billed(0, 900, 0.5), Billed(900, 0, 0.25)};
  TrialRecord second = TrialOf(1, {ViewOf({}), ViewOf({.failed = true})});
  second.samples = {Billed(900, 0, 0.25)};
  const Totals totals = TotalsOf(CaseOf("A", {first, second}));
  EXPECT_EQ(totals.views, 3);
  EXPECT_EQ(totals.failed_views, 1);
  EXPECT_EQ(totals.requests, 3);
  EXPECT_EQ(totals.usage.cache_read, Tokens{1800});
  EXPECT_EQ(totals.usage.prompt(), Tokens{3000});
  EXPECT_EQ(totals.cost, Usd::FromDollars(1.0));
  EXPECT_TRUE(totals.cache_used);
  ASSERT_TRUE(totals.usd_per_1k().has_value());
  EXPECT_DOUBLE_EQ(*totals.usd_per_1k(), 1000.0 / 3);
}

TEST(TotalsOf, HasNoPriceWhenOneRequestHasNone) {
  TrialRecord trial = TrialOf(0, {ViewOf({})});
  trial.samples = {Billed(0, 0, 0.5), SampleWithTokens(1)};
  const Totals totals = TotalsOf(CaseOf("A", {trial}));
  EXPECT_FALSE(totals.cost_known);
  EXPECT_EQ(totals.usd_per_1k(), std::nullopt);
  EXPECT_FALSE(totals.cache_used);
}

TEST(TotalsOf, CountsTheRequestsWhoseCostIsAnEstimate) {
  TrialRecord trial = TrialOf(0, {ViewOf({})});
  trial.samples = {Billed(0, 900, 0.5), Billed(900, 0, 0.25), SampleWithTokens(1)};
  trial.samples[0].usage_reported = true;
  EXPECT_EQ(TotalsOf(CaseOf("A", {trial})).estimated, 1);
}

TEST(TotalsOf, HasNoPriceOfAThousandOfNothing) {
  EXPECT_EQ(TotalsOf(CaseOf("A", {})).usd_per_1k(), std::nullopt);
}

TEST(TotalsOf, CountsFailedRequestsByKindButNotCancelledOnes) {
  TrialRecord trial = TrialOf(0, {ViewOf({.failed = true})});
  trial.samples = {FailedSample(ErrorKind::kRateLimited), FailedSample(ErrorKind::kRateLimited),
                   FailedSample(ErrorKind::kTimeout), FailedSample(ErrorKind::kCancelled)};
  const Totals totals = TotalsOf(CaseOf("A", {trial}));
  EXPECT_THAT(totals.errors, ElementsAre(Pair("rate_limited", 2), Pair("timeout", 1)));
  EXPECT_EQ(totals.requests, 4);
}

TEST(TotalsOf, CountsATrialThatBrokeWhereNoFailedAnswerSaysSo) {
  TrialRecord broken = TrialOf(0, {});
  broken.error = Error{ErrorKind::kUsage, "threw"};
  TrialRecord shown = TrialOf(1, {ViewOf({.failed = true})});
  shown.error = broken.error;
  const Totals totals = TotalsOf(CaseOf("A", {broken, shown}));
  EXPECT_EQ(totals.broken_trials, 1);
  EXPECT_EQ(totals.failed_views, 1);
}

TEST(Values, OfAPooledMetricAreTheGapsOfTheRequestsThatSucceeded) {
  TrialRecord trial = TrialOf(0, {ViewOf({})});
  trial.samples = {SampleWithTokens(3), SampleWithTokens(2)};
  trial.samples[1].error = Error{ErrorKind::kTimeout, "cut"};
  EXPECT_THAT(Values(CaseOf("A", {trial}), Metric::kItl), ElementsAre(100, 100));
  EXPECT_EQ(TrialValue(trial, Metric::kItl), std::nullopt);
}

TEST(Series, HasAnAnswerWithoutTextAsInfinitelyLateInBothAlike) {
  View unseen = ViewOf({.first_token = 100});
  unseen.first_visible = kUnset;
  View failed = unseen;
  failed.failed = true;
  const CaseRecord record =
      CaseOf("A", {TrialOf(0, {ViewOf({})}), TrialOf(1, {unseen}), TrialOf(2, {failed})});
  constexpr double kNever = std::numeric_limits<double>::infinity();
  EXPECT_THAT(Values(record, Metric::kFirstVisible), testing::ElementsAre(120, kNever));
  EXPECT_THAT(Values(record, Metric::kTtft), testing::ElementsAre(100, 100));
  EXPECT_EQ(TrialValue(record.trials[1], Metric::kFirstVisible), kNever);
  EXPECT_EQ(TotalsOf(record).unseen_views, 1);
  EXPECT_THAT(Pair(record, record, Metric::kFirstVisible).baseline,
              testing::ElementsAre(120, kNever));
}

TEST(Series, OfMoneyIsTheSumOverTheTrialsRequests) {
  TrialRecord trial = TrialOf(0, {ViewOf({})});
  EXPECT_EQ(TrialValue(trial, Account::kCost), 0) << "an answer out of a cache of ours is free";
  EXPECT_EQ(TrialValue(TrialOf(0, {}), Account::kCost), std::nullopt);
  trial.samples = {SampleWithTokens(1), SampleWithTokens(1)};
  trial.samples[0].cost = Usd::FromDollars(0.25);
  EXPECT_EQ(TrialValue(trial, Account::kCost), std::nullopt);  // one has no price
  trial.samples[1].cost = Usd::FromDollars(0.5);
  EXPECT_EQ(TrialValue(trial, Account::kCost), 0.75);
  trial.error = Error{ErrorKind::kUsage, "no"};
  EXPECT_EQ(TrialValue(trial, Account::kCost), std::nullopt);
}

TEST(Series, OfFailuresHasOneNumberAnAnswerAndOneForATrialThatBroke) {
  const TrialRecord half = TrialOf(0, {ViewOf({}), ViewOf({.failed = true})});
  TrialRecord broken = TrialOf(1, {ViewOf({})});
  broken.error = Error{ErrorKind::kUsage, "no"};
  TrialRecord both = TrialOf(2, {ViewOf({.failed = true})});
  both.error = broken.error;
  const CaseRecord record = CaseOf("A", {half, broken, both, TrialOf(3, {})});
  EXPECT_THAT(Values(record, Account::kFailures), testing::ElementsAre(0, 1, 0, 1, 1));
  EXPECT_EQ(TrialValue(half, Account::kFailures), 0.5);
  EXPECT_EQ(TrialValue(TrialOf(3, {}), Account::kFailures), std::nullopt);
}

TEST(Series, OfATimeOfTheExperimentHasEachThatAGoodTrialTold) {
  TrialRecord two = TrialOf(0, {ViewOf({})});
  two.times["first sentence"] = {FromMs(300), FromMs(100)};
  TrialRecord failed = TrialOf(1, {ViewOf({.failed = true})});
  failed.times["first sentence"] = {FromMs(1)};
  const CaseRecord record = CaseOf("A", {two, failed, TrialOf(2, {ViewOf({})})});
  EXPECT_THAT(Values(record, "first sentence"), testing::ElementsAre(300, 100));
  EXPECT_EQ(TrialValue(two, "first sentence"), 200);
  EXPECT_EQ(TrialValue(failed, "first sentence"), std::nullopt);
  EXPECT_THAT(OwnTimes(record), testing::ElementsAre("first sentence"));
}

}  // namespace
}  // namespace lab::measure
