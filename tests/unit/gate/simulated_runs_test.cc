#include "framework/gate/simulated_runs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "framework/stats/statistic.h"
#include "framework/stats/trial_dependence.h"

namespace lab::gate {
namespace {

using stats::Statistic;

TEST(SimulatedRuns, HaveTheRatioThatIsTheirTruth) {
  for (const Shape& shape : AllShapes()) {
    Rng rng(1);
    const Observation row = DrawRuns(rng, {.shape = &shape, .n = 20'000, .ratio = 1.5});
    const double before = stats::StatisticOf(row.baseline, Statistic::Median());
    EXPECT_NEAR(stats::StatisticOf(row.candidate, Statistic::Median()) / before, 1.5, 0.03)
        << shape.name;
    EXPECT_GT(before, 0);
  }
}

// mocks/profiles/claude-sonnet-5-5.yaml: 330 ms and 87 % around 125, 13 % around 1,784.
TEST(SimulatedRuns, HaveTheNoiseOfTheProfile) {
  Rng rng(2);
  const Observation row =
      DrawRuns(rng, {.shape = &ShapeNamed("sonnet"), .n = 50'000, .prompt_sigma = 0});
  const std::vector<double>& values = row.baseline.Values();
  const auto slow =
      std::count_if(values.begin(), values.end(), [](double ms) { return ms > 1000; });
  EXPECT_NEAR(static_cast<double>(slow) / 50'000, 0.13 * 0.96, 0.01);
}

TEST(SimulatedRuns, DependInTimeAsTheirWeatherSays) {
  const auto inflation = [](Weather weather) {
    Rng rng(3);
    const Observation row = DrawRuns(rng, {.shape = &ShapeNamed("log-normal"),
                                           .weather = weather,
                                           .paired = false,
                                           .n = 3000,
                                           .prompt_sigma = 0});
    return stats::DependenceOfStatistic(row.baseline, Statistic::Mean()).inflation;
  };
  EXPECT_LT(inflation(Weather::kNone), 1.2);
  EXPECT_NEAR(inflation(Weather::kAr25), 1.25 / 0.75, 0.3);
  EXPECT_NEAR(inflation(Weather::kAr60), 1.6 / 0.4, 0.9);
  EXPECT_GT(inflation(Weather::kRegime), 1.8);
}

TEST(SimulatedRuns, HaveAnswersThatShareTheirTrial) {
  Rng rng(4);
  const Observation row =
      DrawRuns(rng, {.shape = &ShapeNamed("log-normal"), .n = 500, .answers = 8});
  EXPECT_EQ(row.baseline.Values().size(), 4000U);
  EXPECT_GT(stats::DesignEffect(row.baseline, row.candidate, Statistic::Median(), false), 2);
}

}  // namespace
}  // namespace lab::gate
