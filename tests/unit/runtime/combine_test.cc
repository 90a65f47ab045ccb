#include "framework/runtime/combine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/channel.h"
#include "framework/runtime/semaphore.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/unit/runtime/sleepers.h"
#include "tests/unit/runtime/trace.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Task<int> After(Loop& loop, Trace* trace, Duration duration, int value) {
  const Trace::Scope scope(trace, std::to_string(value));
  co_await loop.Sleep(duration);
  co_return value;
}

template <class T>
std::vector<Task<T>> Tasks(Task<T> a, Task<T> b) {
  std::vector<Task<T>> tasks;
  tasks.push_back(std::move(a));
  tasks.push_back(std::move(b));
  return tasks;
}

template <class T>
Task<std::string> CatchFrom(Task<T> task) {
  std::string what = "nothing";
  try {
    static_cast<void>(co_await task);
  } catch (const std::runtime_error& error) {
    what = error.what();
  }
  co_return what;
}

TEST(All, KeepsTheOrderOfItsTasksAndTakesAsLongAsTheLongest) {
  Trace trace;
  VirtualLoop loop;
  auto tasks = Tasks(After(loop, &trace, 3ms, 1), After(loop, &trace, 2ms, 2));
  const std::optional<std::vector<int>> values = loop.Run(All(loop, std::move(tasks)));
  ASSERT_TRUE(values.has_value());
  EXPECT_THAT(*values, ElementsAre(1, 2));
  EXPECT_EQ(loop.Now(), Time(3ms));
}

TEST(All, OfNothingIsDoneAtOnce) {
  VirtualLoop loop;
  const auto values = loop.Run(All(loop, std::vector<Task<int>>()));
  ASSERT_TRUE(values.has_value());
  EXPECT_THAT(*values, IsEmpty());
  EXPECT_TRUE(loop.Run(All(loop, std::vector<Task<void>>())));
}

TEST(All, WaitsForTasksWithoutAValue) {
  Trace trace;
  VirtualLoop loop;
  auto tasks = Tasks(Hold(loop, &trace, 3ms, "a"), Hold(loop, &trace, 2ms, "b"));
  EXPECT_TRUE(loop.Run(All(loop, std::move(tasks))));
  EXPECT_THAT(trace.entries(), ElementsAre("+a", "+b", "-b", "-a"));
}

TEST(All, RethrowsTheFirstExceptionOnceAllAreDone) {
  VirtualLoop loop;
  auto tasks = Tasks(ThrowAfter<int>(loop, 2ms, "late"), ThrowAfter<int>(loop, 1ms, "early"));
  EXPECT_EQ(loop.Run(CatchFrom(All(loop, std::move(tasks)))), "early");
  EXPECT_EQ(loop.Now(), Time(2ms));
}

TEST(All, CancelledCancelsItsTasks) {
  Trace trace;
  VirtualLoop loop;
  TaskScope scope(loop);
  scope.Spawn(All(loop, Tasks(Hold(loop, &trace, 3ms, "a"), Hold(loop, &trace, 3ms, "b"))));
  loop.Run(Pass(loop));
  EXPECT_EQ(trace.alive(), 2);
  scope.Cancel();
  EXPECT_EQ(trace.alive(), 0);
}

Task<std::string> Race(Loop& loop, Trace* trace, std::vector<Task<int>> tasks) {
  const First<int> first = co_await FirstOf(loop, std::move(tasks));
  trace->Add("after");
  co_return std::to_string(first.index) + ":" + std::to_string(first.value);
}

TEST(FirstOf, TellsWhoWasFirstAndCancelsTheOthersBeforeItReturns) {
  Trace trace;
  VirtualLoop loop;
  auto tasks = Tasks(After(loop, &trace, 3ms, 10), After(loop, &trace, 2ms, 20));
  EXPECT_EQ(loop.Run(Race(loop, &trace, std::move(tasks))), "1:20");
  EXPECT_THAT(trace.entries(), ElementsAre("+10", "+20", "-20", "-10", "after"));
  EXPECT_EQ(loop.Now(), Time(2ms));
}

