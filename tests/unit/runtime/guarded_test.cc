#include "framework/runtime/guarded.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace lab {
namespace {

TEST(Guarded, LosesNoChangeOfSeveralThreads) {
  Guarded<int> count(10);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&count] {
      for (int n = 0; n < 10'000; ++n) count.With([](int& value) { ++value; });
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count.With([](int& value) { return value; }), 40'010);
}

}  // namespace
}  // namespace lab
