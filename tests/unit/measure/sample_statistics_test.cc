#include "framework/measure/sample_statistics.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace lab::measure {
namespace {

std::vector<SampleStatistic> OneTo(int n) {
  std::vector<std::vector<double>> clusters;
  for (int i = 1; i <= n; ++i) clusters.push_back({static_cast<double>(i)});
  return StatisticsOf(stats::ClusteredSample(clusters));
}

TEST(SampleStatistics, AreInTheOrderOfTheirTable) {
  const std::vector<SampleStatistic> told = OneTo(100);
  ASSERT_EQ(told.size(), AllStatistics().size());
  const double values[] = {50.5, 75, 90, 95, 99, 100, 50.5, 1, 100};
  for (std::size_t i = 0; i < std::size(values); ++i)
    EXPECT_EQ(told[i].value, values[i]) << told[i].statistic->name;
  EXPECT_NEAR(told[9].value, 29.011, 0.001);
}

TEST(SampleStatistics, AreBoundedWhereTheyHaveAnInterval) {
  for (const SampleStatistic& told : OneTo(100)) {
    EXPECT_EQ(told.bounded(), told.statistic->is_percentile() || told.statistic->name == "mean");
    EXPECT_TRUE(told.bounded() || !(told.low || told.high)) << told.statistic->name;
    const bool open = told.statistic->percent >= 99;
    EXPECT_EQ(told.too_few(), open) << told.statistic->name;
  }
}

TEST(SampleStatistics, CountWhatNeverCame) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  const auto told = StatisticsOf(stats::ClusteredSample({{1}, {kNever}, {2}}));
  EXPECT_EQ(told[0].never, 1);
  EXPECT_EQ(told[0].n, 3);
  EXPECT_EQ(told[0].value, 2);
}

TEST(SampleStatistics, OfNothingAreNone) {
  EXPECT_TRUE(StatisticsOf(stats::ClusteredSample({})).empty());
}

TEST(FindStatistic, KnowsItsNamesAlone) {
  EXPECT_EQ(FindStatistic("p99.9")->percent, 99.9);
  EXPECT_EQ(FindStatistic("sd")->percent, 0);
  EXPECT_EQ(FindStatistic("p98"), nullptr);
}

}  // namespace
}  // namespace lab::measure
