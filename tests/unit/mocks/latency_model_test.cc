#include "mocks/latency_model.h"

#include <gtest/gtest.h>

#include <cmath>

#include "framework/stats/percentile.h"

namespace lab::mocks {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

Profile Plain() {
  Profile profile;
  profile.prefill = {
      .a0_ms = 100, .a1_ms_per_token = 0.1, .a2_ms_per_token = 0.01, .cache_hit_ms = 40};
  profile.decode = {.b0_us = 5000, .b1_us_per_token = 20, .b2_us_per_sequence = 10};
  return profile;
}

TEST(LatencyModel, AddsTheParametersAsTheFormulaSays) {
  const LatencyModel model(Plain(), 1);
  EXPECT_EQ(model.Prefill(7, {Tokens{1000}, Tokens{0}}, 1), milliseconds(200));
  EXPECT_EQ(model.Prefill(7, {Tokens{1000}, Tokens{2000}}, 1), milliseconds(260));
  EXPECT_EQ(model.Prefill(7, {Tokens{1000}, Tokens{0}}, 1.5), milliseconds(300));
  Rng rng(1);
  EXPECT_EQ(model.Gap(rng, 1), milliseconds(5));
  EXPECT_EQ(model.Gap(rng, 2), milliseconds(10));
  EXPECT_EQ(model.Step(rng, 100, 3, 1), microseconds(7030));
}

TEST(LatencyModel, LeavesTheNoiseOutOfTheFactor) {
  Profile profile;
  profile.prefill.noise = {.floor_ms = 10, .main_ms = {50, 0}};
  EXPECT_EQ(LatencyModel(profile, 1).Prefill(7, {}, 100), milliseconds(60));
}

TEST(LatencyModel, DrawsNoiseByKeyNotByOrder) {
  Profile profile = Plain();
  profile.prefill.noise = {.main_ms = {50, 0.5}};
  const LatencyModel one(profile, 1);
  const LatencyModel same(profile, 1);
  const LatencyModel other(profile, 2);
  const Duration seventh = one.Prefill(7, {}, 1);
  for (std::uint64_t key = 0; key < 7; ++key) EXPECT_NE(one.Prefill(key, {}, 1), seventh);
  EXPECT_EQ(same.Prefill(7, {}, 1), seventh);
  EXPECT_NE(other.Prefill(7, {}, 1), seventh);
}

// Public fit for claude-3-haiku at 5,000 tokens; its quantiles follow from the two laws.
TEST(LatencyModel, DrawsTheTwoPartMixture) {
  Profile profile;
  profile.prefill.noise = {.main_ms = {772, 0.116}, .tail_share = 0.132, .tail_ms = {1236, 0.42}};
  const LatencyModel model(profile, 1);
  std::vector<double> sample;
  for (std::uint64_t key = 0; key < 100'000; ++key)
    sample.push_back(ToMs(model.Prefill(key, {}, 1)));
  std::sort(sample.begin(), sample.end());
  const auto above = [&](double ms) {
    const auto first = std::upper_bound(sample.begin(), sample.end(), ms);
    return static_cast<double>(sample.end() - first) / static_cast<double>(sample.size());
  };
  const auto tail = [](double ms, double median, double sigma) {
    return 0.5 * std::erfc(std::log(ms / median) / sigma / std::sqrt(2.0));
  };
  for (double ms : {700.0, 800.0, 900.0, 1100.0, 1500.0, 2500.0}) {
    const double expected = 0.868 * tail(ms, 772, 0.116) + 0.132 * tail(ms, 1236, 0.42);
    EXPECT_NEAR(above(ms), expected, 0.006) << ms;
  }
}

TEST(LatencyModel, KeepsTheMeanOfUnevenSteps) {
  Profile profile = Plain();
  profile.decode.jitter_sigma = 0.5;
  const LatencyModel model(profile, 1);
  Rng rng(3);
  double sum = 0;
  double least = 10;
  double most = 0;
  constexpr int kSteps = 200'000;
  for (int i = 0; i < kSteps; ++i) {
    const double jitter = model.Jitter(rng);
    sum += jitter;
    least = std::min(least, jitter);
    most = std::max(most, jitter);
  }
  EXPECT_NEAR(sum / kSteps, 1, 0.01);
  EXPECT_LT(least, 0.3);
  EXPECT_GT(most, 3);
}

TEST(LatencyModel, StallsAsOftenAsItIsTold) {
  Profile profile;
  profile.decode = {.b0_us = 1000, .stall_probability = 0.01, .stall_ms = {500, 0}};
  const LatencyModel model(profile, 1);
  Rng rng(3);
  int stalls = 0;
  for (int i = 0; i < 100'000; ++i) {
    const Duration gap = model.Gap(rng, 1);
    EXPECT_TRUE(gap == milliseconds(1) || gap == milliseconds(501));
    stalls += gap > milliseconds(1) ? 1 : 0;
  }
  EXPECT_NEAR(stalls, 1000, 130);
}

}  // namespace
}  // namespace lab::mocks
