#include "framework/bench/stop_rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "framework/base/rng.h"
#include "framework/stats/percentile.h"
#include "tests/unit/measure/records.h"

namespace lab {
namespace {

using measure::CaseOf;
using measure::TrialOf;
using measure::ViewOf;

/// `trials` of about 100 ms, spread by `sigma`.
measure::CaseRecord Record(int trials, double sigma, std::uint64_t seed = 1) {
  Rng rng(seed);
  measure::CaseRecord record = CaseOf("Case", {});
  record.judged_by = {{measure::Metric::kTtft}};
  for (int i = 0; i < trials; ++i)
    record.trials.push_back(TrialOf(i, {ViewOf({.first_token = rng.LogNormal(100, sigma)})}));
  return record;
}

TEST(StopRule, StopsWhenTheIntervalOfTheMedianIsNarrowEnough) {
  EXPECT_TRUE(IsSettled(Record(20, 0.01), {.width = 0.05}));
  EXPECT_FALSE(IsSettled(Record(20, 0.5), {.width = 0.05}));
  EXPECT_TRUE(IsSettled(Record(20, 0.5), {.width = 3}));
}

TEST(StopRule, DoesNotLookBeforeTheLeastNorBetweenItsSteps) {
  const StopRule rule{.width = 0.05, .least = 20, .step = 10};
  for (int trials : {0, 1, 10, 19, 21, 25, 29, 31})
    EXPECT_FALSE(IsSettled(Record(trials, 0.001), rule)) << trials;
  for (int trials : {20, 30, 40}) EXPECT_TRUE(IsSettled(Record(trials, 0.001), rule)) << trials;
}

TEST(StopRule, GoesOnWithoutValues) {
  measure::CaseRecord record = Record(20, 0.001);
  for (measure::TrialRecord& trial : record.trials) trial.views[0].failed = true;
  EXPECT_FALSE(IsSettled(record, {}));
}

// The caveat of the header, measured: looking again and again costs some coverage.
TEST(StopRule, CoversTheTruthAlmostAsOftenAsItSaysAlthoughItLooksAtTheData) {
  constexpr int kRounds = 600;
  int covered = 0;
  int trials = 0;
  for (std::uint64_t seed = 1; seed <= kRounds; ++seed) {
    const measure::CaseRecord all = Record(600, 0.2, seed);
    measure::CaseRecord record = all;
    record.trials.clear();
    std::vector<double> values;
    while (record.trials.size() < all.trials.size() && !IsSettled(record, {.width = 0.08}))
      record.trials.push_back(all.trials[record.trials.size()]);
    for (const measure::TrialRecord& trial : record.trials)
      values.push_back(ToMs(trial.views[0].first_token - trial.views[0].asked));
    std::sort(values.begin(), values.end());
    const stats::Percentile median = stats::Quantile(values, 0.5);
    covered += *median.low <= 100 && 100 <= *median.high ? 1 : 0;
    trials += static_cast<int>(values.size());
  }
  EXPECT_GE(covered, 0.90 * kRounds);
  EXPECT_LT(covered, 0.96 * kRounds);
  EXPECT_LT(trials, 300 * kRounds);  // it does stop early
}

TEST(StopRule, BySecondsStopsWhenTheTimesOfTheTrialsComeToThem) {
  measure::CaseRecord record = CaseOf("Case", {});
  record.judged_by = {{measure::Metric::kTtft}};
  const StopRule rule{.seconds = 0.5};
  EXPECT_FALSE(IsSettled(record, rule));
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(IsSettled(record, rule)) << i;
    record.trials.push_back(TrialOf(i, {ViewOf({.first_token = 100})}));
  }
  EXPECT_TRUE(IsSettled(record, rule));
}

TEST(StopRule, BySecondsCountsAFailedTrialAsLongAsItTook) {
  measure::TrialRecord failed = TrialOf(0, {ViewOf({.failed = true})});
  EXPECT_EQ(SecondsOf(failed, measure::Metric::kTtft), 2);
  failed.end = failed.start;
  EXPECT_EQ(SecondsOf(failed, measure::Metric::kTtft), 1e-3);
}

TEST(SecondsOf, IsWhatTheTrialTookWhereItsTextNeverCame) {
  measure::TrialRecord trial;
  trial.start = Time{};
  trial.end = Time{} + std::chrono::seconds(3);
  trial.views.push_back({.asked = Time{}, .end = trial.end});
  EXPECT_EQ(SecondsOf(trial, measure::Metric::kFirstVisible), 3);
}

}  // namespace
}  // namespace lab
