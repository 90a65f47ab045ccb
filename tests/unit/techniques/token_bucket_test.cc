#include "framework/techniques/token_bucket.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace lab {
namespace {

using namespace std::chrono_literals;

TEST(TokenBucket, IsFullAtFirstAndRefillsSteadily) {
  TokenBucket bucket({.per_minute = 60, .holds = 10s}, Time{});
  EXPECT_EQ(bucket.Level(Time{}), 10);
  bucket.Take(10, Time{});
  EXPECT_EQ(bucket.ReadyAt(1, Time{}), Time{1s});
  EXPECT_EQ(bucket.ReadyAt(3, Time{500ms}), Time{3s});
  EXPECT_EQ(bucket.Level(Time{3s}), 3);
}

TEST(TokenBucket, HoldsNoMoreThanItsBurst) {
  TokenBucket bucket({.per_minute = 60, .holds = 10s}, Time{});
  EXPECT_EQ(bucket.Level(Time{1h}), 10);
  bucket.Take(4, Time{1h});
  bucket.Give(100, Time{1h});
  EXPECT_EQ(bucket.Level(Time{1h}), 10);
}

TEST(TokenBucket, HoldsAtLeastOne) {
  TokenBucket bucket({.per_minute = 6, .holds = 1s}, Time{});
  EXPECT_EQ(bucket.Level(Time{}), 1);
  bucket.Take(1, Time{});
  EXPECT_EQ(bucket.ReadyAt(1, Time{}), Time{10s});
}

TEST(TokenBucket, IsReadyForMoreThanItHoldsWhenItIsFullAndThenOwesTheRest) {
  TokenBucket bucket({.per_minute = 60, .holds = 10s}, Time{});
  bucket.Take(1, Time{});
  EXPECT_EQ(bucket.ReadyAt(25, Time{}), Time{1s});
  bucket.Take(25, Time{1s});
  EXPECT_EQ(bucket.Level(Time{1s}), -15);
  EXPECT_EQ(bucket.ReadyAt(1, Time{1s}), Time{17s});
}

TEST(TokenBucket, RoundsAWaitUpToTheNanosecondAtWhichItIsOver) {
  TokenBucket bucket({.per_minute = 7, .holds = 1s}, Time{});
  bucket.Take(1, Time{});
  const Time ready = bucket.ReadyAt(1, Time{});
  EXPECT_EQ(ready, Time{Duration(8'571'428'572)});
  EXPECT_EQ(bucket.Level(ready - 1ns), 0);
  EXPECT_EQ(bucket.Level(ready), 1);
}

TEST(TokenBucket, CountsAHundredMillionAMinuteWithoutOverflow) {
  TokenBucket bucket({.per_minute = 100'000'000}, Time{});
  bucket.Take(150'000'000, Time{});
  EXPECT_EQ(bucket.Level(Time{}), -50'000'000);
  EXPECT_EQ(bucket.ReadyAt(1'000'000'000, Time{}), Time{90s});
  EXPECT_EQ(bucket.Level(Time{24h * 365}), 100'000'000);
}

TEST(TokenBucket, OwesNoMoreThanItCanCountHoweverOftenIsTaken) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  TokenBucket small({.per_minute = 60}, Time{});
  for (int i = 0; i < 5; ++i) small.Take(kMost, Time{});
  EXPECT_EQ(small.Level(Time{}), -kMost);
  EXPECT_EQ(small.ReadyAt(1, Time{}), kNever);
  TokenBucket large({.per_minute = kMost, .holds = Duration::max()}, Time{});
  large.Give(kMost, Time{});
  EXPECT_EQ(large.Level(Time{1h}), kMost);
}

TEST(TokenBucket, CountsBillionsAMinute) {
  TokenBucket bucket({.per_minute = 3'000'000'000, .holds = 1s}, Time{});
  EXPECT_EQ(bucket.Level(Time{}), 50'000'000);
  bucket.Take(50'000'000, Time{});
  EXPECT_EQ(bucket.ReadyAt(25'000'000, Time{}), Time{500ms});
}

TEST(TokenBucket, OfNothingAMinuteIsNeverReady) {
  TokenBucket bucket({.per_minute = 0}, Time{});
  EXPECT_EQ(bucket.Level(Time{1h}), 0);
  EXPECT_EQ(bucket.ReadyAt(1, Time{1h}), kNever);
  EXPECT_EQ(bucket.ReadyAt(0, Time{1h}), Time{1h});
}

}  // namespace
}  // namespace lab
