#include "framework/load/trace_schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/load/kolmogorov.h"

namespace lab::load {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using testing::KsDistance;
using testing::KsLimit;

Trace At(const std::vector<Duration>& times) {
  Trace trace;
  for (const Duration time : times) trace.rows.push_back({.at = time});
  return trace;
}

TEST(ScheduleOf, PlaysATraceAsItWasRecorded) {
  EXPECT_THAT(ScheduleOf(At({0s, 3s, 3s}), {}, 7), ElementsAre(0s, 3s, 3s));
}

TEST(ScheduleOf, ASpeedUpDividesEveryTime) {
  EXPECT_THAT(ScheduleOf(At({0s, 3s, 10s}), {.speed_up = 4}, 7), ElementsAre(0s, 750ms, 2500ms));
  EXPECT_THAT(ScheduleOf(At({0s, 3s}), {.speed_up = 0.5}, 7), ElementsAre(0s, 6s));
}

TEST(ScheduleOf, ACapOnGapsHoldsAfterTheSpeedUp) {
  const ScheduleOptions options{.speed_up = 2, .longest_gap = 1s};
  EXPECT_THAT(ScheduleOf(At({0s, 1s, 101s, 103s}), options, 7),
              ElementsAre(0s, 500ms, 1500ms, 2500ms));
}

TEST(ScheduleOf, SpreadRowsFillTheTimeUpToTheNextMoment) {
  const std::vector<Duration> due = ScheduleOf(At({0s, 0s, 0s, 3s, 3s, 9s}), {.spread = true}, 7);
  EXPECT_TRUE(std::is_sorted(due.begin(), due.end()));
  EXPECT_LT(due[2], 3s);
  EXPECT_GE(due[3], 3s);
  EXPECT_LT(due[4], 9s);
  EXPECT_GE(due[5], 9s);
  EXPECT_LT(due[5], 15s) << "as wide as the one before";
  EXPECT_NE(due[0], due[1]);
}

TEST(ScheduleOf, SpreadsUniformlyAndByTheSeed) {
  const Trace trace = At(std::vector<Duration>(2000, 0s));
  Trace batches = trace;
  batches.rows.push_back({.at = 3s});
  std::vector<double> places;
  for (const Duration due : ScheduleOf(batches, {.spread = true}, 7))
    if (due < 3s) places.push_back(ToSeconds(due) / 3);
  EXPECT_EQ(places.size(), 2000U);
  EXPECT_LT(KsDistance(places, [](double x) { return x; }), KsLimit(places.size()));
  EXPECT_EQ(ScheduleOf(batches, {.spread = true}, 7), ScheduleOf(batches, {.spread = true}, 7));
  EXPECT_NE(ScheduleOf(batches, {.spread = true}, 7), ScheduleOf(batches, {.spread = true}, 8));
}

TEST(ScheduleOf, OneMomentAloneHasNothingToBeSpreadOver) {
  EXPECT_THAT(ScheduleOf(At({0s, 0s}), {.spread = true}, 7), ElementsAre(0s, 0s));
}

TEST(ScheduleOptions, AreRefusedWhereTheyMeanNothing) {
  EXPECT_TRUE(CheckSchedule({}));
  for (const double speed : {0.0, -1.0, 1e9, std::nan("")})
    EXPECT_FALSE(CheckSchedule({.speed_up = speed})) << speed;
  EXPECT_FALSE(CheckSchedule({.longest_gap = -1s}));
}

}  // namespace
}  // namespace lab::load
