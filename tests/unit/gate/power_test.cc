#include "framework/gate/power.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "framework/base/rng.h"

namespace lab::gate {
namespace {

using stats::Statistic;

// n = ((1.96 + 0.8416) * 1.05 unit / ln(1.1 / 1.05))^2, plus what Student's t takes.
TEST(Power, NamesTheSampleSizeOfTheTextbook) {
  const double unit = 0.3 * std::sqrt(std::numbers::pi);
  const double plain = std::pow((1.959964 + 0.841621) * 1.05 * unit / std::log(1.1 / 1.05), 2);
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
  EXPECT_LT(found, 1.2 * truth);
  EXPECT_LT(*UnitDeviation(Drawn(2000, true), 1), 0.7 * truth);
  EXPECT_EQ(UnitDeviation(Drawn(1, true), 1), std::nullopt);
}

TEST(Power, TrustsASmallPilotLess) {
  // The same values over and over: one spread, known better and better.
  const Observation pilot = Drawn(20, false);
  Observation longer = pilot;
  for (int i = 0; i < 49; ++i) {
    for (const double value : pilot.baseline.Values()) longer.baseline.Add(value);
    for (const double value : pilot.candidate.Values()) longer.candidate.Add(value);
  }
  Observation a = pilot;
  Observation b = longer;
  a.statistic = b.statistic = Statistic::Mean();
  EXPECT_GT(*UnitDeviation(a, 1), 1.1 * *UnitDeviation(b, 1));
}

}  // namespace
}  // namespace lab::gate
