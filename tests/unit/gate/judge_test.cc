#include "framework/gate/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "framework/base/rng.h"

namespace lab::gate {
namespace {

using stats::Statistic;

/// Pairs with a common prompt effect; the candidate takes `ratio` of the time.
Observation Drawn(const std::string& name, int n, double ratio, double own_spread = 0.05) {
  Rng rng = Rng::For(5, name);
  Observation observation{.case_name = name, .metric = "ttft_ms_p50", .paired = true};
  for (int i = 0; i < n; ++i) {
    const double prompt = rng.LogNormal(400, 0.3);
    observation.baseline.Add(prompt * rng.LogNormal(1, own_spread));
    observation.candidate.Add(prompt * ratio * rng.LogNormal(1, own_spread));
  }
  return observation;
}

Decision JudgeOne(const Observation& observation, const JudgeOptions& options = {}) {
  return Judge({observation}, options).rows.at(0);
}

TEST(Judge, CallsARatioWhollyBeyondTheLimitARegression) {
  const Decision row = JudgeOne(Drawn("slow", 50, 1.2));
  EXPECT_EQ(row.ruling, Ruling::kRegression);
  EXPECT_GT(*row.ratio.low, 1.05);
  EXPECT_LE(row.p_regression, 0.025);
  EXPECT_TRUE(Judge({Drawn("slow", 50, 1.2)}).regressed());
}

TEST(Judge, CallsTheSameMirroredAnImprovement) {
  const Decision row = JudgeOne(Drawn("fast", 50, 1 / 1.2));
  EXPECT_EQ(row.ruling, Ruling::kImprovement);
  EXPECT_LT(*row.ratio.high, 1 / 1.05);
  EXPECT_FALSE(Judge({Drawn("fast", 50, 1 / 1.2)}).regressed());
}

TEST(Judge, CallsAnIntervalWithinTheLimitTheSame) {
  EXPECT_EQ(JudgeOne(Drawn("same", 400, 1, 0.02)).ruling, Ruling::kSame);
}

TEST(Judge, CallsAnIntervalThatReachesOverTheLimitUnclear) {
  const Decision row = JudgeOne(Drawn("wide", 30, 1.05, 0.3));
  EXPECT_EQ(row.ruling, Ruling::kUnclear);
  EXPECT_LT(*row.ratio.low, 1.05);
  EXPECT_GT(*row.ratio.high, 1.05);
}

TEST(Judge, AllowsWhatTheLimitAllows) {
  EXPECT_EQ(JudgeOne(Drawn("slow", 100, 1.1), {.limit = 0.2}).ruling, Ruling::kSame);
  EXPECT_EQ(JudgeOne(Drawn("slow", 100, 1.1), {.limit = 0.01}).ruling, Ruling::kRegression);
}

TEST(Judge, KnowsThatASpeedIsWorseWhenLower) {
  Observation speed = Drawn("speed", 50, 1 / 1.2);
  speed.more_is_better = true;
  EXPECT_EQ(JudgeOne(speed).ruling, Ruling::kRegression);
  std::swap(speed.baseline, speed.candidate);
  EXPECT_EQ(JudgeOne(speed).ruling, Ruling::kImprovement);
}

TEST(Judge, SaysHowManySamplesADecisionTakesAtLeast) {
  Observation p95 = Drawn("p95", 30, 2);
  p95.statistic = Statistic::P95();
  const Decision row = JudgeOne(p95);
  EXPECT_EQ(row.ruling, Ruling::kTooFew);
  EXPECT_EQ(row.needed, 72);
  EXPECT_FALSE(row.ratio.low.has_value());
  EXPECT_GT(row.ratio.value, 1.5);
  const Decision one =
      JudgeOne({.case_name = "one", .metric = "x", .baseline = {1}, .candidate = {2}});
  EXPECT_EQ(one.ruling, Ruling::kTooFew);
  EXPECT_EQ(one.ratio.value, 2);
  EXPECT_EQ(one.needed, 6);
}

// A row that cannot be decided must not take from the level of those that can.
TEST(Judge, LeavesRowsThatAreTooSmallOutOfTheFamily) {
  std::vector<Observation> observations{Drawn("slow", 30, 1.2)};
  const Judgement alone = Judge(observations);
  for (int i = 0; i < 50; ++i) {
    observations.push_back(Drawn("p95 " + std::to_string(i), 30, 1));
    observations.back().statistic = Statistic::P95();
  }
  const Judgement among = Judge(observations);
  EXPECT_EQ(among.family, 1);
  EXPECT_EQ(among.rows[0].p_regression, alone.rows[0].p_regression);
  EXPECT_EQ(among.rows[0].ratio, alone.rows[0].ratio);
}

TEST(Judge, WidensTheIntervalOfARowAmongMany) {
  std::vector<Observation> observations{Drawn("row", 40, 1.1, 0.1)};
  const Decision alone = Judge(observations).rows[0];
  for (int i = 0; i < 99; ++i) observations.push_back(Drawn("b" + std::to_string(i), 40, 1, 0.1));
  const Decision among = Judge(observations).rows[0];
  EXPECT_NEAR(alone.tail, 0.025, 1e-12);
  EXPECT_NEAR(among.tail, 0.025 / 100, 1e-12);
  EXPECT_EQ(among.ratio.value, alone.ratio.value);
  EXPECT_LT(*among.ratio.low, *alone.ratio.low);
  EXPECT_GT(*among.ratio.high, *alone.ratio.high);
}

// What the header promises: a verdict can be seen in the interval that stands beside it.
TEST(Judge, ShowsEachVerdictInTheIntervalOfItsRow) {
  std::vector<Observation> observations;
  for (int i = 0; i < 60; ++i) {
    const double ratio = i % 3 == 0 ? 1.3 : i % 3 == 1 ? 0.75 : 1.0;
    observations.push_back(Drawn("row " + std::to_string(i), 80, ratio, 0.02 + 0.004 * i));
  }
  int seen[5] = {};
  for (const Decision& row : Judge(observations).rows) {
    ++seen[static_cast<int>(row.ruling)];
    ASSERT_TRUE(row.ratio.low && row.ratio.high);
    EXPECT_EQ(row.ruling == Ruling::kRegression, *row.ratio.low > 1.05) << row.case_name;
    EXPECT_EQ(row.ruling == Ruling::kImprovement, *row.ratio.high < 1 / 1.05) << row.case_name;
  }
  EXPECT_GT(seen[static_cast<int>(Ruling::kRegression)], 5);
  EXPECT_GT(seen[static_cast<int>(Ruling::kImprovement)], 5);
  EXPECT_GT(seen[static_cast<int>(Ruling::kUnclear)], 5);
}

TEST(Judge, IsTheSameForEveryOrderOfTheRows) {
  std::vector<Observation> observations;
  for (int i = 0; i < 8; ++i)
    observations.push_back(Drawn("row " + std::to_string(i), 40, 1 + 0.02 * i));
  const Judgement forward = Judge(observations);
  std::reverse(observations.begin(), observations.end());
  const Judgement backward = Judge(observations);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(forward.rows[i].ratio, backward.rows[7 - i].ratio);
    EXPECT_EQ(forward.rows[i].ruling, backward.rows[7 - i].ruling);
  }
}

TEST(Judge, DecidesConstantSamplesWithoutDoubt) {
  const Observation same{.case_name = "a",
                         .metric = "x",
                         .paired = true,
                         .baseline = std::vector<double>(10, 3.0),
                         .candidate = std::vector<double>(10, 3.0)};
  EXPECT_EQ(JudgeOne(same).ruling, Ruling::kSame);
  Observation slower = same;
  slower.candidate = std::vector<double>(10, 3.2);
  EXPECT_EQ(JudgeOne(slower).ruling, Ruling::kRegression);
}

/// `before` of `n` failed in the baseline and `after` in the candidate, here and there.
Observation Failing(int before, int after, int n, bool paired) {
  Observation row{.case_name = "a", .metric = "failed", .paired = paired, .failures = true};
  for (int i = 0; i < n; ++i) {
    row.baseline.Add((i + 1) * before / n - i * before / n);
    row.candidate.Add((i + 1) * after / n - i * after / n);
  }
  return row;
}

TEST(Judge, CallsAShareOfFailuresThatSurelyRoseARegression) {
  for (const bool paired : {false, true}) {
    const Decision row = JudgeOne(Failing(0, 11, 150, paired));
    EXPECT_EQ(row.ruling, Ruling::kRegression);
    EXPECT_EQ(row.failed_candidate, (stats::Share{11, 150}));
    EXPECT_NEAR(row.difference.value, 11.0 / 150, 1e-12);
    EXPECT_GT(*row.difference.low, 0);
    EXPECT_FALSE(row.ratio.low.has_value());
    EXPECT_EQ(JudgeOne(Failing(11, 0, 150, paired)).ruling, Ruling::kImprovement);
    EXPECT_EQ(JudgeOne(Failing(1, 99, 100, paired)).ruling, Ruling::kRegression);
    EXPECT_NE(JudgeOne(Failing(0, 1, 150, paired)).ruling, Ruling::kRegression);
  }
}

TEST(Judge, AllowsTheFailuresThatItsMarginDoes) {
  const Observation row = Failing(0, 11, 150, false);
  EXPECT_EQ(JudgeOne(row, {.failures_margin = 0.01}).ruling, Ruling::kRegression);
  EXPECT_NE(JudgeOne(row, {.failures_margin = 0.05}).ruling, Ruling::kRegression);
}

// 40 rows in which one answer failed can show nothing, and must not hide the one that can.
TEST(Judge, LeavesFailuresThatAreTooFewToShowAnythingOutOfTheFamily) {
  std::vector<Observation> observations{Failing(0, 8, 100, false)};
  for (int i = 0; i < 40; ++i) observations.push_back(Failing(0, 1, 100, false));
  const Judgement judgement = Judge(observations);
  EXPECT_EQ(judgement.family, 1);
  EXPECT_EQ(judgement.rows[0].ruling, Ruling::kRegression);
}

TEST(Judge, TakesFiguresOverAnswersAndNotOverTrials) {
  Observation row{.case_name = "crowd", .metric = "latency_ms_p50", .paired = true};
  for (int i = 0; i < 40; ++i) {
    row.baseline.Add({100.0 + i, 100.0 + i, 900});
    row.candidate.Add({150 + 1.5 * i, 150 + 1.5 * i, 900});
  }
  const Decision decision = JudgeOne(row);
  EXPECT_EQ(decision.n_baseline, 120);
  EXPECT_EQ(decision.baseline, stats::StatisticOf(row.baseline, Statistic::Median()));
  EXPECT_EQ(decision.ratio.value, decision.candidate / decision.baseline);
  EXPECT_EQ(decision.ruling, Ruling::kRegression);
}

/// n values around `value`, which may be 0 or infinite.
std::vector<double> Around(double value, int n, std::uint64_t key) {
  Rng rng = Rng::For(8, "around", key);
  std::vector<double> values;
  for (int i = 0; i < n; ++i) values.push_back(value * rng.LogNormal(1, 0.1));
  return values;
}

Observation Pair(const stats::Trials& baseline, const stats::Trials& candidate, bool paired) {
  return {.case_name = "a",
          .metric = "ms",
          .paired = paired,
          .baseline = baseline,
          .candidate = candidate};
}

constexpr double kNeverCame = std::numeric_limits<double>::infinity();

// Where a ratio is infinite or 0 there is no logarithm to go on with; what was counted decides.
TEST(Judge, SeesWhatHasNoRatioAmongManyRows) {
  std::vector<double> half = Around(500, 200, 1);
  for (std::size_t i = 0; i < half.size(); i += 2) half[i] = kNeverCame;
  half[1] = kNeverCame;
  std::vector<double> mostly_none = Around(500, 200, 2);
  for (std::size_t i = 0; i < mostly_none.size(); ++i) {
    if (i % 3 != 0) mostly_none[i] = 0;
  }
  const std::vector<double> none(200, 0.0);
  const std::vector<double> same(200, 500.0);
  const struct {
    std::vector<double> before, after;
  } kWorse[] = {
      {none, Around(500, 200, 3)}, {none, same},
      {Around(500, 200, 4), half}, {mostly_none, Around(500, 200, 5)},
      {same, Around(700, 200, 6)}, {Around(500, 200, 7), std::vector<double>(200, kNeverCame)}};
  for (const bool paired : {true, false}) {
    for (const auto& [before, after] : kWorse) {
      const Judgement worse = Judge(std::vector<Observation>(52, Pair(before, after, paired)));
      const Judgement better = Judge(std::vector<Observation>(52, Pair(after, before, paired)));
      for (const Decision& row : worse.rows) ASSERT_EQ(row.ruling, Ruling::kRegression);
      for (const Decision& row : better.rows) ASSERT_EQ(row.ruling, Ruling::kImprovement);
    }
  }
}

TEST(Judge, SeesNoChangeWhereBothSidesHaveNothingOrNeverCome) {
  for (const double value : {0.0, kNeverCame}) {
    const std::vector<double> all(100, value);
    EXPECT_EQ(JudgeOne(Pair(all, all, true)).ruling, Ruling::kSame);
    EXPECT_EQ(JudgeOne(Pair(all, all, true)).difference.value, 0);
  }
}

TEST(Judge, ShowsADifferenceWhereThereIsNoRatio) {
  const Decision row = JudgeOne(Pair(std::vector<double>(200, 0.0), Around(500, 200, 9), true));
  EXPECT_NEAR(row.difference.value, 500, 25);
  EXPECT_GT(*row.difference.low, 400);
  EXPECT_LT(*row.difference.high, 600);
}

TEST(Judge, GivesIdenticalDataOneAnswerUnderAnyName) {
  Observation one = Drawn("row", 40, 1.06);
  Observation other = one;
  other.case_name = "another";
  other.metric = "latency_ms_p50";
  const Judgement judgement = Judge({one, other});
  EXPECT_EQ(judgement.rows[0].p_regression, judgement.rows[1].p_regression);
  EXPECT_EQ(judgement.rows[0].ratio, judgement.rows[1].ratio);
}

// Twenty benchmarks of nine repetitions: no order statistic of nine bounds a median at 0.00125, but
// nine above nine others is one way of 48,620.
TEST(Judge, DecidesFewRepetitionsByTheRankTest) {
  std::vector<Observation> rows;
  for (std::uint64_t i = 0; i < 20; ++i)
    rows.push_back(Pair(Around(100, 9, 100 + i), Around(200, 9, 200 + i), false));
  for (const Decision& row : Judge(rows).rows) {
    EXPECT_EQ(row.ruling, Ruling::kRegression);
    EXPECT_GT(*row.ratio.low, 1.05);
    EXPECT_THAT(row.note, testing::HasSubstr("cannot be excluded at n = 9"));
  }
}

TEST(Judge, SaysWhatDependentTrialsAreWorth) {
  Rng rng(12);
  Observation row{.case_name = "weather", .metric = "ms"};
  row.statistic = Statistic::Mean();
  double before = 0;
  double after = 0;
  for (int i = 0; i < 200; ++i) {
    before = 0.8 * before + 0.6 * rng.Normal();
    after = 0.8 * after + 0.6 * rng.Normal();
    row.baseline.Add(400 * std::exp(0.1 * before), Time{} + std::chrono::seconds(i));
    row.candidate.Add(400 * std::exp(0.1 * after), Time{} + std::chrono::seconds(i));
  }
  const Decision decision = JudgeOne(row);
  EXPECT_LT(decision.effective_n, 80);
  EXPECT_THAT(decision.note, testing::HasSubstr("200 are worth"));
  EXPECT_THAT(
      Judge({row, row}).Notes(),
      testing::ElementsAre(testing::HasSubstr("the trials of 2 rows depend on each other")));
}

TEST(Judge, DecidesByMomentsWhereThereIsNoMore) {
  Observation observation{.case_name = "a", .metric = "real_time"};
  observation.baseline_moments = MeanAndDeviation{.mean = 100, .deviation = 5, .n = 20};
  observation.candidate_moments = MeanAndDeviation{.mean = 120, .deviation = 5, .n = 20};
  const Decision slow = JudgeOne(observation);
  EXPECT_EQ(slow.ruling, Ruling::kRegression);
  EXPECT_EQ(slow.ratio.value, 1.2);
  EXPECT_EQ(slow.n_baseline, 20);
  // By hand: ln 1.2 -+ t(0.025) * sqrt(0.05^2 / 20 + (5 / 120)^2 / 20), about 37 degrees: 2.026.
  const double wide = 2.026 * std::sqrt((0.0025 + 25.0 / 14'400) / 20);
  EXPECT_NEAR(std::log(*slow.ratio.low), std::log(1.2) - wide, 0.002);
  EXPECT_NEAR(std::log(*slow.ratio.high), std::log(1.2) + wide, 0.002);
  observation.candidate_moments->n = 1;
  EXPECT_EQ(JudgeOne(observation).ruling, Ruling::kTooFew);
  EXPECT_EQ(JudgeOne(observation).ratio.value, 1.2) << "the ratio is known all the same";
}

TEST(Judge, OfNothingFindsNothing) {
  const Judgement judgement = Judge({});
  EXPECT_TRUE(judgement.rows.empty());
  EXPECT_FALSE(judgement.regressed());
}

}  // namespace
}  // namespace lab::gate
