#include "framework/gate/power.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "framework/base/rng.h"

namespace lab::gate {
namespace {

using stats::Statistic;

// n = ((1.96 + 0.8416) * 1.12 unit / ln(1.1 / 1.05))^2, plus what Student's t takes.
TEST(Power, NamesTheSampleSizeOfTheTextbook) {
  const double unit = 0.3 * std::sqrt(std::numbers::pi);
  const double plain = std::pow((1.959964 + 0.841621) * 1.12 * unit / std::log(1.1 / 1.05), 2);
  const std::int64_t n = SamplesForPower(unit, Statistic::Median(), {});
  EXPECT_GT(static_cast<double>(n), plain);
  EXPECT_LT(static_cast<double>(n), plain + 4);
  EXPECT_GE(PowerAt(n, unit, Statistic::Median(), {}), 0.8);
  EXPECT_LT(PowerAt(n - 1, unit, Statistic::Median(), {}), 0.8);
}

TEST(Power, TakesMoreForASmallerEffectAHigherPowerAndMoreDecisions) {
  const auto n = [](const PowerOptions& options) {
    return SamplesForPower(0.3, Statistic::Median(), options);
  };
  const std::int64_t usual = n({});
  EXPECT_GT(n({.effect = 0.08}), usual);
  EXPECT_GT(n({.power = 0.95}), usual);
  EXPECT_GT(n({.confidence = 0.99}), usual);
  EXPECT_GT(n({.decisions = 100}), usual);
  EXPECT_LT(n({.limit = 0.01}), usual);
}

TEST(Power, IsNothingBelowTheSizeThatTheStatisticTakes) {
  EXPECT_EQ(PowerAt(71, 0.01, Statistic::P95(), {}), 0);
  EXPECT_GT(PowerAt(72, 0.01, Statistic::P95(), {}), 0.99);
  EXPECT_EQ(SamplesForPower(0, Statistic::P95(), {}), 72);
}

TEST(Power, KnowsTheUnitOfALogNormal) {
  EXPECT_NEAR(UnitDeviationOfLogNormal(0.3, Statistic::Median()), 0.3 * std::sqrt(std::numbers::pi),
              1e-12);
  EXPECT_NEAR(UnitDeviationOfLogNormal(0.3, Statistic::Mean()), std::sqrt(2 * (std::exp(0.09) - 1)),
              1e-12);
  EXPECT_GT(UnitDeviationOfLogNormal(0.3, Statistic::P95()),
            UnitDeviationOfLogNormal(0.3, Statistic::Median()));
}

Observation Drawn(int n, bool paired) {
  Rng rng(3);
  Observation observation{.case_name = "a", .metric = "ttft_ms_p50", .paired = paired};
  for (int i = 0; i < n; ++i) {
    const double prompt = rng.LogNormal(400, 0.3);
    observation.baseline.Add(prompt * rng.LogNormal(1, 0.1));
    observation.candidate.Add(prompt * rng.LogNormal(1, 0.1));
  }
  return observation;
}

TEST(Power, FindsTheUnitInTheSamplesOfARun) {
  const double truth = std::hypot(0.3, 0.1) * std::sqrt(std::numbers::pi);
  const double found = *UnitDeviation(Drawn(2000, false), 1);
  EXPECT_GT(found, truth);
  EXPECT_LT(found, 1.4 * truth);
  EXPECT_LT(*UnitDeviation(Drawn(2000, true), 1), 0.7 * truth);
}

TEST(Power, SaysWhichPilotCanTell) {
  EXPECT_EQ(PilotNeeded(Statistic::Median()), 20);
  EXPECT_EQ(PilotNeeded(Statistic::P95()), 200);
  EXPECT_EQ(PilotNeeded(Statistic::Quantile(0.05)), 200);
  EXPECT_EQ(PilotNeeded(Statistic::Quantile(0.99)), 1000);
  EXPECT_EQ(PilotNeeded(Statistic::Mean()), 200);
  EXPECT_EQ(UnitDeviation(Drawn(19, true), 1), std::nullopt);
  EXPECT_TRUE(UnitDeviation(Drawn(20, true), 1).has_value());
  Observation tail = Drawn(199, false);
  tail.statistic = Statistic::P95();
  EXPECT_EQ(UnitDeviation(tail, 1), std::nullopt);
}

/// The same values over and over: one spread, known better and better.
stats::Trials Repeated(const stats::Trials& trials, int times) {
  std::vector<double> values;
  for (int i = 0; i < times; ++i)
    values.insert(values.end(), trials.Values().begin(), trials.Values().end());
  return values;
}

TEST(Power, TrustsASmallPilotLess) {
  Observation pilot = Drawn(200, false);
  pilot.statistic = Statistic::Mean();
  Observation longer = pilot;
  longer.baseline = Repeated(pilot.baseline, 25);
  longer.candidate = Repeated(pilot.candidate, 25);
  EXPECT_GT(*UnitDeviation(pilot, 1), 1.1 * *UnitDeviation(longer, 1));
}

}  // namespace
}  // namespace lab::gate
