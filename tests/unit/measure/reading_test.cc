#include "framework/measure/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::measure {
namespace {

using stats::Statistic;
using testing::HasSubstr;

const std::set<std::string> kOwn{"first sentence", "a_b"};

TEST(Reading, IsAQuantityAndAStatistic) {
  EXPECT_EQ(*ParseReading("ttft_ms_p95"), (Reading{Metric::kTtft, Statistic::Quantile(0.95)}));
  EXPECT_DOUBLE_EQ(ParseReading("latency_ms_p99.9")->statistic.p(), 0.999);
  EXPECT_EQ(*ParseReading("cost_usd_mean"), (Reading{Account::kCost, Statistic::Mean()}));
}

TEST(Reading, OfFailuresHasNoStatisticButItself) {
  EXPECT_TRUE(ParseReading("failed_share")->what.is_failures());
  EXPECT_EQ((Reading{Account::kFailures, Statistic::P95()}.name()), "failed_share");
  EXPECT_FALSE(ParseReading("failed_share_p95").ok());
}

TEST(Reading, OfATimeOfTheExperimentIsKnownByTheRunsThatHaveIt) {
  EXPECT_EQ(*ParseReading("first sentence_ms_p95", kOwn),
            (Reading{"first sentence", Statistic::P95()}));
  EXPECT_EQ(*ParseReading("a_b_ms_mean", kOwn), (Reading{"a_b", Statistic::Mean()}));
  const Result<Reading> misspelt = ParseReading("first sentense_ms_p95", kOwn);
  ASSERT_FALSE(misspelt.ok());
  EXPECT_THAT(misspelt.error().message, HasSubstr("cost_usd, a_b_ms, first sentence_ms with _p50"));
}

TEST(Reading, ReadsTheNameThatItWrites) {
  std::vector<Reading> readings{{Account::kFailures, Statistic::Mean()}};
  for (const double p : {0.001, 0.05, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999}) {
    readings.push_back({Metric::kTokensPerSecond, Statistic::Quantile(p)});
    readings.push_back({"first sentence", Statistic::Quantile(p)});
  }
  readings.push_back({"first_ms", Statistic::Mean()});
  for (const Reading& reading : readings) {
    const Result<Reading> read = ParseWrittenReading(reading.name());
    ASSERT_TRUE(read.ok()) << reading.name();
    EXPECT_EQ(read->name(), reading.name());
    EXPECT_EQ(read->what, reading.what);
  }
  EXPECT_EQ((Reading{"x", Statistic::Quantile(0.999)}.name()), "x_ms_p99.9");
}

TEST(Reading, KnowsWhichWayIsBetterAndInWhat) {
  EXPECT_EQ(ParseReading("tokens_per_s_p50")->what.better(), Better::kMore);
  EXPECT_EQ(ParseReading("tpot_ms_p50")->what.better(), Better::kLess);
  EXPECT_TRUE(ParseReading("tpot_ms_p50")->what.is_time());
  EXPECT_TRUE(Quantity("first sentence").is_time());
  EXPECT_EQ(Quantity(Account::kCost).unit(), Unit::kUsd);
  EXPECT_EQ(Quantity(Account::kFailures).unit(), Unit::kShare);
}

TEST(Reading, HasATitleForPeople) {
  EXPECT_EQ((Reading{Metric::kTtft, Statistic::P95()}.title()), "TTFT p95");
  EXPECT_EQ((Reading{"first sentence"}.title()), "first sentence p50");
  EXPECT_EQ((Reading{Account::kFailures}.title()), "failed");
}

TEST(Reading, OfAnUnknownNameListsTheNames) {
  for (const char* wrong : {"", "ttft", "ttft_ms", "ttft_p95", "ttft_ms_p0", "ttft_ms_p100",
                            "ttft_ms_p9x", "ttft_ms_p", "speed_p50", "first sentence_ms_p50"}) {
    const Result<Reading> reading = ParseReading(wrong);
    ASSERT_FALSE(reading.ok()) << wrong;
    EXPECT_EQ(reading.error().kind, ErrorKind::kUsage);
    EXPECT_THAT(reading.error().message, HasSubstr("ttft_ms, first_visible_ms, latency_ms"));
    EXPECT_THAT(reading.error().message, HasSubstr("or failed_share"));
  }
}

TEST(Reading, RefusesTokenGapsAndNamesWhatToTake) {
  const Result<Reading> reading = ParseReading("itl_ms_p99");
  ASSERT_FALSE(reading.ok());
  EXPECT_THAT(reading.error().message, HasSubstr("take tpot_ms"));
}

TEST(Reading, RefusesAPercentileThatNoSampleSizeReaches) {
  for (const char* name : {"ttft_ms_p1e-300", "ttft_ms_p0.00000000000000001", "ttft_ms_pnan"})
    EXPECT_FALSE(ParseReading(name).ok()) << name;
  EXPECT_TRUE(ParseReading("ttft_ms_p0.1").ok());
}

TEST(OwnName, IsAnythingPrintableThatNoMetricHas) {
  for (const char* good : {"first sentence", "retrieval", "Zeit bis Satz 1", "first_ms", "x"})
    EXPECT_EQ(WhyNoOwnName(good), "") << good;
  for (const char* bad : {"", "  ", " x", "x\n", "a=b", "a,b"})
    EXPECT_NE(WhyNoOwnName(bad), "") << bad;
  for (const MetricInfo& info : AllMetrics()) {
    if (info.unit != Unit::kMs) continue;
    const std::string_view bare = info.name.substr(0, info.name.size() - 3);
    EXPECT_THAT(WhyNoOwnName(bare), HasSubstr("is a metric")) << bare;
  }
}

}  // namespace
}  // namespace lab::measure
