#include "apps/run_end.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <tuple>

namespace lab::apps {
namespace {

// Waits without looking at a clock.
class Told {
 public:
  explicit Told(const std::stop_token& token) : callback_(token, [this] { Tell(); }) {}

  void Wait() {
    std::unique_lock lock(mutex_);
    told_.wait(lock, [this] { return yes_; });
  }

 private:
  void Tell() {
    const std::lock_guard lock(mutex_);
    yes_ = true;
    told_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable told_;
  bool yes_ = false;
  std::stop_callback<std::function<void()>> callback_;
};

TEST(RunEnd, KeepsTheFirstReason) {
  RunEnd end;
  EXPECT_FALSE(end.token().stop_requested());
  end.Cut("--max-usd 5", 3);
  end.Cut("SIGTERM", 143);
  EXPECT_TRUE(end.token().stop_requested());
  EXPECT_EQ(end.reason(), "--max-usd 5");
  EXPECT_EQ(end.exit_code(), 3);
}

TEST(SignalWatch, CutsTheRunAtTheFirstSignal) {
  for (const auto& [signal, reason, code] :
       {std::tuple(SIGINT, "Ctrl-C (SIGINT)", 130), std::tuple(SIGTERM, "SIGTERM", 143)}) {
    RunEnd end;
    Told told(end.token());
    const SignalWatch watch(end);
    kill(getpid(), signal);
    told.Wait();
    EXPECT_EQ(end.reason(), reason);
    EXPECT_EQ(end.exit_code(), code);
  }
}

TEST(SignalWatch, LeavesASignalIgnoredThatWasIgnored) {
  signal(SIGINT, SIG_IGN);
  {
    RunEnd end;
    Told told(end.token());
    const SignalWatch watch(end);
    kill(getpid(), SIGINT);
    kill(getpid(), SIGTERM);
    told.Wait();
    EXPECT_EQ(end.reason(), "SIGTERM");
  }
  signal(SIGINT, SIG_DFL);
}

TEST(SignalWatchDeathTest, LeavesAtOnceAtTheSecondSignal) {
  EXPECT_EXIT(
      {
        RunEnd end;
        const SignalWatch watch(end);
        raise(SIGINT);
        raise(SIGINT);
      },
      testing::ExitedWithCode(130), "");
}

}  // namespace
}  // namespace lab::apps
