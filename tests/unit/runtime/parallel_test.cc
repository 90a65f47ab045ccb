#include "framework/runtime/parallel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace lab {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(ParallelFor, CallsEachIndexOnce) {
  std::vector<std::atomic<int>> calls(1000);
  ParallelFor(
      calls.size(), 4, [&](std::size_t i) { ++calls[i]; }, nullptr);
  for (const std::atomic<int>& count : calls) ASSERT_EQ(count, 1);
}

TEST(ParallelFor, RunsInOrderOnTheCallingThreadWhenThereIsOne) {
  for (int threads : {1, 0, -1}) {
    const std::thread::id caller = std::this_thread::get_id();
    std::vector<std::size_t> order;
    const auto work = [&](std::size_t i) {
      order.push_back(i);
      EXPECT_EQ(std::this_thread::get_id(), caller);
    };
    ParallelFor(4, threads, work, nullptr);
    EXPECT_THAT(order, ElementsAre(0, 1, 2, 3));
  }
}

TEST(ParallelFor, TellsOfOneFinishedIndexAtATime) {
  std::vector<int> finished(500, 0);
  std::size_t total = 0;  // not atomic: `done` runs under a lock
  ParallelFor(
      finished.size(), 4, [](std::size_t) {},
      [&](std::size_t i) {
        ++finished[i];
        ++total;
      });
  EXPECT_THAT(finished, Each(1));
  EXPECT_EQ(total, finished.size());
}

TEST(ParallelFor, OfNothingCallsNothing) {
  std::vector<std::size_t> calls;
  ParallelFor(
      0, 4, [&](std::size_t i) { calls.push_back(i); }, nullptr);
  EXPECT_THAT(calls, IsEmpty());
}

TEST(ParallelFor, RethrowsWhatEscapesOnAnyThread) {
  for (int threads : {1, 4}) {
    std::string what;
    try {
      ParallelFor(
          100, threads,
          [](std::size_t i) {
            if (i == 57) throw std::runtime_error("57");
          },
          nullptr);
    } catch (const std::runtime_error& error) {
      what = error.what();
    }
    EXPECT_EQ(what, "57");
  }
}

}  // namespace
}  // namespace lab
