#include "framework/load/driver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/load/driver_world.h"

namespace lab::load {
namespace {

using namespace std::chrono_literals;
using testing::DriverWorld;
using ::testing::ElementsAre;
using testing::Evenly;
using ::testing::HasSubstr;
using testing::Users;

std::vector<Duration> StartsOf(DriverWorld& world) {
  std::vector<Duration> starts;
  for (int i = 0; i < world.model.calls(); ++i) starts.push_back(world.model.call(i).at - Time{});
  return starts;
}

TEST(OpenLoop, SendsEachRequestWhenItIsDueWhateverBecomesOfTheAnswers) {
  DriverWorld world;
  world.model.rest = 10s;
  const measure::LoadRun run = world.Run(Evenly(20, 5));
  EXPECT_THAT(StartsOf(world), ElementsAre(0ms, 50ms, 100ms, 150ms, 200ms));
  EXPECT_EQ(run.counts.ok, 5);
  EXPECT_EQ(run.most_under_way, 5);
  EXPECT_EQ(run.end - run.start, 10'240ms);
  EXPECT_EQ(run.stopped_by, "5 requests");
}

TEST(OpenLoop, DrawnArrivalsAreSentToTheNanosecond) {
  LoadPlan plan{.pacing = Pacing::kOpen};
  const ArrivalOptions options{.rate = RateProfile::Constant(50), .requests = 200};
  plan.arrivals = NewArrivals(options, 7);
  DriverWorld world;
  world.Run(std::move(plan));
  const std::unique_ptr<Arrivals> again = NewArrivals(options, 7);
  for (const Duration start : StartsOf(world)) ASSERT_EQ(start, again->Next());
  EXPECT_EQ(world.model.calls(), 200);
}

TEST(OpenLoop, ACapHoldsRequestsBackAndTheyAreDueWhenTheyWere) {
  DriverWorld world;  // 100 ms an answer
  LoadPlan plan = Evenly(20, 4);
  plan.concurrency = 1;
  const measure::LoadRun run = world.Run(std::move(plan));
  EXPECT_THAT(StartsOf(world), ElementsAre(0ms, 100ms, 200ms, 300ms));
  EXPECT_EQ(world.model.most_in_flight(), 1);
  EXPECT_EQ(world.model.call(3).intended - Time{}, 150ms);
  EXPECT_EQ(run.rows.at(3).held, 150ms);
  EXPECT_EQ(run.rows.at(3).lag, 0ms);
  EXPECT_EQ(run.rows.at(3).row.latency, 100ms);
  EXPECT_EQ(run.rows.at(3).row.latency_intended, 250ms) << "the queue of the client is seen";
}

TEST(OpenLoop, EndsByTimeAndCountsWhatItNeverSent) {
  DriverWorld world;
  LoadPlan plan = Evenly(20, 0);
  plan.concurrency = 1;
  plan.stop.duration = 500ms;  // 10 are due, 5 can be sent
  const measure::LoadRun run = world.Run(std::move(plan));
  EXPECT_EQ(run.counts.asked, 10);
  EXPECT_EQ(run.counts.ok, 5);
  EXPECT_EQ(run.counts.unsent, 5);
  EXPECT_EQ(run.stopped_by, "500 ms");
}

TEST(OpenLoop, EndsWithItsSchedule) {
  DriverWorld world;
  LoadPlan plan{.pacing = Pacing::kOpen};
  plan.arrivals = ReplayOf({0s, 1s, 5s});
  const measure::LoadRun run = world.Run(std::move(plan));
  EXPECT_THAT(StartsOf(world), ElementsAre(0s, 1s, 5s));
  EXPECT_EQ(run.stopped_by, "3 requests");
}

TEST(ClosedLoop, EachUserAsksAgainWhenItHasItsAnswer) {
  DriverWorld world;
  const measure::LoadRun run = world.Run(Users(2, 6));
  EXPECT_THAT(StartsOf(world), ElementsAre(0ms, 0ms, 100ms, 100ms, 200ms, 200ms));
  EXPECT_EQ(run.counts.ok, 6);
  EXPECT_EQ(run.most_under_way, 2);
}

TEST(ClosedLoop, UsersThinkAndMayComeOneAfterTheOther) {
  DriverWorld world;
  LoadPlan plan = Users(2, 4);
  plan.think = 400ms;
  plan.ramp_up = 200ms;
  world.Run(std::move(plan));
  EXPECT_THAT(StartsOf(world), ElementsAre(0ms, 100ms, 500ms, 600ms));
}

TEST(ClosedLoop, AUserWhoseRequestFailsAtOnceDoesNotAskWithoutEnd) {
  DriverWorld world;
  world.model.first_token = 0ms;
  world.model.FailNext(1000, ErrorKind::kConnect);
  LoadPlan plan = Users(1, 0);
  plan.stop.duration = 1s;
  const measure::LoadRun run = world.Run(std::move(plan));
  EXPECT_EQ(run.counts.failed, 10);
  EXPECT_EQ(run.counts.asked, 10);
}

TEST(UserCentricLoop, EachUserKeepsItsTurnsAndWaitsForItsLastAnswer) {
  DriverWorld world;
  LoadPlan plan{.pacing = Pacing::kUsers, .concurrency = 2, .turn_gap = 400ms};
  plan.stop.requests = 4;
  world.Run(plan);
  EXPECT_THAT(StartsOf(world), ElementsAre(0ms, 200ms, 400ms, 600ms));
  DriverWorld slow;
  slow.model.rest = 560ms;  // 600 ms an answer
  const measure::LoadRun run = slow.Run(plan);
  EXPECT_THAT(StartsOf(slow), ElementsAre(0ms, 200ms, 600ms, 800ms));
  EXPECT_EQ(run.rows.at(2).row.ttft_intended - run.rows.at(2).row.ttft, 200ms);
  EXPECT_EQ(run.rows.at(2).held, 200ms);
  EXPECT_EQ(run.rows.at(2).lag, 0ms) << "waiting for an answer is not the client's lateness";
}

TEST(LoadStop, ByTimeLetsWhatIsUnderWayFinish) {
  DriverWorld world;
  LoadPlan plan = Users(3, 0);
  plan.stop.duration = 250ms;
  const measure::LoadRun run = world.Run(std::move(plan));
  EXPECT_EQ(run.counts.ok, 9);
  EXPECT_EQ(run.counts.cancelled, 0);
  EXPECT_EQ(run.end - run.start, 300ms);
}

TEST(LoadStop, WhatDoesNotFinishInTheGraceIsCancelledAndCounted) {
  DriverWorld world;
  world.model.rest = 1h;
  LoadPlan plan = Evenly(10, 0);
  plan.stop.duration = 1s;
  plan.grace = 5s;
  const measure::LoadRun run = world.Run(std::move(plan));
  EXPECT_EQ(run.counts.asked, 10);
  EXPECT_EQ(run.counts.cancelled, 10);
  EXPECT_EQ(world.model.given_up(), 10);
  EXPECT_EQ(run.end - run.start, 6s);
}

TEST(LoadStop, ByErrors) {
  DriverWorld world;
  world.model.FailNext(100, ErrorKind::kOverloaded);
  LoadPlan plan = Users(1, 50);
  plan.stop.errors = 3;
  const measure::LoadRun run = world.Run(std::move(plan));
  EXPECT_EQ(run.counts.failed, 3);
  EXPECT_EQ(run.stopped_by, "3 errors");
  EXPECT_EQ(run.errors.at(ErrorKind::kOverloaded).count, 3);
  EXPECT_EQ(run.errors.at(ErrorKind::kOverloaded).first, "told to fail");
}

TEST(LoadStop, ByMoney) {
  DriverWorld world;
  lab::testing::FakeClient& priced = world.model;
  LoadPlan plan = Users(1, 50);
  plan.stop.cost = Usd::FromDollars(1e-9);
  const measure::LoadRun run = world.Run(std::move(plan));
  // The model in memory is in no price list, so nothing is ever spent on it.
  EXPECT_EQ(priced.calls(), 50);
  EXPECT_EQ(run.unpriced, 50);
}

TEST(LoadStop, AnInterruptEndsTheRunAtOnce) {
  DriverWorld world;
  world.model.rest = 1h;
  Event interrupt(world.loop);
  LoadPlan plan = Evenly(10, 0);
  plan.interrupt = &interrupt;
  plan.stop.duration = 10min;
  world.loop.Spawn([](Loop& loop, Event& event) -> Task<void> {
    co_await loop.Sleep(1050ms);
    event.Set();
  }(world.loop, interrupt));
  const measure::LoadRun run = world.Run(std::move(plan));
  EXPECT_EQ(run.end - run.start, 1050ms);
  EXPECT_EQ(run.counts.cancelled, 11);
  EXPECT_EQ(run.counts.unsent, 0);
  EXPECT_EQ(run.stopped_by, "an interrupt");
  EXPECT_TRUE(run.cut);
}

TEST(LoadCut, KeepsWarmUpAndCoolDownOutByNumber) {
  DriverWorld world;
  LoadPlan plan = Evenly(10, 10);
  plan.warm_up.requests = 3;
  plan.cool_down.requests = 2;
  const measure::LoadRun run = world.Run(std::move(plan));
  EXPECT_EQ(run.counts.ok, 10);
  EXPECT_EQ(run.counts.warm_up, 3);
  EXPECT_EQ(run.counts.cool_down, 2);
  ASSERT_EQ(run.rows.size(), 5U);
  EXPECT_EQ(run.rows.front().index, 3);
  EXPECT_EQ(run.window.due, 5);
  EXPECT_EQ(run.window.first_due - run.start, 300ms);
  EXPECT_EQ(run.gaps_us.Count(), 5);
}

TEST(LoadCut, KeepsWarmUpAndCoolDownOutByTime) {
  DriverWorld world;
  LoadPlan plan = Evenly(10, 0);
  plan.stop.duration = 2s;
  plan.warm_up.duration = 500ms;
  plan.cool_down.duration = 1s;
  const measure::LoadRun run = world.Run(std::move(plan));
  EXPECT_EQ(run.counts.warm_up, 5);
  EXPECT_EQ(run.counts.cool_down, 10);
  EXPECT_EQ(run.rows.size(), 5U);
  EXPECT_EQ(world.ended.size(), 20U) << "all are told";
}

TEST(LoadPlan, IsRefusedWhereItContradictsItself) {
  const auto why = [](const LoadPlan& plan) {
    const Result<void> checked = CheckPlan(plan);
    return checked ? std::string() : checked.error().message;
  };
  EXPECT_THAT(why({.pacing = Pacing::kOpen}), HasSubstr("needs arrivals"));
  EXPECT_THAT(why({.pacing = Pacing::kClosed}), HasSubstr("needs a user"));
  EXPECT_THAT(why({.concurrency = 1}), HasSubstr("nothing ends the run"));
  LoadPlan users = Users(1, 10);
  users.pacing = Pacing::kUsers;
  EXPECT_THAT(why(users), HasSubstr("gap between their turns"));
  LoadPlan cut = Users(1, 10);
  cut.warm_up.requests = 10;
  EXPECT_THAT(why(cut), HasSubstr("leave nothing"));
  cut.warm_up = {};
  cut.cool_down.duration = 1s;
  EXPECT_THAT(why(cut), HasSubstr("needs a duration"));
}

TEST(RunLoad, IsTheSameTwice) {
  const auto once = [] {
    DriverWorld world;
    world.model.AnswerNext(5);
    world.model.FailNext(3, ErrorKind::kTimeout);
    LoadPlan plan{.pacing = Pacing::kOpen, .concurrency = 4};
    plan.arrivals =
        NewArrivals({.rate = RateProfile::Constant(60), .gaps = GapLaw::kGamma, .shape = 0.5}, 3);
    plan.stop.duration = 10s;
    return world.Run(std::move(plan));
  };
  const measure::LoadRun a = once();
  const measure::LoadRun b = once();
  EXPECT_EQ(a.counts.asked, b.counts.asked);
  EXPECT_EQ(a.end, b.end);
  EXPECT_EQ(a.gaps_us, b.gaps_us);
  ASSERT_EQ(a.rows.size(), b.rows.size());
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    EXPECT_EQ(a.rows[i].row.start, b.rows[i].row.start);
    EXPECT_EQ(a.rows[i].held, b.rows[i].held);
  }
}

}  // namespace
}  // namespace lab::load
