#include "framework/bench/case_counters.h"

#include <gtest/gtest.h>

namespace lab {
namespace {

TEST(CaseCounters, AreOnlyThoseThatExist) {
  const std::map<std::string, double> counters = CountersOf({});
  EXPECT_EQ(counters.at("failed"), 0);
  EXPECT_FALSE(counters.contains("ttft_ms_p50"));
  EXPECT_FALSE(counters.contains("usd_per_1k"));
}

TEST(CaseCounters, HaveTheirUnitLast) {
  measure::CaseRecord record;
  measure::TrialRecord trial;
  trial.counters["rounds"] = 2;
  const Time asked = Time{} + std::chrono::seconds(1);
  trial.views.push_back({.asked = asked,
                         .first_token = asked + std::chrono::milliseconds(10),
                         .first_visible = asked + std::chrono::milliseconds(20),
                         .end = asked + std::chrono::milliseconds(110),
                         .output_tokens = 5});
  record.trials.push_back(trial);
  const std::map<std::string, double> counters = CountersOf(record);
  EXPECT_EQ(counters.at("ttft_ms_p50"), 10);
  EXPECT_EQ(counters.at("first_visible_ms_p50"), 20);
  EXPECT_EQ(counters.at("latency_ms_p99"), 110);
  EXPECT_EQ(counters.at("tokens_per_s_p50"), 50);
  EXPECT_EQ(counters.at("rounds"), 2);
  EXPECT_FALSE(counters.contains("itl_ms_p50"));
}

// The same rule as in a table: the percentile is there, and the bound only where there is one.
TEST(CaseCounters, HaveAPercentileWithoutAnUpperBoundAndNoBound) {
  measure::CaseRecord record;
  for (int i = 0; i < 200; ++i) {
    measure::TrialRecord trial{.index = i};
    const Time asked = Time{} + std::chrono::seconds(i);
    trial.views.push_back({.asked = asked,
                           .first_token = asked + std::chrono::milliseconds(i),
                           .end = asked + std::chrono::milliseconds(500)});
    record.trials.push_back(trial);
  }
  const std::map<std::string, double> counters = CountersOf(record);
  EXPECT_EQ(counters.at("ttft_ms_p99"), 197);
  EXPECT_TRUE(counters.contains("ttft_ms_p99_low"));
  EXPECT_FALSE(counters.contains("ttft_ms_p99_high"));
  EXPECT_TRUE(counters.contains("ttft_ms_p95_high"));
}

TEST(CaseCounters, HaveTheGapsBetweenTokens) {
  measure::CaseRecord record;
  measure::TrialRecord trial;
  measure::Sample& sample = trial.samples.emplace_back();
  for (int ms : {100, 120, 500})
    sample.timeline.tokens.push_back({.stamp = Time{} + std::chrono::milliseconds(ms)});
  record.trials.push_back(trial);
  const std::map<std::string, double> counters = CountersOf(record);
  EXPECT_EQ(counters.at("itl_ms_p50"), 200);
  EXPECT_EQ(counters.at("itl_ms_p99"), 380);
  EXPECT_EQ(counters.at("stalls"), 0);
}

}  // namespace
}  // namespace lab
