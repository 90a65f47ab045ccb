#include "framework/runtime/wait_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/runtime/task_scope.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/unit/runtime/sleepers.h"
#include "tests/unit/runtime/trace.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Task<void> WaitOnce(WaitQueue* queue, Trace* trace, std::string name) {
  co_await queue->Wait();
  trace->Add(name);
}

TEST(WaitQueue, WakesOneAtATimeTheOldestFirst) {
  Trace trace;
  VirtualLoop loop;
  WaitQueue queue(loop);
  TaskScope scope(loop);
  for (const char* name : {"a", "b", "c"}) scope.Spawn(WaitOnce(&queue, &trace, name));
  loop.Run(Pass(loop));
  queue.WakeOne();
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), ElementsAre("a"));
  queue.WakeAll();
  EXPECT_TRUE(queue.empty());
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), ElementsAre("a", "b", "c"));
}

TEST(WaitQueue, ForgetsAWakeUpThatNobodyWaitsFor) {
  Trace trace;
  VirtualLoop loop;
  WaitQueue queue(loop);
  queue.WakeOne();
  TaskScope scope(loop);
  scope.Spawn(WaitOnce(&queue, &trace, "a"));
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), IsEmpty());
}

TEST(WaitQueue, PassesAWakeUpOnWhenTheWokenOneIsCancelledBeforeItRan) {
  Trace trace;
  VirtualLoop loop;
  WaitQueue queue(loop);
  TaskScope victims(loop);
  TaskScope scope(loop);
  victims.Spawn(WaitOnce(&queue, &trace, "victim"));
  victims.Spawn(WaitOnce(&queue, &trace, "second victim"));
  scope.Spawn(WaitOnce(&queue, &trace, "heir"));
  loop.Run(Pass(loop));
  queue.WakeOne();
  victims.Cancel();
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), ElementsAre("heir"));
}

TEST(WaitQueue, WakesNobodyElseWhenAWaiterIsCancelledUnwoken) {
  Trace trace;
  VirtualLoop loop;
  WaitQueue queue(loop);
  TaskScope victims(loop);
  TaskScope scope(loop);
  victims.Spawn(WaitOnce(&queue, &trace, "victim"));
  scope.Spawn(WaitOnce(&queue, &trace, "other"));
  loop.Run(Pass(loop));
  victims.Cancel();
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), IsEmpty());
  EXPECT_FALSE(queue.empty());
}

TEST(WaitQueue, CountsAWakeUpOnceThoughItsReceiverIsCancelledLater) {
  Trace trace;
  VirtualLoop loop;
  WaitQueue queue(loop);
  TaskScope scope(loop);
  {
    TaskScope receivers(loop);
    receivers.Spawn([](Loop& l, WaitQueue* q) -> Task<void> {
      co_await q->Wait();
      co_await l.Sleep(1h);
    }(loop, &queue));
    scope.Spawn(WaitOnce(&queue, &trace, "other"));
    loop.Run(Pass(loop));
    queue.WakeOne();
    loop.Run(Pass(loop));
  }
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), IsEmpty());
}

}  // namespace
}  // namespace lab
