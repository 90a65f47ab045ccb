#include "framework/runtime/loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>
#include <string>
#include <utility>

#include "framework/runtime/event.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/unit/runtime/sleepers.h"
#include "tests/unit/runtime/trace.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Task<void> YieldThenAdd(Loop& loop, Trace* trace, int yields, std::string name) {
  for (int i = 0; i < yields; ++i) {
    trace->Add(name + std::to_string(i));
    co_await loop.Yield();
  }
  trace->Add(name + " done");
}

Task<void> HoldThenAdd(Loop& loop, Trace* trace, Duration duration, std::string name) {
  const Trace::Scope scope(trace, name);
  co_await loop.Sleep(duration);
  trace->Add(name + " woke");
}

Task<void> HoldYielding(Loop& loop, Trace* trace, std::string name) {
  const Trace::Scope scope(trace, name);
  co_await loop.Yield();
  trace->Add(name + " went on");
}

Task<int> AnswerAfter(Event* event) {
  co_await event->Wait();
  co_return 1;
}

Task<void> Throw(std::string what) {
  throw std::runtime_error(what);
  co_return;
}

TEST(Loop, RunsSimultaneousTimersInTheOrderOfBeingSet) {
  Trace trace;
  VirtualLoop loop;
  for (const char* name : {"a", "b", "c", "d", "e", "f"})
    loop.Spawn(SleepThenAdd(loop, &trace, 5ms, name));
  loop.Run(SleepThenAdd(loop, &trace, 6ms, "end"));
  EXPECT_THAT(trace.entries(), ElementsAre("a", "b", "c", "d", "e", "f", "end"));
}

TEST(Loop, RunsTheReadyOnesInTurn) {
  Trace trace;
  VirtualLoop loop;
  loop.Spawn(YieldThenAdd(loop, &trace, 2, "a"));
  loop.Run(YieldThenAdd(loop, &trace, 2, "b"));
  EXPECT_THAT(trace.entries(), ElementsAre("a0", "b0", "a1", "b1", "a done", "b done"));
}

Task<void> SetThenAdd(Loop& loop, Trace* trace, Event* event) {
  co_await loop.Sleep(1ms);
  event->Set();
  trace->Add("setter went on");
}

TEST(Loop, NeverResumesInsideTheCallThatWakes) {
  Trace trace;
  VirtualLoop loop;
  Event event(loop);
  loop.Spawn(WaitThenAdd(&event, &trace, "woken"));
  loop.Spawn(SetThenAdd(loop, &trace, &event));
  loop.Run(SleepThenAdd(loop, &trace, 2ms, "end"));
  EXPECT_THAT(trace.entries(), ElementsAre("setter went on", "woken", "end"));
}

TEST(Loop, ResumesWhatATimerWokeBeforeTheNextTimerOfThatMoment) {
  Trace trace;
  VirtualLoop loop;
  Event event(loop);
  loop.Spawn(WaitThenAdd(&event, &trace, "woken"));
  loop.Spawn(SetThenAdd(loop, &trace, &event));
  loop.Run(SleepThenAdd(loop, &trace, 1ms, "end"));
  EXPECT_THAT(trace.entries(), ElementsAre("setter went on", "woken", "end"));
}

TEST(Loop, GoesOnAtOnceWhenTheMomentHasPassed) {
  Trace trace;
  VirtualLoop loop;
  loop.Run(SleepThenAdd(loop, &trace, 5ms, "a"));
  loop.Spawn(SleepThenAdd(loop, &trace, -1ms, "past"));
  loop.Run(SleepThenAdd(loop, &trace, 0ms, "now"));
  EXPECT_THAT(trace.entries(), ElementsAre("a", "past", "now"));
  EXPECT_EQ(loop.Now(), Time(5ms));
  EXPECT_EQ(loop.events(), 1U);
}

