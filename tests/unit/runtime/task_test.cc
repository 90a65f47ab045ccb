#include "framework/runtime/task.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "framework/base/result.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/unit/runtime/trace.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Task<int> Number(Trace* trace, int n) {
  const Trace::Scope scope(trace, "number");
  co_return n;
}

Task<void> AddTwice(Trace* trace) {
  Task<int> number = Number(trace, 3);
  trace->Add("made");
  const int n = co_await number;
  trace->Add("got " + std::to_string(n));
}

Task<int> Thrower(Loop& loop, bool late) {
  if (late) co_await loop.Sleep(1ms);
  throw std::runtime_error("broken");
}

Task<std::string> Catcher(Loop& loop, bool late) {
  std::string what;
  try {
    co_await Thrower(loop, late);
  } catch (const std::runtime_error& error) {
    what = error.what();
  }
  co_return what;
}

Task<void> SleepInside(Loop& loop, Trace* trace, int depth) {
  const Trace::Scope scope(trace, std::to_string(depth));
  if (depth > 0) {
    co_await SleepInside(loop, trace, depth - 1);
  } else {
    co_await loop.Sleep(10ms);
  }
  trace->Add("never");
}

TEST(Task, RunsNothingUntilItIsAwaited) {
  Trace trace;
  VirtualLoop loop;
  EXPECT_TRUE(loop.Run(AddTwice(&trace)));
  EXPECT_THAT(trace.entries(), ElementsAre("made", "+number", "-number", "got 3"));
}

TEST(Task, ThatIsNeverAwaitedRunsNothing) {
  Trace trace;
  { const Task<int> dropped = Number(&trace, 1); }
  EXPECT_THAT(trace.entries(), IsEmpty());
}

TEST(Task, RethrowsWhereItIsAwaited) {
  VirtualLoop loop;
  EXPECT_EQ(loop.Run(Catcher(loop, false)), "broken");
  EXPECT_EQ(loop.Run(Catcher(loop, true)), "broken");
}

Task<std::unique_ptr<int>> Boxed(int n) { co_return std::make_unique<int>(n); }
Task<int> Unboxed() {
  const std::unique_ptr<int> box = co_await Boxed(9);
  co_return *box;
}

TEST(Task, MovesAValueThatCannotBeCopied) {
  VirtualLoop loop;
  EXPECT_EQ(loop.Run(Unboxed()), 9);
}

Task<Result<int>> Refuse() { co_return Error{ErrorKind::kUsage, "no"}; }

TEST(Task, ConvertsWhatIsReturned) {
  VirtualLoop loop;
  const std::optional<Result<int>> result = loop.Run(Refuse());
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->error().message, "no");
}

TEST(Task, DestroyedWhileSuspendedDestroysEverythingItAwaits) {
  Trace trace;
  VirtualLoop loop;
  {
    TaskScope scope(loop);
    scope.Spawn(SleepInside(loop, &trace, 2));
    EXPECT_TRUE(loop.Run([](Loop& l) -> Task<void> { co_await l.Sleep(1ms); }(loop)));
    EXPECT_EQ(trace.alive(), 3);
  }
  EXPECT_THAT(trace.entries(), ElementsAre("+2", "+1", "+0", "-0", "-1", "-2"));
}

TEST(Task, MovedFromIsEmptyAndMovedToKeepsTheFrame) {
  Trace trace;
  Task<int> first = Number(&trace, 4);
  Task<int> second = std::move(first);
  EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(second);
  VirtualLoop loop;
  EXPECT_EQ(loop.Run(std::move(second)), 4);
}

Task<void> Suspended(Loop& loop, Trace* trace, std::string name) {
  const Trace::Scope scope(trace, name);
  co_await loop.Sleep(1ms);
}

TEST(Task, AssignedOverDropsTheOldFrameAtOnce) {
  Trace trace;
  VirtualLoop loop;
  struct Parameter {
    explicit Parameter(Trace* t) : scope(std::make_unique<Trace::Scope>(t, "old")) {}
    std::unique_ptr<Trace::Scope> scope;
  };
  const auto hold = [](Loop& l, Parameter held) -> Task<void> {
    co_await l.Sleep(1ms);
    held.scope.reset();
  };
  Task<void> task = hold(loop, Parameter(&trace));
  task = Suspended(loop, &trace, "new");
  EXPECT_THAT(trace.entries(), ElementsAre("+old", "-old"));
}

Task<int> One() { co_return 1; }
Task<int> SumOf(int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i) sum += co_await One();
  co_return sum;
}

TEST(Task, AwaitsAMillionThatFinishAtOnceWithoutGrowingTheStack) {
  VirtualLoop loop;
  EXPECT_EQ(loop.Run(SumOf(1'000'000)), 1'000'000);
}

Task<int> Depth(int n) {
  if (n == 0) co_return 0;
  const int below = co_await Depth(n - 1);
  co_return below + 1;
}

TEST(Task, NestsAMillionDeepWithoutGrowingTheStack) {
  VirtualLoop loop;
  EXPECT_EQ(loop.Run(Depth(1'000'000)), 1'000'000);
}

Task<int> DepthThenSleep(Loop& loop, int n) {
  if (n == 0) {
    co_await loop.Sleep(1ms);
    co_return 0;
  }
  const int below = co_await DepthThenSleep(loop, n - 1);
  co_return below + 1;
}

TEST(Task, UnwindsAMillionDeepFromOneWakeUpWithoutGrowingTheStack) {
  VirtualLoop loop;
  EXPECT_EQ(loop.Run(DepthThenSleep(loop, 1'000'000)), 1'000'000);
}

}  // namespace
}  // namespace lab
