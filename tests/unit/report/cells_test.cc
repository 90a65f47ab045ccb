#include "framework/report/cells.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

using measure::SampleStatistic;
using measure::Unit;

SampleStatistic P95Of(double value, std::optional<double> high) {
  return {.statistic = measure::FindStatistic("p95"), .value = value, .high = high};
}

TEST(FigureCell, MarksAPercentileWithoutAnUpperBound) {
  const SampleStatistic bounded = P95Of(5597, 6000);
  const SampleStatistic open = P95Of(5597, std::nullopt);
  EXPECT_EQ(FigureCell(&bounded, Unit::kMs, {}).text, "5,597");
  EXPECT_EQ(FigureCell(&open, Unit::kMs, {}).text, "~5,597");
  EXPECT_EQ(FigureCell(&open, Unit::kMs, {}).tone, Tone::kDim);
  EXPECT_EQ(FigureCell(&open, Unit::kPerSecond, {}).text, "~5597.0");
  EXPECT_EQ(RawCell(&open).text, "~5597");
  EXPECT_EQ(FigureCell(nullptr, Unit::kMs, {}).text, "-");
}

TEST(FigureCell, MarksNoMean) {
  const SampleStatistic mean{.statistic = measure::FindStatistic("mean"), .value = 12};
  EXPECT_EQ(FigureCell(&mean, Unit::kMs, {.ms = 1}).text, "12.0");
}

TEST(FigureCell, SaysNeverOfWhatIsInfinite) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  const SampleStatistic never = P95Of(kNever, kNever);
  EXPECT_EQ(FigureCell(&never, Unit::kMs, {}).text, "never");
  EXPECT_EQ(RawCell(&never).text, "never");
}

TEST(SignedPercent, HasNoMinusBeforeNothing) {
  EXPECT_EQ(SignedPercent(0.9999), "0.0");
  EXPECT_EQ(SignedPercent(1.5), "+50.0");
  EXPECT_EQ(SignedPercent(0.46), "-54.0");
  EXPECT_EQ(SignedPercent(std::numeric_limits<double>::infinity()), "+inf");
}

TEST(SignedPoints, HasNoMinusBeforeNothing) {
  EXPECT_EQ(SignedPoints(-0.04), "+0.0");
  EXPECT_EQ(SignedPoints(-0.06), "-0.1");
  EXPECT_EQ(SignedPoints(2), "+2.0");
}

TEST(ScaleOf, HasThreeDigitsOfTheSmallestNumber) {
  measure::Run run = TwoCases();
  EXPECT_EQ(ScaleOf(Analyse(run).groups[0]).ms, 0);
  run.cases[1] = Case("Fast", false, 4);
  EXPECT_EQ(ScaleOf(Analyse(run).groups[0]).ms, 1);
}

}  // namespace
}  // namespace lab::report