TEST(Loop, SleepsForEverWhereTheEndIsBeyondTheClock) {
  Trace trace;
  VirtualLoop loop;
  loop.Run(SleepThenAdd(loop, &trace, 5ms, "a"));
  EXPECT_FALSE(loop.Run(SleepThenAdd(loop, &trace, Duration::max(), "never")));
  EXPECT_EQ(loop.Now(), Time(5ms));
  EXPECT_THAT(trace.entries(), ElementsAre("a"));
}

TEST(Loop, SaysWhenEverythingWaitsForNothing) {
  VirtualLoop loop;
  Event never(loop);
  EXPECT_FALSE(loop.Run(WaitFor(&never)));
  EXPECT_EQ(loop.Run(AnswerAfter(&never)), std::nullopt);
}

TEST(Loop, CancelsAStalledTask) {
  Trace trace;
  VirtualLoop loop;
  EXPECT_FALSE(loop.Run(HoldThenAdd(loop, &trace, Duration::max(), "stuck")));
  EXPECT_THAT(trace.entries(), ElementsAre("+stuck", "-stuck"));
}

TEST(Loop, CanBeUsedAgainAfterAStall) {
  Trace trace;
  VirtualLoop loop;
  Event never(loop);
  EXPECT_FALSE(loop.Run(WaitFor(&never)));
  EXPECT_TRUE(loop.Run(SleepThenAdd(loop, &trace, 1ms, "a")));
}

TEST(Loop, LeavesSpawnedTasksSuspendedBetweenRuns) {
  Trace trace;
  VirtualLoop loop;
  loop.Spawn(HoldThenAdd(loop, &trace, 5ms, "spawned"));
  loop.Run(SleepThenAdd(loop, &trace, 1ms, "first"));
  EXPECT_THAT(trace.entries(), ElementsAre("+spawned", "first"));
  loop.Run(SleepThenAdd(loop, &trace, 10ms, "second"));
  EXPECT_THAT(trace.entries(),
              ElementsAre("+spawned", "first", "spawned woke", "-spawned", "second"));
}

TEST(Loop, CancelsSpawnedTasksWhenItEnds) {
  Trace trace;
  {
    VirtualLoop loop;
    loop.Spawn(HoldThenAdd(loop, &trace, 5ms, "asleep"));
    loop.Spawn(HoldYielding(loop, &trace, "yielding"));
    loop.Run(SleepThenAdd(loop, &trace, 0ms, "end"));
  }
  EXPECT_THAT(trace.entries(), ElementsAre("+asleep", "+yielding", "end", "-yielding", "-asleep"));
}

TEST(Loop, NeverStartsASpawnedTaskThatItCancelsFirst) {
  Trace trace;
  {
    VirtualLoop loop;
    loop.Spawn(HoldThenAdd(loop, &trace, 5ms, "unborn"));
  }
  EXPECT_THAT(trace.entries(), IsEmpty());
}

// In its destructor, which runs while the loop is being destroyed.
class AsksForTheTime {
 public:
  AsksForTheTime(Loop& loop, Time* seen) : loop_(loop), seen_(seen) {}
  AsksForTheTime(const AsksForTheTime&) = delete;
  AsksForTheTime& operator=(const AsksForTheTime&) = delete;
  ~AsksForTheTime() { *seen_ = loop_.Now(); }

 private:
  Loop& loop_;
  Time* seen_;
};

Task<void> AskAtTheEnd(Loop& loop, Time* seen) {
  const AsksForTheTime asks(loop, seen);
  co_await loop.Sleep(1h);
}

TEST(Loop, StillTellsTheTimeToWhatItCancels) {
  Trace trace;
  Time seen = kUnset;
  {
    VirtualLoop loop;
    loop.Spawn(AskAtTheEnd(loop, &seen));
    loop.Run(SleepThenAdd(loop, &trace, 3ms, "end"));
  }
  EXPECT_EQ(seen, Time(3ms));
}

TEST(Loop, RethrowsWhatEscapesTheTaskItRuns) {
  VirtualLoop loop;
  EXPECT_THROW(loop.Run(Throw("root")), std::runtime_error);
}

