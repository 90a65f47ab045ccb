#include "framework/runtime/event.h"

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

TEST(Event, WakesAllWhoWaitAndLetsLaterOnesThrough) {
  Trace trace;
  VirtualLoop loop;
  Event event(loop);
  TaskScope scope(loop);
  for (const char* name : {"a", "b"}) scope.Spawn(WaitThenAdd(&event, &trace, name));
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), IsEmpty());
  event.Set();
  EXPECT_TRUE(event.is_set());
  scope.Spawn(WaitThenAdd(&event, &trace, "late"));
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_THAT(trace.entries(), ElementsAre("a", "b", "late"));
}

TEST(Event, HoldsAgainAfterAReset) {
  Trace trace;
  VirtualLoop loop;
  Event event(loop);
  event.Set();
  event.Reset();
  EXPECT_FALSE(loop.Run(WaitThenAdd(&event, &trace, "never")));
  EXPECT_THAT(trace.entries(), IsEmpty());
}

TEST(Event, ResetBeforeTheWokenOnesRanMakesThemWaitAgain) {
  Trace trace;
  VirtualLoop loop;
  Event event(loop);
  TaskScope scope(loop);
  scope.Spawn(WaitThenAdd(&event, &trace, "a"));
  loop.Run(Pass(loop));
  event.Set();
  event.Reset();
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), IsEmpty());
  event.Set();
  EXPECT_TRUE(loop.Run(scope.Join()));
  EXPECT_THAT(trace.entries(), ElementsAre("a"));
}

TEST(Event, ForgetsAWaiterThatIsCancelled) {
  Trace trace;
  VirtualLoop loop;
  Event event(loop);
  TaskScope scope(loop);
  scope.Spawn(WaitThenAdd(&event, &trace, "victim"));
  loop.Run(Pass(loop));
  scope.Cancel();
  event.Set();
  loop.Run(Pass(loop));
  EXPECT_THAT(trace.entries(), IsEmpty());
}

}  // namespace
}  // namespace lab
