#include "framework/measure/pareto.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

using testing::ElementsAre;

constexpr Outcome kMiddle{.latency_ms_p50 = 1000, .usd_per_1k = 2, .accuracy = 90};

TEST(Pareto, IsDominatedByWhatIsBetterInOneAndWorseInNone) {
  Outcome other = kMiddle;
  other.latency_ms_p50 = 999;
  EXPECT_TRUE(Dominates(other, kMiddle));
  EXPECT_FALSE(Dominates(kMiddle, other));
  other = kMiddle;
  other.usd_per_1k = 1.9;
  EXPECT_TRUE(Dominates(other, kMiddle));
  other = kMiddle;
  other.accuracy = 91;
  EXPECT_TRUE(Dominates(other, kMiddle));
}

TEST(Pareto, IsNotDominatedByWhatIsWorseInOne) {
  const Outcome faster{.latency_ms_p50 = 10, .usd_per_1k = 0.1, .accuracy = 89.9};
  EXPECT_FALSE(Dominates(faster, kMiddle));
  EXPECT_FALSE(Dominates(kMiddle, faster));
}

TEST(Pareto, IsNotDominatedByItsEqual) { EXPECT_FALSE(Dominates(kMiddle, kMiddle)); }

TEST(Pareto, HasEveryOutcomeOnItsFrontierThatNothingDominates) {
  const std::vector<Outcome> outcomes{
      {.latency_ms_p50 = 3000, .usd_per_1k = 5, .accuracy = 98},   // right most often
      {.latency_ms_p50 = 800, .usd_per_1k = 0.1, .accuracy = 80},  // fast and cheap
      {.latency_ms_p50 = 3100, .usd_per_1k = 5, .accuracy = 97},   // the first is better in all
      {.latency_ms_p50 = 1500, .usd_per_1k = 1, .accuracy = 95},   // between the two
      {.latency_ms_p50 = 800, .usd_per_1k = 0.1, .accuracy = 80},  // the second's equal
  };
  EXPECT_THAT(OnFrontier(outcomes), ElementsAre(true, true, false, true, true));
  EXPECT_THAT(OnFrontier({}), ElementsAre());
}

CaseRecord Graded() {
  CaseRecord record = CaseOf("Routed", {});
  for (int i = 0; i < 4; ++i) {
    TrialRecord trial = TrialOf(i, {ViewOf({.end = 1000.0 + 100 * i})});
    trial.samples = {SampleWithTokens(2)};
    trial.samples[0].cost = Usd::FromDollars(0.002);
    trial.counters[std::string(kAccuracy)] = i == 0 ? 0 : 100;
    record.trials.push_back(std::move(trial));
  }
  return record;
}

TEST(Pareto, TakesACasesFiguresAsTheTableShowsThem) {
  const std::optional<Outcome> outcome = OutcomeOf(Graded());
  ASSERT_TRUE(outcome.has_value());
  EXPECT_GE(outcome->latency_ms_p50, 1100);
  EXPECT_LE(outcome->latency_ms_p50, 1200);
  EXPECT_DOUBLE_EQ(outcome->usd_per_1k, 2);
  EXPECT_DOUBLE_EQ(outcome->accuracy, 75);
}

TEST(Pareto, DoesNotPlaceACaseThatLacksAFigure) {
  CaseRecord ungraded = Graded();
  for (TrialRecord& trial : ungraded.trials) trial.counters.clear();
  EXPECT_EQ(OutcomeOf(ungraded), std::nullopt);
  CaseRecord unpriced = Graded();
  unpriced.trials[2].samples[0].cost.reset();
  EXPECT_EQ(OutcomeOf(unpriced), std::nullopt);
  CaseRecord failed = Graded();
  for (TrialRecord& trial : failed.trials) trial.views[0].failed = true;
  EXPECT_EQ(OutcomeOf(failed), std::nullopt);
}

}  // namespace
}  // namespace lab::measure