TEST(FirstOf, PrefersTheEarlierStartedOfTwoThatFinishTogether) {
  Trace trace;
  VirtualLoop loop;
  auto timed = Tasks(After(loop, &trace, 2ms, 10), After(loop, &trace, 2ms, 20));
  EXPECT_EQ(loop.Run(Race(loop, &trace, std::move(timed))), "0:10");
  auto immediate = Tasks(After(loop, &trace, 0ms, 30), After(loop, &trace, 0ms, 40));
  EXPECT_EQ(loop.Run(Race(loop, &trace, std::move(immediate))), "0:30");
}

TEST(FirstOf, RethrowsAtOnceWhenTheFirstToFinishThrows) {
  Trace trace;
  VirtualLoop loop;
  auto tasks = Tasks(ThrowAfter<int>(loop, 1ms, "early"), After(loop, &trace, 1h, 1));
  EXPECT_EQ(loop.Run(CatchFrom(FirstOf(loop, std::move(tasks)))), "early");
  EXPECT_EQ(loop.Now(), Time(1ms));
  EXPECT_EQ(trace.alive(), 0);
}

TEST(FirstOf, KeepsItsWinnerWhenAnotherThrowsInTheSameMoment) {
  Trace trace;
  VirtualLoop loop;
  auto tasks = Tasks(After(loop, &trace, 0ms, 1), ThrowAfter<int>(loop, 0ms, "second"));
  EXPECT_EQ(loop.Run(Race(loop, &trace, std::move(tasks))), "0:1");
}

TEST(FirstOf, KeepsItsExceptionWhenAnotherFinishesInTheSameMoment) {
  Trace trace;
  VirtualLoop loop;
  auto tasks = Tasks(ThrowAfter<int>(loop, 0ms, "first"), After(loop, &trace, 0ms, 1));
  EXPECT_EQ(loop.Run(CatchFrom(FirstOf(loop, std::move(tasks)))), "first");
}

Task<void> Drop(Task<First<int>> task) { co_await task; }

TEST(FirstOf, CancelledCancelsItsTasks) {
  Trace trace;
  VirtualLoop loop;
  TaskScope scope(loop);
  scope.Spawn(Drop(FirstOf(loop, Tasks(After(loop, &trace, 3ms, 1), After(loop, &trace, 3ms, 2)))));
  loop.Run(Pass(loop));
  EXPECT_EQ(trace.alive(), 2);
  scope.Cancel();
  EXPECT_EQ(trace.alive(), 0);
}

Task<Result<int>> Answer(Loop& loop, Trace* trace, Duration duration) {
  const Trace::Scope scope(trace, "answer");
  co_await loop.Sleep(duration);
  co_return 42;
}

Task<Result<int>> InTime(Loop& loop, Time deadline, Task<Result<int>> task) {
  return WithDeadline(loop, deadline, "the answer", std::move(task));
}

TEST(WithDeadline, ReturnsWhatComesInTime) {
  Trace trace;
  VirtualLoop loop;
  const auto result = loop.Run(InTime(loop, Time(3ms), Answer(loop, &trace, 2ms)));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->value(), 42);
  EXPECT_EQ(loop.Now(), Time(2ms));
}

TEST(WithDeadline, CancelsWhatIsTooLateAndNamesIt) {
  Trace trace;
  VirtualLoop loop;
  const auto result = loop.Run(InTime(loop, Time(3ms), Answer(loop, &trace, 4ms)));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->error(), (Error{ErrorKind::kTimeout, "the answer took longer than 3 ms"}));
  EXPECT_EQ(loop.Now(), Time(3ms));
  EXPECT_EQ(trace.alive(), 0);
}

TEST(WithDeadline, AllowsWhatFinishesInTheVeryMoment) {
  Trace trace;
  VirtualLoop loop;
  const auto result = loop.Run(InTime(loop, Time(3ms), Answer(loop, &trace, 3ms)));
  ASSERT_TRUE(result.has_value());
  EXPECT_TRUE(result->ok());
}

