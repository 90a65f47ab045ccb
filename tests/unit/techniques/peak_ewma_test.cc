#include "framework/techniques/peak_ewma.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lab {
namespace {

using namespace std::chrono_literals;

constexpr Time At(Duration since) { return Time{} + since; }

TEST(PeakEwma, IsNothingBeforeTheFirstObservation) {
  PeakEwma latency;
  EXPECT_FALSE(latency.seen());
  EXPECT_EQ(latency.ValueMs(At(1s)), 0);
}

TEST(PeakEwma, TakesASlowAnswerInFullAtOnce) {
  PeakEwma latency;
  latency.Observe(100ms, At(1s));
  latency.Observe(900ms, At(1s));
  EXPECT_DOUBLE_EQ(latency.ValueMs(At(1s)), 900);
}

TEST(PeakEwma, BelievesAFastAnswerByTheTimeThatPassed) {
  PeakEwma latency({.decay = 10s});
  latency.Observe(1000ms, At(0s));
  latency.Observe(100ms, At(10s));
  const double kept = std::exp(-1.0);
  EXPECT_NEAR(latency.ValueMs(At(10s)), 1000 * kept + 100 * (1 - kept), 1e-9);
}

TEST(PeakEwma, SinksWhileNothingIsObserved) {
  PeakEwma latency({.decay = 10s});
  latency.Observe(1000ms, At(0s));
  EXPECT_NEAR(latency.ValueMs(At(10s)), 367.879, 1e-3);
  EXPECT_LT(latency.ValueMs(At(100s)), 0.1);
}

TEST(PeakEwma, MovesAPlainOneAlikeInBothDirections) {
  PeakEwma latency({.decay = 10s, .peak = false});
  latency.Observe(100ms, At(0s));
  latency.Observe(1000ms, At(10s));
  const double kept = std::exp(-1.0);
  EXPECT_NEAR(latency.ValueMs(At(10s)), 100 * kept + 1000 * (1 - kept), 1e-9);
}

TEST(PeakEwma, WithoutADecayKnowsTheLatestAndForgetsItAtOnce) {
  PeakEwma latency({.decay = Duration::zero()});
  latency.Observe(100ms, Time{});
  EXPECT_EQ(latency.ValueMs(Time{}), 100);
  latency.Observe(50ms, Time{});
  EXPECT_EQ(latency.ValueMs(Time{}), 50);
  EXPECT_EQ(latency.ValueMs(Time{1ns}), 0);
  latency.Observe(70ms, Time{1s});
  EXPECT_EQ(latency.ValueMs(Time{1s}), 70);
}

}  // namespace
}  // namespace lab