TEST(Loop, RethrowsWhatEscapedASpawnedTask) {
  Trace trace;
  VirtualLoop loop;
  loop.Spawn(Throw("spawned"));
  EXPECT_THROW(loop.Run(SleepThenAdd(loop, &trace, 1ms, "end")), std::runtime_error);
  EXPECT_TRUE(loop.Run(SleepThenAdd(loop, &trace, 1ms, "again")));
  EXPECT_THAT(trace.entries(), ElementsAre("end", "again"));
}

TEST(Loop, NamesTheExceptionRatherThanTheStallThatItCaused) {
  VirtualLoop loop;
  Event never(loop);
  loop.Spawn(Throw("the one that should have set it"));
  EXPECT_THROW(loop.Run(WaitFor(&never)), std::runtime_error);
}

Task<void> SpawnMore(Loop& loop, Trace* trace) {
  loop.Spawn(SleepThenAdd(loop, trace, 1ms, "grandchild"));
  trace->Add("child");
  co_return;
}

TEST(Loop, LetsASpawnedTaskSpawn) {
  Trace trace;
  VirtualLoop loop;
  loop.Spawn(SpawnMore(loop, &trace));
  loop.Run(SleepThenAdd(loop, &trace, 2ms, "end"));
  EXPECT_THAT(trace.entries(), ElementsAre("child", "grandchild", "end"));
}

// A task may be cancelled by one that is resumed in the same batch before it.
Task<void> CancelNow(Loop& loop, TaskScope* victims) {
  co_await loop.Yield();
  victims->Cancel();
}

TEST(Loop, DoesNotResumeATaskThatIsCancelledInTheSameTurn) {
  Trace trace;
  VirtualLoop loop;
  TaskScope victims(loop);
  loop.Spawn(CancelNow(loop, &victims));
  victims.Spawn(HoldYielding(loop, &trace, "victim"));
  loop.Run(SleepThenAdd(loop, &trace, 1ms, "end"));
  EXPECT_THAT(trace.entries(), ElementsAre("+victim", "-victim", "end"));
}

/// Counts its looks at the outside, which has nothing to say.
class CountingLoop final : public Loop {
 public:
  ~CountingLoop() override { CancelSpawned(); }
  Time Now() const override { return Time(1s); }
  Task<void> Offload(std::function<void()> work) override {
    work();
    co_return;
  }
  int waits = 0;
  int polls = 0;

 protected:
  bool Wait(Time /*next*/) override {
    ++waits;
    return false;
  }
  void Poll() override { ++polls; }
};

Task<void> YieldTimes(Loop& loop, int times) {
  for (int i = 0; i < times; ++i) co_await loop.Yield();
}

TEST(Loop, LooksOutsideOnlyAfterManyBusyTurns) {
  CountingLoop loop;
  loop.Run(YieldTimes(loop, 5));
  EXPECT_EQ(loop.polls, 0);
  loop.Run(YieldTimes(loop, 800));
  EXPECT_GE(loop.polls, 10);
  EXPECT_LE(loop.polls, 400);
  EXPECT_EQ(loop.waits, 0);
}

Task<void> InterruptAfter(Loop& loop, Duration duration) {
  co_await loop.Sleep(duration);
  loop.Interrupt();
  co_await loop.Sleep(1h);
}

TEST(Loop, EndsForGoodWhenItIsInterrupted) {
  VirtualLoop loop;
  Trace trace;
  EXPECT_FALSE(loop.Run(InterruptAfter(loop, 1s)));
  EXPECT_TRUE(loop.interrupted());
  EXPECT_EQ(loop.Now(), Time{} + 1s);
  EXPECT_FALSE(loop.Run(HoldThenAdd(loop, &trace, 1s, "late")));
  EXPECT_THAT(trace.entries(), IsEmpty());
}

}  // namespace
}  // namespace lab
