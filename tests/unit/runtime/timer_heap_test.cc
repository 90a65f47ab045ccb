#include "framework/runtime/timer_heap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "framework/base/rng.h"

namespace lab {
namespace {

Time At(std::int64_t nanoseconds) { return Time(Duration(nanoseconds)); }

TEST(TimerHeap, IsNeverDueWhileEmpty) {
  const TimerHeap heap;
  EXPECT_TRUE(heap.empty());
  EXPECT_EQ(heap.next(), kNever);
}

TEST(TimerHeap, PopsTheEarliestFirst) {
  TimerHeap heap;
  Timer late, early, middle;
  heap.Push(late, At(30));
  heap.Push(early, At(10));
  heap.Push(middle, At(20));
  EXPECT_EQ(heap.next(), At(10));
  EXPECT_EQ(heap.Pop(), &early);
  EXPECT_EQ(heap.Pop(), &middle);
  EXPECT_EQ(heap.Pop(), &late);
  EXPECT_TRUE(heap.empty());
}

TEST(TimerHeap, PopsTimersOfOneMomentInTheOrderOfBeingSet) {
  TimerHeap heap;
  std::vector<Timer> timers(100);
  for (Timer& timer : timers) heap.Push(timer, At(5));
  for (Timer& timer : timers) ASSERT_EQ(heap.Pop(), &timer);
}

TEST(TimerHeap, LosesATimerThatIsDestroyed) {
  TimerHeap heap;
  Timer kept;
  {
    Timer dropped;
    heap.Push(dropped, At(1));
    heap.Push(kept, At(2));
  }
  EXPECT_EQ(heap.size(), 1U);
  EXPECT_EQ(heap.Pop(), &kept);
}

TEST(TimerHeap, TakesATimerAgainOnceItWasPopped) {
  TimerHeap heap;
  Timer timer;
  heap.Push(timer, At(1));
  heap.Pop();
  heap.Push(timer, At(7));
  EXPECT_EQ(heap.next(), At(7));
}

// The heap beside a plain sorted list, under random pushes, pops and removals.
class Reference {
 public:
  void Push(Time at) {
    Row row{at, next_++, std::make_unique<Timer>()};
    heap_.Push(*row.timer, at);
    const auto place =
        std::upper_bound(rows_.begin(), rows_.end(), at,
                         [](Time time, const Row& other) { return time < other.at; });
    rows_.insert(place, std::move(row));
  }
  void Remove(std::size_t place) {
    rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(place));
  }
  void PopBoth() {
    ASSERT_EQ(heap_.next(), rows_.front().at);
    ASSERT_EQ(heap_.Pop(), rows_.front().timer.get());
    rows_.erase(rows_.begin());
  }
  std::size_t size() const { return rows_.size(); }
  const TimerHeap& heap() const { return heap_; }

 private:
  struct Row {
    Time at;
    int order;
    std::unique_ptr<Timer> timer;
  };
  TimerHeap heap_;
  std::vector<Row> rows_;
  int next_ = 0;
};

void PlayAgainstReference(std::uint64_t seed, std::uint64_t moments) {
  Rng rng(seed);
  Reference both;
  for (int step = 0; step < 4000; ++step) {
    const std::uint64_t dice = rng.Below(10);
    if (dice < 5 || both.size() == 0) {
      both.Push(At(static_cast<std::int64_t>(rng.Below(moments))));
    } else if (dice < 8) {
      both.Remove(rng.Below(both.size()));
    } else {
      ASSERT_NO_FATAL_FAILURE(both.PopBoth());
    }
    ASSERT_EQ(both.heap().size(), both.size());
  }
  while (both.size() > 0) ASSERT_NO_FATAL_FAILURE(both.PopBoth());
  EXPECT_TRUE(both.heap().empty());
}

TEST(TimerHeap, AgreesWithASortedListWhateverIsRemoved) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    PlayAgainstReference(seed, 1'000'000);
  }
}

TEST(TimerHeap, AgreesWithASortedListWhenMostTimersAreSimultaneous) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    PlayAgainstReference(seed, 7);
  }
}

}  // namespace
}  // namespace lab
