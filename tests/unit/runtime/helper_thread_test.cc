#include "framework/runtime/helper_thread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <future>
#include <thread>
#include <vector>

namespace lab {
namespace {

using testing::ElementsAre;

TEST(HelperThread, RunsWhatIsPostedInOrderOnOneOtherThread) {
  std::vector<int> order;
  std::vector<std::thread::id> threads;
  {
    HelperThread helper;
    for (int i = 0; i < 3; ++i) {
      helper.Post([&, i] {
        order.push_back(i);
        threads.push_back(std::this_thread::get_id());
      });
    }
  }
  EXPECT_THAT(order, ElementsAre(0, 1, 2));
  EXPECT_NE(threads[0], std::this_thread::get_id());
  EXPECT_EQ(threads[0], threads[2]);
}

TEST(HelperThread, FinishesWhatIsQueuedBeforeItsDestructorReturns) {
  std::promise<void> gate;
  int done = 0;
  {
    HelperThread helper;
    helper.Post([&] { gate.get_future().wait(); });
    for (int i = 0; i < 10; ++i) helper.Post([&] { ++done; });
    gate.set_value();
  }
  EXPECT_EQ(done, 10);
}

TEST(HelperThread, TakesWorkFromSeveralThreads) {
  int done = 0;
  {
    HelperThread helper;
    std::vector<std::thread> posters;
    for (int i = 0; i < 4; ++i) {
      posters.emplace_back([&] {
        for (int k = 0; k < 50; ++k) helper.Post([&] { ++done; });
      });
    }
    for (std::thread& poster : posters) poster.join();
  }
  EXPECT_EQ(done, 200);
}

TEST(HelperThread, LeavesTheSignalsOfTheProcessToOtherThreads) {
  std::promise<sigset_t> mask;
  {
    HelperThread helper;
    helper.Post([&] {
      sigset_t blocked;
      pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
      mask.set_value(blocked);
    });
  }
  const sigset_t blocked = mask.get_future().get();
  EXPECT_TRUE(sigismember(&blocked, SIGTERM));
  EXPECT_TRUE(sigismember(&blocked, SIGINT));
  EXPECT_FALSE(sigismember(&blocked, SIGSEGV));
}

}  // namespace
}  // namespace lab
