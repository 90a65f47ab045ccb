#include "framework/net/kernel_clock.h"

#include <gtest/gtest.h>

namespace lab::net {
namespace {

using namespace std::chrono_literals;

/// Both clocks, moved by hand.
struct Hands {
  Duration monotonic = 100s;
  Duration offset = 1'790'000'000s;
  Duration bracket = 50ns;
  Duration error{};  ///< of the next readings

  KernelClock Clock() {
    return KernelClock([this] {
      return ClockReading{Time(monotonic), monotonic + offset + error, bracket};
    });
  }
};

TEST(KernelClock, TakesStampsToTheMonotonicClock) {
  Hands hands;
  const KernelClock clock = hands.Clock();
  EXPECT_EQ(clock.ToMonotonic(1'790'000'107s), Time(107s));
}

TEST(KernelClock, NoticesThatTheTimeWasSet) {
  for (const Duration step : {Duration(-1h), Duration(-2ms), Duration(2ms), Duration(1h)}) {
    Hands hands;
    KernelClock clock = hands.Clock();
    hands.monotonic += 5s;
    clock.Look();
    EXPECT_EQ(clock.steps(), 0U);
    hands.offset += step;
    clock.Look();
    EXPECT_EQ(clock.steps(), 1U);
    EXPECT_EQ(clock.ToMonotonic(hands.monotonic + hands.offset), Time(105s));
    clock.Look();
    EXPECT_EQ(clock.steps(), 1U);
  }
}

TEST(KernelClock, TakesABadReadingForNoStep) {
  Hands hands;
  KernelClock clock = hands.Clock();
  hands.bracket = 3ms;  // the thread was not running in between
  hands.error = 1ms;
  clock.Look();
  EXPECT_EQ(clock.steps(), 0U);
  EXPECT_EQ(clock.ToMonotonic(hands.offset), Time{});
}

TEST(KernelClock, TakesTheBestReading) {
  Hands hands;
  hands.error = 400ns;
  hands.bracket = 900ns;
  KernelClock clock = hands.Clock();
  EXPECT_EQ(clock.ToMonotonic(hands.offset), Time(-400ns));
  hands.error = 10ns;
  hands.bracket = 40ns;
  clock.Look();
  EXPECT_EQ(clock.ToMonotonic(hands.offset), Time(-10ns));
}

TEST(KernelClock, IsToldOfAStepThatNoLookCanSee) {
  Hands hands;
  KernelClock clock = hands.Clock();
  clock.Stepped();  // there and back between two looks
  EXPECT_EQ(clock.steps(), 1U);
}

TEST(KernelClock, TellsOfEachStep) {
  int told = 0;
  KernelClock clock(ReadClocks, [&told] { ++told; });
  clock.Look();
  EXPECT_EQ(told, 0);
  clock.Stepped();
  EXPECT_EQ(told, 1);
}

TEST(ReadClocks, LooksAtTheOneBetweenTwoLooksAtTheOther) {
  const ClockReading first = ReadClocks();
  const ClockReading second = ReadClocks();
  EXPECT_GE(first.bracket, 0ns);
  EXPECT_LE(first.monotonic, second.monotonic);
  EXPECT_GT(first.realtime, 1'700'000'000s);
}

Task<void> Watch(RealLoop* loop, std::shared_ptr<KernelClock> clock) {
  TaskScope scope(*loop);
  scope.Spawn(WatchForSteps(loop, clock));
  co_await loop->Sleep(5ms);
}

TEST(WatchForSteps, TellsOfNoneWhereNobodySetsTheTime) {
  RealLoop loop;
  auto clock = std::make_shared<KernelClock>();
  EXPECT_TRUE(loop.Run(Watch(&loop, clock)));
  EXPECT_EQ(clock->steps(), 0U);
}

}  // namespace
}  // namespace lab::net
