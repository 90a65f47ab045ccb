#include "framework/stats/ratio_spread.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "framework/base/rng.h"
#include "framework/stats/bootstrap.h"
#include "tests/unit/stats/paired_samples.h"

namespace lab::stats {
namespace {

PairedSamples DrawKeyed(std::uint64_t key, int n, double ratio) {
  Rng rng = Rng::For(3, "spread", key);
  return DrawPairs(rng, n, ratio, 0.1);
}

RatioSpread SpreadOf(const PairedSamples& samples, Statistic what, int resamples = 2000) {
  Rng rng(7);
  return PairedRatioSpreads(samples.baseline, samples.candidate, {&what, 1}, rng,
                            {.resamples = resamples})[0];
}

TEST(RatioSpread, HasTheRatioOfTheStatisticsItself) {
  const PairedSamples samples = DrawKeyed(1, 101, 0.9);
  std::vector<double> baseline = samples.baseline;
  std::vector<double> candidate = samples.candidate;
  std::sort(baseline.begin(), baseline.end());
  std::sort(candidate.begin(), candidate.end());
  EXPECT_EQ(SpreadOf(samples, Statistic::Median()).value(), candidate[50] / baseline[50]);
}

// The p value and the interval are one thing seen from two sides.
TEST(RatioSpread, ReachesALimitExactlyAtTheTailOfItsPValue) {
  for (std::uint64_t key = 0; key < 30; ++key) {
    const RatioSpread spread = SpreadOf(DrawKeyed(key, 60, 1.08), Statistic::Median());
    const double p = spread.TailAbove(1.05);
    if (p > 0.45) continue;
    EXPECT_LE(*spread.At(p * 0.98).low, 1.05) << key;
    EXPECT_GE(*spread.At(std::min(p * 1.02, 0.49)).low, 1.05 * 0.9999) << key;
    const double q = spread.TailBelow(1.15);
    if (q > 0.45) continue;
    EXPECT_GE(*spread.At(q * 0.98).high, 1.15) << key;
    EXPECT_LE(*spread.At(std::min(q * 1.02, 0.49)).high, 1.15 * 1.0001) << key;
  }
}

TEST(RatioSpread, WidensSteadilyWithTheLevel) {
  for (const Statistic what : {Statistic::Median(), Statistic::Mean()}) {
    const RatioSpread spread = SpreadOf(DrawKeyed(1, 100, 1), what);
    Estimate narrower = spread.At(0.2);
    for (double tail = 0.1; tail > 1e-8; tail /= 2) {
      const Estimate wider = spread.At(tail);
      EXPECT_LE(*wider.low, *narrower.low) << tail;
      EXPECT_GE(*wider.high, *narrower.high) << tail;
      narrower = wider;
    }
    EXPECT_GT(*narrower.low, 0);
    EXPECT_LT(*narrower.high, 2);
  }
}

TEST(RatioSpread, IsTheBootstrapIntervalOrALittleWider) {
  for (std::uint64_t key = 0; key < 20; ++key) {
    const PairedSamples samples = DrawKeyed(key, 50, 1);
    Rng rng(7);
    const Estimate plain = PairedRatio(samples.baseline, samples.candidate, Statistic::Mean(), rng);
    const Estimate ours = SpreadOf(samples, Statistic::Mean()).At(0.025);
    EXPECT_LE(*ours.low, *plain.low * 1.001) << key;
    EXPECT_GE(*ours.high, *plain.high * 0.999) << key;
    EXPECT_LT(*ours.high - *ours.low, 1.3 * (*plain.high - *plain.low)) << key;
  }
}

// 2,000 resamples resolve a tail of 1 / 2,000; what is continued beyond must fit to 200,000.
TEST(RatioSpread, ContinuesTheTailAsMoreResamplesWouldFillIt) {
  const PairedSamples samples = DrawKeyed(4, 200, 1);
  const double few = *SpreadOf(samples, Statistic::Mean()).At(1e-4).high;
  const double many = *SpreadOf(samples, Statistic::Mean(), 200'000).At(1e-4).high;
  EXPECT_NEAR(std::log(few), std::log(many), 0.1 * std::log(many));
}

TEST(RatioSpread, AllowsNoTailBelowWhatTheSampleSizeDoes) {
  const PairedSamples samples = DrawKeyed(1, 80, 3);
  const RatioSpread p95 = SpreadOf(samples, Statistic::P95());
  EXPECT_DOUBLE_EQ(p95.floor(), std::pow(0.95, 80));
  EXPECT_EQ(p95.TailAbove(1.05), p95.floor());
  EXPECT_TRUE(p95.At(0.025).low.has_value());
  EXPECT_FALSE(p95.At(0.01).low.has_value());
  EXPECT_LT(SpreadOf(samples, Statistic::Median()).TailAbove(1.05), 1e-10);
}

TEST(RatioSpread, OfOneSampleSaysNothing) {
  const RatioSpread spread = SpreadOf({{2}, {4}}, Statistic::Median());
  EXPECT_EQ(spread.value(), 2);
  EXPECT_EQ(spread.floor(), 1);
  EXPECT_EQ(spread.TailAbove(1.05), 1);
  EXPECT_FALSE(spread.At(0.4).low.has_value());
}

TEST(RatioSpread, OfConstantsHasNoWidth) {
  const RatioSpread spread =
      SpreadOf({std::vector<double>(9, 2), std::vector<double>(9, 3)}, Statistic::Median());
  EXPECT_EQ(spread.At(1e-9).low, 1.5);
  EXPECT_EQ(spread.At(1e-9).high, 1.5);
  EXPECT_EQ(spread.TailAbove(1.4), 0);
  EXPECT_EQ(spread.TailAbove(1.5), 1);
  EXPECT_EQ(spread.TailBelow(1.6), 0);
}

// Every trial took exactly twice as long: the samples vary, their ratio does not.
TEST(RatioSpread, OfAnExactMultipleHasNoWidthEither) {
  PairedSamples samples = DrawKeyed(1, 40, 1);
  for (std::size_t i = 0; i < samples.baseline.size(); ++i)
    samples.candidate[i] = 2 * samples.baseline[i];
  const RatioSpread spread = SpreadOf(samples, Statistic::Median());
  EXPECT_EQ(spread.At(1e-6).low, 2);
  EXPECT_EQ(spread.At(1e-6).high, 2);
  EXPECT_LT(spread.TailAbove(1.99), 1e-10);
  EXPECT_LT(spread.TailBelow(2.01), 1e-10);
  EXPECT_GT(spread.TailAbove(2.01), 0.999);
  EXPECT_GT(spread.TailAbove(2), 0.4);
  EXPECT_GT(spread.TailBelow(2), 0.4);
}

TEST(RatioSpread, IsNeverNotANumber) {
  const double infinity = std::numeric_limits<double>::infinity();
  PairedSamples odd = DrawKeyed(1, 40, 1);
  odd.baseline[3] = 0;
  odd.candidate[5] = odd.candidate[6] = infinity;
  for (const Statistic what : {Statistic::Median(), Statistic::Mean()}) {
    const RatioSpread spread = SpreadOf(odd, what);
    for (double tail : {0.3, 0.025, 1e-6}) {
      const Estimate at = spread.At(tail);
      EXPECT_FALSE(std::isnan(*at.low) || std::isnan(*at.high));
    }
    EXPECT_FALSE(std::isnan(spread.TailAbove(1.05)) || std::isnan(spread.TailBelow(0.9)));
  }
}

TEST(RatioSpread, OfMomentsIsStudentsInterval) {
  const RatioSpread spread = RatioSpread::OfMoments(1.2, 0.02, 1e6);
  EXPECT_NEAR(std::log(*spread.At(0.025).low), std::log(1.2) - 1.96 * 0.02, 1e-4);
  EXPECT_NEAR(spread.TailAbove(1.2 * std::exp(-1.96 * 0.02)), 0.025, 1e-4);
  const RatioSpread few = RatioSpread::OfMoments(1.2, 0.02, 4);
  EXPECT_LT(*few.At(0.025).low, *spread.At(0.025).low - 0.01);
}

}  // namespace
}  // namespace lab::stats
