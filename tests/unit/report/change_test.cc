#include "framework/report/change.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "framework/base/rng.h"
#include "framework/measure/figures.h"
#include "framework/report/analysis.h"
#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

using measure::Metric;
using measure::Reading;

// The ratio of what stands in the row, whatever the trials' means come to.
TEST(ChangeOf, IsTheRatioOfTheVeryFiguresOfTheRow) {
  measure::Run run = TwoCases();
  for (measure::CaseRecord& record : run.cases) {
    record.judged_by = {{measure::Metric::kLatency, stats::Statistic::P95()}};
    for (measure::TrialRecord& trial : record.trials) {
      const measure::View usual = trial.views[0];
      for (int i = 0; i < 6; ++i) trial.views.push_back(usual);
      if (trial.index % 2 == 0 || record.baseline) trial.views[3].end += std::chrono::seconds(3);
    }
  }
  const Analysis analysis = Analyse(run);
  const auto& cases = analysis.groups[0].cases;
  const auto p95 = [&](std::size_t i) {
    return measure::FindFigure(cases[i].figures, "latency_ms_p95")->value;
  };
  EXPECT_DOUBLE_EQ(cases[1].change->ratio.value, p95(1) / p95(0));
}

/// Twenty users with twenty answers each, whose own luck is all that makes their answers differ.
measure::CaseRecord Users(const char* name, double median_ms, std::uint64_t seed) {
  measure::CaseRecord record = Case(name, false, 0);
  for (measure::TrialRecord& trial : record.trials) {
    Rng user = Rng::For(seed, name, static_cast<std::uint64_t>(trial.index));
    trial.views[0].first_token = trial.views[0].first_visible =
        trial.views[0].asked + FromMs(user.LogNormal(median_ms, 0.5));
    trial.views.resize(20, trial.views[0]);
  }
  return record;
}

// Taken one by one, four hundred answers a side would tell noise apart every other time.
TEST(ChangeOf, TakesWholeTrialsForWhatIsIndependent) {
  int told_apart = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const std::optional<Change> change =
        ChangeOf(Users("A", 1000, seed), Users("B", 1000, seed), {Metric::kFirstVisible}, seed);
    const bool unclear = change->verdict == stats::Verdict::kUnclear;
    told_apart += unclear || change->verdict == stats::Verdict::kSame ? 0 : 1;
  }
  EXPECT_LE(told_apart, 8);
}

TEST(ChangeOf, IsAbsentWhereASideHasNoSuchNumber) {
  const measure::Run run = TwoCases();
  EXPECT_FALSE(ChangeOf(run.cases[0], run.cases[1], {Metric::kTpot}, 1));
}

TEST(ChangeOf, SaysHowManyTrialsThePercentileTakes) {
  const measure::Run run = TwoCases();
  const Change change =
      *ChangeOf(run.cases[0], run.cases[1], {Metric::kLatency, stats::Statistic::P95()}, 1);
  EXPECT_FALSE(change.ratio.low);
  EXPECT_EQ(SettledBy(change), ">=72 trials");
  EXPECT_EQ(IntervalText(change), "");
}

TEST(ChangeOf, IsSmallInPWhereTheIntervalIsFarFromNoChange) {
  const measure::Run run = TwoCases();
  EXPECT_LT(ChangeOf(run.cases[0], run.cases[1], {Metric::kTtft}, 1)->p_value, 0.001);
  EXPECT_EQ(ChangeOf(run.cases[0], run.cases[0], {Metric::kTtft}, 1)->p_value, 1);
}

TEST(ChangeOf, CallsMoreTokensASecondTheBetter) {
  measure::Run run = TwoCases();
  for (measure::TrialRecord& trial : run.cases[1].trials) trial.views[0].output_tokens = 20;
  const Change change = *ChangeOf(run.cases[0], run.cases[1],
                                  {Metric::kTokensPerSecond, stats::Statistic::Median()}, 1);
  EXPECT_DOUBLE_EQ(change.ratio.value, 2);
  EXPECT_EQ(VerdictWord(change), "better");
}

TEST(VerdictText, SaysHowManyTrialsWouldSettleIt) {
  Change change;
  change.needed = 430;
  EXPECT_EQ(VerdictText(change), "unclear (>=430 trials)");
  change.verdict = stats::Verdict::kSame;
  EXPECT_EQ(VerdictText(change), "same");
}

TEST(VerdictWord, CallsFastAndSlowOnlyWhatIsATime) {
  Change change{.reading = Reading{measure::Account::kCost}};
  change.verdict = stats::Verdict::kFaster;
  EXPECT_EQ(VerdictWord(change), "better");
  change.verdict = stats::Verdict::kSlower;
  EXPECT_EQ(VerdictWord(change), "worse");
  change.reading = {Metric::kTtft};
  EXPECT_EQ(VerdictWord(change), "slower");
}

TEST(VerdictTone, IsGoodForFasterAndBadForSlowerAlone) {
  EXPECT_EQ(VerdictTone(stats::Verdict::kFaster), Tone::kGood);
  EXPECT_EQ(VerdictTone(stats::Verdict::kSlower), Tone::kBad);
  EXPECT_EQ(VerdictTone(stats::Verdict::kSame), Tone::kPlain);
  EXPECT_EQ(VerdictTone(stats::Verdict::kUnclear), Tone::kPlain);
}

TEST(ChangeText, IsInPercentAndOfFailuresInPoints) {
  Change change{.reading = {Metric::kTtft}};
  change.ratio = {0.46, 0.45, 0.47};
  EXPECT_EQ(ChangeText(change), "-54.0");
  EXPECT_EQ(IntervalText(change), "-55.0 to -53.0");
  change.reading = {measure::Account::kFailures, stats::Statistic::Mean()};
  change.ratio = {0.012, -0.001, 0.03};
  EXPECT_EQ(ChangeText(change), "+1.2");
  EXPECT_EQ(IntervalText(change), "-0.1 to +3.0");
}

}  // namespace
}  // namespace lab::report
