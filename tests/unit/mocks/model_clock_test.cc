#include "mocks/model_clock.h"

#include <gtest/gtest.h>

#include "framework/runtime/virtual_loop.h"
#include "tests/unit/mocks/simulated_model_testing.h"

namespace lab::mocks {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(ModelClock, BeginsWhenItIsMadeUnlessToldOtherwise) {
  VirtualLoop loop;
  const Time began = loop.Now();
  Pass(loop, seconds(3));
  EXPECT_EQ(ModelClock(loop, 1).Now(), seconds(0));
  EXPECT_EQ(ModelClock(loop, 1, began).Now(), seconds(3));
}

TEST(ModelClock, RunsAtItsSpeed) {
  VirtualLoop loop;
  const ModelClock clock(loop, 10);
  Pass(loop, seconds(2));
  EXPECT_EQ(clock.Now(), seconds(20));
  EXPECT_EQ(clock.Shorten(seconds(5)), milliseconds(500));
  EXPECT_EQ(clock.ToLoop(seconds(30)) - loop.Now(), seconds(1));
}

TEST(ModelClock, NeverShowsAMomentThatASleeperWaitedForAsStillToCome) {
  VirtualLoop loop;
  const ModelClock clock(loop, 3.7);
  for (std::int64_t ns : {1, 7, 99, 12345, 1'000'000'007}) {
    EXPECT_GE(clock.FromLoop(clock.ToLoop(Duration(ns))), Duration(ns));
  }
}

TEST(ModelClock, ShortensNothingToNothing) {
  VirtualLoop loop;
  EXPECT_EQ(ModelClock(loop, 1e7).Shorten(Duration(1)), Duration(1));
  EXPECT_EQ(ModelClock(loop, 1e7).Shorten(Duration::zero()), Duration::zero());
}

TEST(ModelClock, EndsBeforeItOverflows) {
  VirtualLoop loop;
  const ModelClock slow(loop, 1e-300);
  EXPECT_EQ(slow.Shorten(seconds(1)), kEndOfModelTime);
  const ModelClock fast(loop, 1e300);
  Pass(loop, seconds(1));
  EXPECT_EQ(fast.Now(), kEndOfModelTime);
  EXPECT_LE(fast.ToLoop(Later(fast.Now(), seconds(5))), loop.Now());
}

TEST(ModelClock, AddsUpToItsEndAndNoFurther) {
  EXPECT_EQ(Later(seconds(1), seconds(2)), seconds(3));
  EXPECT_EQ(Later(seconds(1), Duration::max()), kEndOfModelTime);
  EXPECT_EQ(Later(kEndOfModelTime, kEndOfModelTime), kEndOfModelTime);
  EXPECT_EQ(Later(seconds(5), -seconds(7)), -seconds(2));
}

TEST(ModelClock, LeavesForEverAsItIs) {
  VirtualLoop loop;
  EXPECT_EQ(ModelClock(loop, 10).Shorten(Duration::max()), Duration::max());
}

}  // namespace
}  // namespace lab::mocks
