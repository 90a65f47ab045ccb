#include "framework/runtime/semaphore.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "framework/runtime/task_scope.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/unit/runtime/sleepers.h"
#include "tests/unit/runtime/trace.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

Task<void> Use(Loop& loop, Semaphore* slots, Trace* trace, Duration duration, std::string name) {
  const Semaphore::Permit permit = co_await slots->Acquire();
  trace->Add(name);
  co_await loop.Sleep(duration);
}

TEST(Semaphore, LetsInNoMoreThanItHasSlots) {
  Trace trace;
  VirtualLoop loop;
  Semaphore slots(loop, 2);
  TaskScope scope(loop);
  for (const char* name : {"a", "b", "c"}) scope.Spawn(Use(loop, &slots, &trace, 2ms, name));
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), ElementsAre("a", "b"));
  EXPECT_EQ(slots.free(), 0U);
  loop.Run(scope.Join());
  EXPECT_THAT(trace.entries(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(slots.free(), 2U);
}

TEST(Semaphore, ServesInTheOrderOfAsking) {
  Trace trace;
  VirtualLoop loop;
  Semaphore slots(loop, 1);
  TaskScope scope(loop);
  for (const char* name : {"a", "b", "c", "d"}) scope.Spawn(Use(loop, &slots, &trace, 1ms, name));
  loop.Run(scope.Join());
  EXPECT_THAT(trace.entries(), ElementsAre("a", "b", "c", "d"));
}

Task<void> ReleaseThenAskAgain(Loop& loop, Semaphore* slots, Trace* trace) {
  Semaphore::Permit permit = co_await slots->Acquire();
  co_await loop.Sleep(1ms);
  permit.Release();
  permit = co_await slots->Acquire();
  trace->Add("greedy again");
}

TEST(Semaphore, HandsASlotOverBeforeALaterComerCanTakeIt) {
  Trace trace;
  VirtualLoop loop;
  Semaphore slots(loop, 1);
  TaskScope scope(loop);
  scope.Spawn(ReleaseThenAskAgain(loop, &slots, &trace));
  scope.Spawn(Use(loop, &slots, &trace, 1ms, "patient"));
  loop.Run(scope.Join());
  EXPECT_THAT(trace.entries(), ElementsAre("patient", "greedy again"));
}

TEST(Semaphore, GoesToTheNextWhenOneInTheQueueIsCancelled) {
  Trace trace;
  VirtualLoop loop;
  Semaphore slots(loop, 1);
  TaskScope scope(loop);
  TaskScope victims(loop);
  scope.Spawn(Use(loop, &slots, &trace, 3ms, "first"));
  victims.Spawn(Use(loop, &slots, &trace, 1ms, "victim"));
  scope.Spawn(Use(loop, &slots, &trace, 1ms, "last"));
  loop.Run(Pass(loop));
  victims.Cancel();
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_THAT(trace.entries(), ElementsAre("first", "last"));
}

TEST(Semaphore, PassesASlotOnWhenItsNewHolderIsCancelledBeforeItRan) {
  Trace trace;
  VirtualLoop loop;
  Semaphore slots(loop, 1);
  TaskScope holder(loop);
  TaskScope victims(loop);
  TaskScope scope(loop);
  holder.Spawn(Use(loop, &slots, &trace, 9ms, "holder"));
  victims.Spawn(Use(loop, &slots, &trace, 1ms, "victim"));
  scope.Spawn(Use(loop, &slots, &trace, 1ms, "heir"));
  loop.Run(Pass(loop));
  holder.Cancel();   // grants the slot to the victim
  victims.Cancel();  // which never gets to run
  EXPECT_EQ(slots.free(), 0U);
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_THAT(trace.entries(), ElementsAre("holder", "heir"));
  EXPECT_EQ(slots.free(), 1U);
}

TEST(Semaphore, TakesASlotBackFromAGrantedWaiterThatIsTheLast) {
  Trace trace;
  VirtualLoop loop;
  Semaphore slots(loop, 1);
  TaskScope holder(loop);
  TaskScope victims(loop);
  holder.Spawn(Use(loop, &slots, &trace, 9ms, "holder"));
  victims.Spawn(Use(loop, &slots, &trace, 1ms, "victim"));
  loop.Run(Pass(loop));
  holder.Cancel();
  victims.Cancel();
  EXPECT_EQ(slots.free(), 1U);
}

TEST(Semaphore, GetsTheSlotsOfCancelledHoldersBack) {
  Trace trace;
  VirtualLoop loop;
  Semaphore slots(loop, 3);
  {
    TaskScope scope(loop);
    for (const char* name : {"a", "b"}) scope.Spawn(Use(loop, &slots, &trace, 9ms, name));
    loop.Run(Pass(loop));
    EXPECT_EQ(slots.free(), 1U);
  }
  EXPECT_EQ(slots.free(), 3U);
}

Task<Semaphore::Permit> Take(Semaphore* slots) {
  Semaphore::Permit permit = co_await slots->Acquire();
  co_return permit;
}

TEST(Semaphore, PermitMayBeReleasedTwice) {
  VirtualLoop loop;
  Semaphore slots(loop, 1);
  Semaphore::Permit permit = *loop.Run(Take(&slots));
  EXPECT_EQ(slots.free(), 0U);
  permit.Release();
  permit.Release();
  EXPECT_EQ(slots.free(), 1U);
}

TEST(Semaphore, PermitAssignedOverGivesItsSlotBackAtOnce) {
  VirtualLoop loop;
  Semaphore slots(loop, 2);
  Semaphore::Permit first = *loop.Run(Take(&slots));
  Semaphore::Permit second = *loop.Run(Take(&slots));
  EXPECT_EQ(slots.free(), 0U);
  first = std::move(second);
  EXPECT_EQ(slots.free(), 1U);
  first.Release();
  EXPECT_EQ(slots.free(), 2U);
}

}  // namespace
}  // namespace lab
