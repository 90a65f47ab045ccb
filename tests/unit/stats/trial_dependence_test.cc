#include "framework/stats/trial_dependence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "framework/base/rng.h"

namespace lab::stats {
namespace {

/// Trials a second apart in weather whose neighbours correlate by `r`; both sides share a part of
/// it.
struct Sides {
  Trials baseline;
  Trials candidate;
};

Sides InWeather(int n, double r, bool shared) {
  Rng rng(6);
  Sides sides;
  double weather = 0;
  double other = 0;
  for (int i = 0; i < n; ++i) {
    const Time start = Time{} + std::chrono::seconds(i);
    weather = r * weather + std::sqrt(1 - r * r) * rng.Normal();
    other = r * other + std::sqrt(1 - r * r) * rng.Normal();
    sides.baseline.Add(400 * std::exp(0.3 * weather) * rng.LogNormal(1, 0.02), start);
    sides.candidate.Add(400 * std::exp(0.3 * (shared ? weather : other)) * rng.LogNormal(1, 0.02),
                        start);
  }
  return sides;
}

TEST(TrialDependence, IsSeenInEveryStatistic) {
  const Sides sides = InWeather(400, 0.6, false);
  for (const Statistic what : {Statistic::Median(), Statistic::P95(), Statistic::Mean()}) {
    EXPECT_GT(DependenceOfSides(sides.baseline, sides.candidate, what).inflation, 1.8);
    EXPECT_GT(DependenceOfPairs(sides.baseline, sides.candidate, what).inflation, 1.8);
  }
}

TEST(TrialDependence, OfPairsCancelsWhereBothSidesMeetTheSameWeather) {
  const Sides sides = InWeather(400, 0.6, true);
  EXPECT_GT(DependenceOfStatistic(sides.baseline, Statistic::Mean()).inflation, 2.5);
  EXPECT_LT(DependenceOfPairs(sides.baseline, sides.candidate, Statistic::Mean()).inflation, 1.4);
}

TEST(TrialDependence, GoesByTheStartsAndNotByTheOrderOfTheTrials) {
  const Sides sides = InWeather(400, 0.8, false);
  Trials shuffled;
  Trials lost;
  for (std::size_t i = 0; i < 400; ++i) {
    const std::size_t at = i * 187 % 400;
    shuffled.Add(sides.baseline[at], sides.baseline.Start(at));
    lost.Add(sides.baseline[at]);
  }
  EXPECT_EQ(DependenceOfStatistic(shuffled, Statistic::Median()).inflation,
            DependenceOfStatistic(sides.baseline, Statistic::Median()).inflation);
  EXPECT_LT(DependenceOfStatistic(lost, Statistic::Median()).inflation, 2);
}

TEST(TrialDependence, OfAMeanKnowsHowFewValuesItHangsOn) {
  std::vector<double> values(200, 100.0);
  values[50] = 1e6;
  EXPECT_LT(DependenceOfStatistic(values, Statistic::Mean()).degrees, 5);
}

TEST(DesignEffect, OfAnswersThatAreAlikeIsTheirNumber) {
  Rng rng(7);
  Trials alike;
  Trials unlike;
  for (int i = 0; i < 400; ++i) {
    const double one = rng.LogNormal(400, 0.3);
    alike.Add({one, one, one, one});
    unlike.Add({rng.LogNormal(400, 0.3), rng.LogNormal(400, 0.3), rng.LogNormal(400, 0.3)});
  }
  EXPECT_NEAR(DesignEffect(alike, alike, Statistic::Median(), false), 4, 0.1);
  EXPECT_NEAR(DesignEffect(unlike, unlike, Statistic::Median(), false), 1, 0.1);
}

TEST(FewerDegrees, TakesNoneForCertainty) {
  EXPECT_EQ(FewerDegrees(0, 7), 7);
  EXPECT_EQ(FewerDegrees(3, 7), 3);
  EXPECT_EQ(FewerDegrees(0, 0), 0);
}

}  // namespace
}  // namespace lab::stats