TEST(WithDeadline, InThePastAllowsOnlyWhatNeedNotWait) {
  Trace trace;
  VirtualLoop loop;
  loop.Run(Pass(loop, 5ms));
  const auto slow = loop.Run(InTime(loop, Time(3ms), Answer(loop, &trace, 1ms)));
  ASSERT_TRUE(slow.has_value());
  EXPECT_EQ(slow->error().message, "the answer took longer than 0 ns");
  const auto quick = loop.Run(InTime(loop, Time(3ms), Answer(loop, &trace, 0ms)));
  ASSERT_TRUE(quick.has_value());
  EXPECT_TRUE(quick->ok());
  EXPECT_EQ(loop.Now(), Time(5ms));
}

TEST(WithDeadline, OfNeverWaitsAsLongAsItTakes) {
  Trace trace;
  VirtualLoop loop;
  const auto result = loop.Run(InTime(loop, kNever, Answer(loop, &trace, 1h)));
  ASSERT_TRUE(result.has_value());
  EXPECT_TRUE(result->ok());
  EXPECT_EQ(loop.events(), 1U);
}

TEST(WithDeadline, RethrowsAtOnceRatherThanAtTheDeadline) {
  VirtualLoop loop;
  EXPECT_EQ(
      loop.Run(CatchFrom(InTime(loop, Time(1h), ThrowAfter<Result<int>>(loop, 1ms, "broken")))),
      "broken");
  EXPECT_EQ(loop.Now(), Time(1ms));
}

TEST(WithDeadline, CancelledCancelsItsTask) {
  Trace trace;
  VirtualLoop loop;
  TaskScope scope(loop);
  scope.Spawn([](Task<Result<int>> task) -> Task<void> {
    static_cast<void>(co_await task);
  }(InTime(loop, Time(1h), Answer(loop, &trace, 30min))));
  loop.Run(Pass(loop));
  EXPECT_EQ(trace.alive(), 1);
  scope.Cancel();
  EXPECT_EQ(trace.alive(), 0);
  EXPECT_FALSE(loop.Run(Pass(loop, Duration::max())));  // no timer was left behind
  EXPECT_EQ(loop.Now(), Time(1ms));
}

// Whatever a task waits in, the deadline gets it out, and what it held is free again.
struct Places {
  explicit Places(Loop& loop)
      : slots(loop, 1), empty(loop, 1), full(loop, 1), event(loop), queue(loop) {}
  Semaphore slots;
  Channel<int> empty;
  Channel<int> full;
  Event event;
  WaitQueue queue;
};

Task<Result<int>> InSemaphore(Places* p) {
  const Semaphore::Permit permit = co_await p->slots.Acquire();
  co_return 0;
}
Task<Result<int>> InReceive(Places* p) {
  co_await p->empty.Receive();
  co_return 0;
}
Task<Result<int>> InSend(Places* p) {
  co_await p->full.Send(2);
  co_return 0;
}
Task<Result<int>> InEvent(Places* p) {
  co_await p->event.Wait();
  co_return 0;
}
Task<Result<int>> InQueue(Places* p) {
  co_await p->queue.Wait();
  co_return 0;
}

TEST(WithDeadline, CancelsWhereverTheTaskWaits) {
  VirtualLoop loop;
  Places places(loop);
  EXPECT_TRUE(places.full.TrySend(1));
  TaskScope holders(loop);
  holders.Spawn([](Loop& l, Places* p) -> Task<void> {
    const Semaphore::Permit permit = co_await p->slots.Acquire();
    co_await l.Sleep(1h);
  }(loop, &places));
  loop.Run(Pass(loop));
  for (auto* wait_in : {InSemaphore, InReceive, InSend, InEvent, InQueue}) {
    const auto result = loop.Run(InTime(loop, loop.Now() + 1ms, wait_in(&places)));
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->error().kind, ErrorKind::kTimeout);
  }
  EXPECT_EQ(places.full.TryReceive(), 1);
  EXPECT_TRUE(places.queue.empty());
  holders.Cancel();
  EXPECT_EQ(places.slots.free(), 1U);
}

}  // namespace
}  // namespace lab
