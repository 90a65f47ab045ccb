#include "framework/load/arrivals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "framework/stats/moments.h"
#include "tests/unit/load/kolmogorov.h"

namespace lab::load {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::KsDistance;
using testing::KsLimit;

constexpr int kMany = 20'000;

std::vector<Duration> Take(Arrivals& arrivals, int most) {
  std::vector<Duration> stamps;
  while (static_cast<int>(stamps.size()) < most) {
    const std::optional<Duration> next = arrivals.Next();
    if (!next) break;
    stamps.push_back(*next);
  }
  return stamps;
}

std::vector<Duration> Stamps(const ArrivalOptions& options, int most, std::uint64_t seed = 7) {
  return Take(*NewArrivals(options, seed), most);
}

/// In means: a gap of 1 / rate is 1.
std::vector<double> UnitGapsOf(const std::vector<Duration>& stamps, double rate) {
  std::vector<double> gaps;
  Duration before = Duration::zero();
  for (const Duration stamp : stamps) {
    gaps.push_back(ToSeconds(stamp - before) * rate);
    before = stamp;
  }
  return gaps;
}

stats::Moments MomentsOf(const std::vector<double>& values) {
  stats::Moments moments;
  for (const double value : values) moments.Add(value);
  return moments;
}

ArrivalOptions Gamma(double rate, double shape) {
  return {.rate = RateProfile::Constant(rate), .gaps = GapLaw::kGamma, .shape = shape};
}

ArrivalOptions Poisson(double rate) {
  return {.rate = RateProfile::Constant(rate), .gaps = GapLaw::kPoisson};
}

TEST(Arrivals, ConstantOnesAreExactAndDoNotDrift) {
  const ArrivalOptions options{.rate = RateProfile::Constant(40), .gaps = GapLaw::kConstant};
  EXPECT_THAT(Stamps(options, 4), ElementsAre(0ms, 25ms, 50ms, 75ms));
  EXPECT_EQ(Stamps(options, 144'001).back(), 1h);
}

TEST(Arrivals, BurstsComeAtOneMomentAndKeepTheRate) {
  const ArrivalOptions options{
      .rate = RateProfile::Constant(10), .gaps = GapLaw::kBursts, .burst = 3};
  EXPECT_THAT(Stamps(options, 7), ElementsAre(0ms, 0ms, 0ms, 300ms, 300ms, 300ms, 600ms));
}

TEST(Arrivals, ConstantStepsSendWhatTheyPromise) {
  const ArrivalOptions options{.rate = RateProfile::Parse("2x1s,0x1s,4x1s").value(),
                               .gaps = GapLaw::kConstant};
  EXPECT_THAT(Stamps(options, 100), ElementsAre(0ms, 500ms, 2s, 2250ms, 2500ms, 2750ms));
}

TEST(Arrivals, PoissonGapsAreExponential) {
  const std::vector<double> gaps = UnitGapsOf(Stamps(Poisson(50), kMany), 50);
  EXPECT_LT(KsDistance(gaps, [](double x) { return 1 - std::exp(-x); }), KsLimit(gaps.size()));
}

TEST(Arrivals, PoissonCountsInAWindowHaveTheirMeanForVariance) {
  std::vector<double> counts(kMany / 50, 0);
  for (const Duration stamp : Stamps(Poisson(50), kMany)) {
    const auto second = static_cast<std::size_t>(ToSeconds(stamp));
    if (second < counts.size()) ++counts[second];
  }
  const stats::Moments moments = MomentsOf(counts);
  EXPECT_NEAR(moments.Variance() / moments.Mean(), 1, 0.25);
}

TEST(Arrivals, GammaGapsHaveTheirOwnDistribution) {
  const std::vector<double> bunched = UnitGapsOf(Stamps(Gamma(20, 0.5), kMany), 20);
  EXPECT_LT(KsDistance(bunched, [](double x) { return std::erf(std::sqrt(x / 2)); }),
            KsLimit(bunched.size()));
  const std::vector<double> even = UnitGapsOf(Stamps(Gamma(20, 2), kMany), 20);
  EXPECT_LT(KsDistance(even, [](double x) { return 1 - std::exp(-2 * x) * (1 + 2 * x); }),
            KsLimit(even.size()));
}

TEST(Arrivals, GammaKeepsTheRateAndItsShapeIsTheInverseSquareOfTheVariation) {
  for (const double shape : {0.25, 1.0, 4.0}) {
    const stats::Moments gaps = MomentsOf(UnitGapsOf(Stamps(Gamma(20, shape), kMany), 20));
    EXPECT_NEAR(gaps.Mean(), 1, 0.05) << shape;
    EXPECT_NEAR(gaps.StdDev() / gaps.Mean(), 1 / std::sqrt(shape), 0.05 / std::sqrt(shape));
  }
}

TEST(Arrivals, GammaOfShapeOneIsPoisson) {
  EXPECT_EQ(Stamps(Gamma(5, 1), 100), Stamps(Poisson(5), 100));
}

TEST(Arrivals, ARampOfPoissonArrivalsFollowsTheIntegralOfItsRate) {
  ArrivalOptions options = Poisson(1);
  options.rate = RateProfile::Ramp(10, 110, 100s);
  std::vector<double> places;  // a Poisson process is uniform over the integral
  const double all = 10 * 100 + 100 * 100 / 2.0;
  for (const Duration stamp : Stamps(options, kMany)) {
    const double t = ToSeconds(stamp);
    if (t < 100) places.push_back((10 * t + t * t / 2) / all);
  }
  EXPECT_NEAR(static_cast<double>(places.size()), all, 4 * std::sqrt(all));
  EXPECT_LT(KsDistance(places, [](double x) { return x; }), KsLimit(places.size()));
}

TEST(Arrivals, AnExactRateHasItsLastRequestWhenAllAreDue) {
  ArrivalOptions options = Poisson(8);
  options.requests = 400;
  const std::vector<Duration> plain = Stamps(options, kMany);
  options.exact_rate = true;
  const std::vector<Duration> exact = Stamps(options, kMany);
  ASSERT_EQ(exact.size(), 400U);
  EXPECT_NEAR(ToSeconds(exact.back()), 50, 1e-8);
  EXPECT_NEAR(ToSeconds(exact[99]) / ToSeconds(exact.back()),
              ToSeconds(plain[99]) / ToSeconds(plain.back()), 1e-6)
      << "all gaps are stretched alike";
}

TEST(Arrivals, ACountedLoadHasThatManyRequests) {
  ArrivalOptions options = Poisson(8);
  options.requests = 5;
  EXPECT_EQ(Stamps(options, 100).size(), 5U);
}

TEST(Arrivals, AreTheSameNanosecondsBySeedAndOthersByAnother) {
  EXPECT_EQ(Stamps(Poisson(3), 1000, 7), Stamps(Poisson(3), 1000, 7));
  EXPECT_NE(Stamps(Poisson(3), 1000, 7), Stamps(Poisson(3), 1000, 8));
}

TEST(Arrivals, NeverStepBack) {
  ArrivalOptions options = Gamma(1, 0.05);
  options.rate = RateProfile::Parse("5..0/10s,0x10s,1..100/30s,3").value();
  const std::vector<Duration> stamps = Stamps(options, kMany);
  EXPECT_EQ(stamps.size(), static_cast<std::size_t>(kMany));
  EXPECT_TRUE(std::is_sorted(stamps.begin(), stamps.end()));
}

TEST(Arrivals, AnIndexRampMovesItsRateByTheRequestsNumber) {
  // So many alike that the scatter of gamma gaps is next to nothing: gap i is 1 / rate i.
  const IndexRamp linear{.from = 1, .to = 4, .requests = 4, .shape = 1e6};
  const std::vector<Duration> stamps = Take(*NewIndexRamp(linear, 7), 10);
  ASSERT_EQ(stamps.size(), 4U);
  EXPECT_NEAR(ToSeconds(stamps[0]), 1, 0.01);
  EXPECT_NEAR(ToSeconds(stamps[1]), 1.5, 0.01);
  EXPECT_NEAR(ToSeconds(stamps[3]), 1 + 1 / 2.0 + 1 / 3.0 + 1 / 4.0, 0.01);
}

TEST(Arrivals, AnExponentialIndexRampMultiplies) {
  const IndexRamp ramp{.from = 1, .to = 8, .requests = 4, .exponential = true, .shape = 1e6};
  const std::vector<Duration> stamps = Take(*NewIndexRamp(ramp, 7), 10);
  EXPECT_NEAR(ToSeconds(stamps.at(3)), 1 + 1 / 2.0 + 1 / 4.0 + 1 / 8.0, 0.01);
}

TEST(Arrivals, AReplayGivesItsStampsBack) {
  EXPECT_THAT(Take(*ReplayOf({0ms, 0ms, 3s}), 10), ElementsAre(0ms, 0ms, 3s));
}

TEST(GapLaw, IsReadFromItsName) {
  ArrivalOptions options;
  ASSERT_TRUE(ParseGapLaw("gamma:0.5", options));
  EXPECT_EQ(options.gaps, GapLaw::kGamma);
  EXPECT_EQ(options.shape, 0.5);
  ASSERT_TRUE(ParseGapLaw("bursts:8", options));
  EXPECT_EQ(options.gaps, GapLaw::kBursts);
  EXPECT_EQ(options.burst, 8);
  ASSERT_TRUE(ParseGapLaw("constant", options));
  EXPECT_EQ(options.gaps, GapLaw::kConstant);
  ASSERT_TRUE(ParseGapLaw("poisson", options));
  EXPECT_EQ(options.gaps, GapLaw::kPoisson);
}

TEST(GapLaw, OneThatMeansNothingIsRefusedWithWhatThereIs) {
  ArrivalOptions options;
  for (const std::string text : {"", "poison", "poisson:2", "constant:", "gamma", "bursts"}) {
    const Result<void> read = ParseGapLaw(text, options);
    ASSERT_FALSE(read) << text;
    EXPECT_THAT(read.error().message, HasSubstr("gamma:SHAPE")) << text;
  }
  for (const std::string text : {"gamma:", "gamma:0", "gamma:-1", "gamma:nan", "gamma:1e9"})
    EXPECT_FALSE(ParseGapLaw(text, options)) << text;
  for (const std::string text : {"bursts:0", "bursts:-2", "bursts:1.5", "bursts:x"})
    EXPECT_FALSE(ParseGapLaw(text, options)) << text;
}

TEST(ArrivalOptions, AnExactRateNeedsDrawnGapsAndANumberOfRequests) {
  ArrivalOptions options{.gaps = GapLaw::kConstant, .requests = 10, .exact_rate = true};
  EXPECT_FALSE(CheckArrivals(options));
  options.gaps = GapLaw::kPoisson;
  EXPECT_TRUE(CheckArrivals(options));
  options.requests = 0;
  EXPECT_FALSE(CheckArrivals(options));
}

}  // namespace
}  // namespace lab::load
