#include "framework/runtime/virtual_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "framework/base/rng.h"
#include "tests/unit/runtime/sleepers.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

Task<void> NoteTimes(Loop& loop, std::vector<Time>* times) {
  times->push_back(loop.Now());
  co_await loop.Sleep(24h);
  times->push_back(loop.Now());
  co_await loop.Yield();
  times->push_back(loop.Now());
  co_await loop.SleepUntil(Time(25h));
  times->push_back(loop.Now());
}

TEST(VirtualLoop, StartsAtZeroAndJumpsFromTimerToTimer) {
  VirtualLoop loop;
  std::vector<Time> times;
  EXPECT_TRUE(loop.Run(NoteTimes(loop, &times)));
  EXPECT_THAT(times, ElementsAre(Time{}, Time(24h), Time(24h), Time(25h)));
}

Task<void> OffloadTo(Loop& loop, std::vector<std::string>* log) {
  Task<void> work = loop.Offload([log] { log->push_back("work"); });
  log->push_back("made");
  co_await work;
  log->push_back("after");
}

TEST(VirtualLoop, OffloadsOnTheSpotInNoTime) {
  VirtualLoop loop;
  std::vector<std::string> log;
  EXPECT_TRUE(loop.Run(OffloadTo(loop, &log)));
  EXPECT_THAT(log, ElementsAre("made", "work", "after"));
  EXPECT_EQ(loop.Now(), Time{});
}

TEST(VirtualLoop, RethrowsWhatEscapesOffloadedWork) {
  VirtualLoop loop;
  EXPECT_EQ(loop.Run(OffloadThrows(loop)), "no such file");
}

Task<void> Wander(Loop& loop, std::uint64_t seed, int walker, std::string* log) {
  Rng rng(seed + static_cast<std::uint64_t>(walker));
  for (int step = 0; step < 50; ++step) {
    const auto pause = static_cast<std::int64_t>(rng.Below(3));
    co_await loop.Sleep(Duration(pause));
    if (rng.Chance(0.3)) co_await loop.Yield();
    *log += static_cast<char>('a' + walker);
  }
}

std::string WalkAll(std::uint64_t seed) {
  VirtualLoop loop;
  std::string log;
  for (int walker = 0; walker < 20; ++walker) loop.Spawn(Wander(loop, seed, walker, &log));
  loop.Run([](Loop& l) -> Task<void> { co_await l.Sleep(1ms); }(loop));
  return log;
}

TEST(VirtualLoop, InterleavesTheSameWayInEveryRunOfASeed) {
  const std::string first = WalkAll(7);
  EXPECT_EQ(first.size(), 1000U);
  EXPECT_EQ(first, WalkAll(7));
  EXPECT_NE(first, WalkAll(8));
}

Task<void> PollForEver(Loop& loop) {
  while (true) co_await loop.Sleep(7ms);
}

TEST(VirtualLoop, GivesATaskUpAtTheMomentThatItIsToldTo) {
  VirtualLoop loop;
  loop.StopAt(Time(1s));
  EXPECT_FALSE(loop.Run(PollForEver(loop)));
  EXPECT_EQ(loop.Now(), Time(1s));
  loop.StopAt(kNever);
  std::vector<Time> times;
  EXPECT_TRUE(loop.Run(NoteTimes(loop, &times)));
}

TEST(VirtualLoop, FindsOutAtOnceThatNothingIsWaitedForWhateverItsEnd) {
  VirtualLoop loop;
  loop.StopAt(Time(1h));
  EXPECT_FALSE(loop.Run([](Loop& l) -> Task<void> { co_await l.Sleep(kNever - Time{}); }(loop)));
  EXPECT_EQ(loop.Now(), Time{});
}

TEST(VirtualLoop, ThrowsWhereAMomentDoesNotEnd) {
  VirtualLoop loop;
  const auto spin = [](Loop& l) -> Task<void> {
    while (true) co_await l.Yield();
  };
  EXPECT_THROW(loop.Run(spin(loop)), std::runtime_error);
}

TEST(Loop, KeepsNoticesUntilTheyAreTaken) {
  VirtualLoop loop;
  loop.Notify("a");
  loop.Notify("b");
  EXPECT_THAT(loop.TakeNotices(), ElementsAre("a", "b"));
  EXPECT_THAT(loop.TakeNotices(), testing::IsEmpty());
}

}  // namespace
}  // namespace lab
