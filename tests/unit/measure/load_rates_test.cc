#include "framework/measure/load_rates.h"

#include <gtest/gtest.h>

#include "tests/unit/measure/load_runs.h"

namespace lab::measure {
namespace {

using namespace std::chrono_literals;
using by_hand::LoadOf;

TEST(LoadRates, AreNotBiasedByTheEndsOfTheWindow) {
  const LoadRates rates = LoadRatesOf(LoadOf(11));
  EXPECT_DOUBLE_EQ(*rates.asked_per_s, 10);
  EXPECT_DOUBLE_EQ(*rates.sent_per_s, 10);
  EXPECT_DOUBLE_EQ(*rates.delivered_share, 1);
  EXPECT_EQ(*rates.mean_gap, 100ms);
  EXPECT_DOUBLE_EQ(*rates.answers_per_s, 10) << "11 in 1.1 s";
  EXPECT_DOUBLE_EQ(*rates.output_tokens_per_s, 40);
  EXPECT_DOUBLE_EQ(*rates.mean_under_way, 1);
  EXPECT_DOUBLE_EQ(*rates.little_ratio, 1);
}

TEST(LoadRates, WhatWasSentInTwiceTheTimeIsHalfTheLoad) {
  LoadRun run = LoadOf(11);
  run.window.last_start = run.window.first_start + 2s;
  EXPECT_DOUBLE_EQ(*LoadRatesOf(run).delivered_share, 0.5);
}

TEST(LoadRates, WhatWasNeverSentIsMissing) {
  LoadRun run = LoadOf(10);
  run.window.sent = 5;
  EXPECT_DOUBLE_EQ(*LoadRatesOf(run).delivered_share,
                   (4 / 0.9) / 10);  // five in the time of ten
}

TEST(LoadRates, UsersDeliverWhatTheyAsk) {
  LoadRun run = LoadOf(10);
  run.config.open_loop = false;
  const LoadRates rates = LoadRatesOf(run);
  EXPECT_FALSE(rates.asked_per_s);
  EXPECT_FALSE(rates.delivered_share);
  EXPECT_TRUE(rates.answers_per_s);
}

TEST(LoadRates, OneRequestOrNoneHasNoRate) {
  EXPECT_FALSE(LoadRatesOf(LoadOf(1)).asked_per_s);
  EXPECT_FALSE(LoadRatesOf(LoadOf(0)).answers_per_s);
  EXPECT_FALSE(LoadRatesOf(LoadRun()).little_ratio);
}

TEST(LoadRates, GoodputCountsWhatKeptEverySloAndFailuresAreNotMet) {
  LoadRun run = LoadOf(10);
  run.rows[0].row.ttft = 90ms;
  run.rows[1].row.tpot = 90ms;
  run.rows[2].row.error = ErrorKind::kServer;
  const LoadRates rates =
      LoadRatesOf(run, {*ParseLoadSlo("ttft_ms=50"), *ParseLoadSlo("tpot_ms=50")});
  EXPECT_EQ(rates.good, 7);
  EXPECT_DOUBLE_EQ(*rates.goodput_per_s, 7);
  EXPECT_EQ(LoadRatesOf(run).good, 9) << "without a promise every answer is good";
}

TEST(LoadRates, ASampleOfTheRowsStandsForAllOfThem) {
  LoadRun run = LoadOf(10);
  run.rows_seen = 100;
  EXPECT_EQ(LoadRatesOf(run).good, 100);
  EXPECT_DOUBLE_EQ(*LoadRatesOf(run).mean_under_way, 10);
}

TEST(LoadRates, LagAndWhatWasHeldBackAreKeptApart) {
  LoadRun run = LoadOf(200);
  run.rows[7].lag = 3ms;
  run.rows[8].lag = run.rows[9].lag = 2ms;
  for (LoadRow& row : run.rows) row.held = 5ms;
  EXPECT_EQ(LoadRatesOf(run).lag_p99, 2ms);
  EXPECT_EQ(LoadRatesOf(run).held_p99, 5ms);
}

}  // namespace
}  // namespace lab::measure
