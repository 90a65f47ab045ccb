#include "framework/measure/metric.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace lab::measure {
namespace {

TEST(Metric, IsFoundByTheNameThatItPrints) {
  for (const MetricInfo& info : AllMetrics()) {
    EXPECT_EQ(ParseMetric(MetricName(info.metric)), info.metric);
    EXPECT_FALSE(MetricTitle(info.metric).empty());
    EXPECT_FALSE(info.definition.empty());
  }
  EXPECT_EQ(ParseMetric("ttft"), std::nullopt);
  EXPECT_EQ(MetricName(Metric::kTokensPerSecond), "tokens_per_s");
}

TEST(Metric, HasARowOfItsOwn) {
  std::set<std::string_view> names;
  for (const MetricInfo& info : AllMetrics()) {
    EXPECT_EQ(&InfoOf(info.metric), &info);
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
  }
}

TEST(Metric, HasItsUnitLast) {
  for (const MetricInfo& info : AllMetrics())
    EXPECT_TRUE(info.name.ends_with(info.unit == Unit::kMs ? "_ms" : "_per_s")) << info.name;
}

TEST(Metric, OnlyASpeedIsBetterWhenHigher) {
  for (const MetricInfo& info : AllMetrics())
    EXPECT_EQ(info.better == Better::kMore, info.unit == Unit::kPerSecond) << info.name;
}

TEST(UnitName, IsWhatPeopleWrite) {
  EXPECT_EQ(UnitName(Unit::kMs), "ms");
  EXPECT_EQ(UnitName(Unit::kUsd), "USD");
  EXPECT_EQ(UnitName(Unit::kCount), "");
  EXPECT_TRUE(IsCounted(Unit::kTokens));
  EXPECT_FALSE(IsCounted(Unit::kShare));
}

}  // namespace
}  // namespace lab::measure
