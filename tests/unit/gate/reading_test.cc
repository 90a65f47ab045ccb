#include "framework/gate/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/measure/records.h"

namespace lab::gate {
namespace {

using measure::FailedSample;
using measure::SampleWithTokens;
using measure::TrialOf;
using measure::ViewOf;
using stats::Statistic;
using testing::HasSubstr;

TEST(Reading, IsAMetricAndAStatistic) {
  const Result<Reading> p95 = ParseReading("ttft_ms_p95");
  ASSERT_TRUE(p95.ok());
  EXPECT_EQ(p95->name, "ttft_ms_p95");
  EXPECT_EQ(p95->metric.metric, measure::Metric::kTtft);
  EXPECT_EQ(p95->statistic, Statistic::Quantile(0.95));
  EXPECT_DOUBLE_EQ(ParseReading("latency_ms_p99.9")->statistic.p(), 0.999);
  EXPECT_EQ(ParseReading("cost_usd_mean")->statistic, Statistic::Mean());
}

TEST(Reading, KnowsThatASpeedIsBetterWhenHigher) {
  EXPECT_TRUE(ParseReading("tokens_per_s_p50")->metric.more_is_better);
  EXPECT_FALSE(ParseReading("tpot_ms_p50")->metric.more_is_better);
}

TEST(Reading, OfAnUnknownNameListsTheNames) {
  for (const char* wrong : {"", "ttft", "ttft_ms", "ttft_p95", "ttft_ms_p0", "ttft_ms_p100",
                            "ttft_ms_p9x", "ttft_ms_p", "speed_p50"}) {
    const Result<Reading> reading = ParseReading(wrong);
    ASSERT_FALSE(reading.ok()) << wrong;
    EXPECT_EQ(reading.error().kind, ErrorKind::kUsage);
    EXPECT_THAT(reading.error().message, HasSubstr("ttft_ms, first_visible_ms, latency_ms"));
  }
}

TEST(Reading, RefusesAPercentileThatNoSampleSizeReaches) {
  for (const char* name : {"ttft_ms_p1e-300", "ttft_ms_p0.00000000000000001", "ttft_ms_pnan"})
    EXPECT_FALSE(ParseReading(name).ok()) << name;
  EXPECT_TRUE(ParseReading("ttft_ms_p0.1").ok());
}

TEST(Reading, ByDefaultIsOfTtftAndLatency) {
  std::vector<std::string> names;
  for (const Reading& reading : DefaultReadings()) names.push_back(reading.name);
  EXPECT_THAT(names, testing::ElementsAre("ttft_ms_p50", "ttft_ms_p95", "latency_ms_p50",
                                          "latency_ms_p95"));
}

TEST(Reading, OfMoneyIsTheSumOverTheTrialsRequests) {
  const ReadingMetric cost = ParseReading("cost_usd_mean")->metric;
  measure::TrialRecord trial = TrialOf(0, {ViewOf({})});
  EXPECT_EQ(TrialValueOf(trial, cost), std::nullopt);
  trial.samples = {SampleWithTokens(1), SampleWithTokens(1)};
  trial.samples[0].cost = Usd::FromDollars(0.25);
  EXPECT_EQ(TrialValueOf(trial, cost), std::nullopt);  // one has no price
  trial.samples[1].cost = Usd::FromDollars(0.5);
  EXPECT_EQ(TrialValueOf(trial, cost), 0.75);
  trial.error = Error{ErrorKind::kUsage, "no"};
  EXPECT_EQ(TrialValueOf(trial, cost), std::nullopt);
}

TEST(Reading, OfATimeIsTheTrialsOwn) {
  const measure::TrialRecord trial = TrialOf(0, {ViewOf({.first_token = 120})});
  EXPECT_EQ(TrialValueOf(trial, ParseReading("ttft_ms_p50")->metric), 120);
}

}  // namespace
}  // namespace lab::gate
