#include "framework/runtime/task_scope.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "framework/runtime/virtual_loop.h"
#include "tests/unit/runtime/sleepers.h"
#include "tests/unit/runtime/trace.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Task<void> JoinTwo(Loop& loop, Trace* trace) {
  TaskScope scope(loop);
  scope.Spawn(Hold(loop, trace, 2ms, "a"));
  scope.Spawn(Hold(loop, trace, 1ms, "b"));
  trace->Add("spawned");
  co_await scope.Join();
  trace->Add("joined");
}

TEST(TaskScope, StartsItsTasksInTurnAndJoinsWhenAllAreDone) {
  Trace trace;
  VirtualLoop loop;
  EXPECT_TRUE(loop.Run(JoinTwo(loop, &trace)));
  EXPECT_THAT(trace.entries(), ElementsAre("spawned", "+a", "+b", "-b", "-a", "joined"));
  EXPECT_EQ(loop.Now(), Time(2ms));
}

TEST(TaskScope, JoinsAtOnceWhenItIsEmpty) {
  VirtualLoop loop;
  TaskScope scope(loop);
  EXPECT_TRUE(loop.Run(scope.Join()));
}

Task<void> Join(TaskScope* scope, Trace* trace, std::string name) {
  co_await scope->Join();
  trace->Add(name);
}

TEST(TaskScope, WakesEveryoneWhoJoins) {
  Trace trace;
  VirtualLoop loop;
  TaskScope scope(loop);
  TaskScope joiners(loop);
  scope.Spawn(Hold(loop, &trace, 1ms, "task"));
  joiners.Spawn(Join(&scope, &trace, "one"));
  joiners.Spawn(Join(&scope, &trace, "two"));
  EXPECT_TRUE(loop.Run(joiners.Join()));
  EXPECT_THAT(trace.entries(), ElementsAre("+task", "-task", "one", "two"));
}

TEST(TaskScope, MayBeJoinedByATaskThatIsCancelled) {
  Trace trace;
  VirtualLoop loop;
  TaskScope scope(loop);
  scope.Spawn(Hold(loop, &trace, 2ms, "task"));
  {
    TaskScope joiners(loop);
    joiners.Spawn(Join(&scope, &trace, "cancelled"));
    EXPECT_TRUE(loop.Run(Hold(loop, &trace, 1ms, "meanwhile")));
  }
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_THAT(trace.entries(), testing::Not(testing::Contains("cancelled")));
}

Task<void> SpawnLate(Loop& loop, TaskScope* scope, Trace* trace) {
  co_await loop.Sleep(1ms);
  scope->Spawn(Hold(loop, trace, 5ms, "late"));
}

TEST(TaskScope, JoinsAlsoWhatItsTasksSpawn) {
  Trace trace;
  VirtualLoop loop;
  TaskScope scope(loop);
  scope.Spawn(SpawnLate(loop, &scope, &trace));
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_EQ(loop.Now(), Time(6ms));
  EXPECT_EQ(scope.size(), 0U);
}

Task<std::string> CatchFromJoin(Loop& loop, TaskScope* scope) {
  std::string what = "nothing";
  try {
    co_await scope->Join();
  } catch (const std::runtime_error& error) {
    what = error.what();
  }
  co_await loop.Yield();
  co_return what;
}

TEST(TaskScope, RethrowsTheFirstExceptionOnceAllAreDone) {
  Trace trace;
  VirtualLoop loop;
  TaskScope scope(loop);
  scope.Spawn(ThrowAfter(loop, 2ms, "second"));
  scope.Spawn(ThrowAfter(loop, 1ms, "first"));
  scope.Spawn(Hold(loop, &trace, 3ms, "good"));
  EXPECT_EQ(loop.Run(CatchFromJoin(loop, &scope)), "first");
  EXPECT_EQ(loop.Now(), Time(3ms));
  EXPECT_EQ(loop.Run(CatchFromJoin(loop, &scope)), "nothing");
}

TEST(TaskScope, CancelsTheNewestFirst) {
  Trace trace;
  VirtualLoop loop;
  TaskScope scope(loop);
  for (const char* name : {"a", "b", "c"}) scope.Spawn(Hold(loop, &trace, 5ms, name));
  loop.Run(Hold(loop, &trace, 1ms, "x"));
  scope.Cancel();
  EXPECT_THAT(trace.entries(), ElementsAre("+a", "+b", "+c", "+x", "-x", "-c", "-b", "-a"));
  EXPECT_EQ(scope.size(), 0U);
}

TEST(TaskScope, CanSpawnAgainAfterACancel) {
  Trace trace;
  VirtualLoop loop;
  TaskScope scope(loop);
  scope.Spawn(Hold(loop, &trace, 5ms, "old"));
  scope.Cancel();
  scope.Spawn(Hold(loop, &trace, 1ms, "new"));
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_THAT(trace.entries(), ElementsAre("+new", "-new"));
}

TEST(TaskScope, CancelledBeforeItsTaskStartsNeverStartsIt) {
  Trace trace;
  VirtualLoop loop;
  {
    TaskScope scope(loop);
    scope.Spawn(Hold(loop, &trace, 5ms, "unborn"));
  }
  loop.Run(loop.Offload([] {}));
  EXPECT_THAT(trace.entries(), IsEmpty());
}

Task<void> JoinUnderCancel(Loop& loop, Trace* trace) {
  const Trace::Scope outer(trace, "outer");
  TaskScope scope(loop);
  scope.Spawn(Hold(loop, trace, 9ms, "inner"));
  co_await scope.Join();
  trace->Add("never");
}

TEST(TaskScope, EndsWithTheCoroutineThatJoinsIt) {
  Trace trace;
  VirtualLoop loop;
  TaskScope scope(loop);
  scope.Spawn(JoinUnderCancel(loop, &trace));
  loop.Run(Hold(loop, &trace, 1ms, "x"));
  scope.Cancel();
  EXPECT_THAT(trace.entries(), ElementsAre("+outer", "+x", "+inner", "-x", "-inner", "-outer"));
}

// The scope's last task ends and its joiner is cancelled before it runs.
TEST(TaskScope, LetsAJoinerBeCancelledBetweenWakeUpAndResumption) {
  Trace trace;
  VirtualLoop loop;
  TaskScope joiners(loop);
  {
    TaskScope scope(loop);
    scope.Spawn(Hold(loop, &trace, 1ms, "task"));
    joiners.Spawn(Join(&scope, &trace, "never"));
    loop.Run(Hold(loop, &trace, 0ms, "x"));
    scope.Cancel();    // wakes the joiner
    joiners.Cancel();  // before it ran
  }
  loop.Run(Hold(loop, &trace, 5ms, "y"));
  EXPECT_THAT(trace.entries(), testing::Not(testing::Contains("never")));
}

}  // namespace
}  // namespace lab
