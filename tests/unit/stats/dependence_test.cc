#include "framework/stats/dependence.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "framework/base/rng.h"

namespace lab::stats {
namespace {

/// A process of mean 0 in which neighbours correlate by `r`; its inflation is (1 + r) / (1 - r).
std::vector<double> Autoregressive(Rng& rng, int n, double r) {
  std::vector<double> series;
  double value = rng.Normal();
  for (int i = 0; i < n; ++i) {
    series.push_back(value);
    value = r * value + std::sqrt(1 - r * r) * rng.Normal();
  }
  return series;
}

double MeanInflation(int n, double r) {
  constexpr int kSeries = 200;
  double sum = 0;
  for (std::uint64_t i = 0; i < kSeries; ++i) {
    Rng rng = Rng::For(1, "series", i);
    sum += DependenceOf(Autoregressive(rng, n, r)).inflation;
  }
  return sum / kSeries;
}

TEST(Dependence, OfAnAutoregressionIsTheTextbooksOrALittleMore) {
  EXPECT_NEAR(MeanInflation(400, 0.25), 1.15 * 1.25 / 0.75, 0.25);
  EXPECT_NEAR(MeanInflation(400, 0.6), 1.15 * 1.6 / 0.4, 0.6);
}

TEST(Dependence, OfIndependentValuesIsNearlyNone) {
  EXPECT_LT(MeanInflation(400, 0), 1.2);
  EXPECT_LT(MeanInflation(60, 0), 1.35);
}

TEST(Dependence, IsNeverBelowOne) {
  std::vector<double> alternating;
  for (int i = 0; i < 100; ++i) alternating.push_back(i % 2);
  EXPECT_EQ(DependenceOf(alternating).inflation, 1);
  EXPECT_EQ(DependenceOf(std::vector<double>(50, 3.0)).inflation, 1);
}

// A slow wave under much noise: neighbours correlate by little, and for long.
TEST(Dependence, SeesWeatherThatNeighboursHide) {
  std::vector<double> series;
  Rng rng(3);
  const std::vector<double> weather = Autoregressive(rng, 2000, 0.95);
  for (const double slow : weather) series.push_back(0.5 * slow + rng.Normal());
  EXPECT_GT(DependenceOf(series).inflation, 4) << "8.6 in truth, of which neighbours know 1.5";
}

TEST(Dependence, SaysWhereTooFewValuesCannotShowIt) {
  Rng rng(4);
  EXPECT_FALSE(DependenceOf(Autoregressive(rng, 9, 0.6)).known);
  EXPECT_FALSE(DependenceOf(std::vector<double>{}).known);
  EXPECT_TRUE(DependenceOf(Autoregressive(rng, 30, 0.6)).known);
}

TEST(Dependence, TakesFromAPValueWhatTheVarianceGains) {
  const Dependence four{.inflation = 4, .degrees = 0, .known = true};
  EXPECT_NEAR(WithDependence(0.001349898, four), 0.0668072, 1e-6) << "of 3 deviations 1.5 are left";
  EXPECT_EQ(WithDependence(0.001, {}), 0.001);
  EXPECT_EQ(WithDependence(0.7, four), 0.7);
  EXPECT_GT(WithDependence(0.001, {.inflation = 4, .degrees = 5, .known = true}),
            WithDependence(0.001, four));
}

}  // namespace
}  // namespace lab::stats
