#include "framework/stats/comparison.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "framework/base/rng.h"
#include "tests/unit/stats/paired_samples.h"

namespace lab::stats {
namespace {

Comparison CompareDrawn(int n, double ratio, double own_spread = 0.05) {
  Rng rng(1);
  const PairedSamples s = DrawPairs(rng, n, ratio, own_spread);
  return Compare(s.baseline, s.candidate);
}

void ExpectNoNan(const Comparison& c) {
  for (const Estimate& e : {c.median, c.p95, c.mean}) {
    EXPECT_FALSE(std::isnan(e.value));
    EXPECT_FALSE(std::isnan(e.low.value_or(0)));
    EXPECT_FALSE(std::isnan(e.high.value_or(0)));
    EXPECT_EQ(e.low.has_value(), e.high.has_value());
  }
  EXPECT_TRUE(c.p_value >= 0 && c.p_value <= 1);
  EXPECT_TRUE(c.cliffs_delta >= -1 && c.cliffs_delta <= 1);
  EXPECT_GE(c.needed, 0);
}

TEST(Compare, CallsAClearGainFaster) {
  const Comparison c = CompareDrawn(200, 0.4);
  EXPECT_EQ(c.verdict, Verdict::kFaster);
  EXPECT_EQ(c.needed, 0);
  EXPECT_NEAR(c.median.value, 0.4, 0.05);
  EXPECT_NEAR(c.p95.value, 0.4, 0.05);
  EXPECT_NEAR(c.mean.value, 0.4, 0.05);
  EXPECT_LT(c.p_value, 1e-6);
  EXPECT_LT(c.cliffs_delta, -0.8);
  EXPECT_EQ(c.n_baseline, 200);
  EXPECT_EQ(c.n_candidate, 200);
}

TEST(Compare, CallsAClearLossSlower) {
  const Comparison c = CompareDrawn(200, 1.5);
  EXPECT_EQ(c.verdict, Verdict::kSlower);
  EXPECT_GT(*c.median.low, 1);
  EXPECT_GT(c.cliffs_delta, 0.4);
}

TEST(Compare, CallsAnIntervalInsideTheMarginTheSame) {
  const Comparison c = CompareDrawn(2'000, 1.001, 0.02);
  EXPECT_EQ(c.verdict, Verdict::kSame);
  EXPECT_EQ(c.needed, 0);
}

TEST(Compare, CallsARealDifferenceInsideTheMarginTheSameAndOutsideItFaster) {
  const Values baseline(50, 100.0);
  EXPECT_EQ(Compare(baseline, Values(50, 99.0)).verdict, Verdict::kSame);
  EXPECT_EQ(Compare(baseline, Values(50, 97.0)).verdict, Verdict::kFaster);
  EXPECT_EQ(Compare(baseline, Values(50, 99.0), {.margin = 0.005}).verdict, Verdict::kFaster);
  EXPECT_EQ(Compare(baseline, Values(50, 103.0)).verdict, Verdict::kSlower);
  EXPECT_EQ(Compare(baseline, baseline, {.margin = 0}).verdict, Verdict::kSame);
}

TEST(Compare, IsExactForADeterministicSimulation) {
  for (bool paired : {true, false}) {
    for (std::size_t n : {2U, 3U, 50U}) {
      const Comparison c = Compare(Values(n, 412.0), Values(n, 103.0), {.paired = paired});
      EXPECT_EQ(c.median, (Estimate{0.25, 0.25, 0.25}));
      EXPECT_EQ(c.p95, (Estimate{0.25, 0.25, 0.25}));
      EXPECT_EQ(c.mean, (Estimate{0.25, 0.25, 0.25}));
      EXPECT_EQ(c.verdict, Verdict::kFaster);
      EXPECT_EQ(c.cliffs_delta, -1);
      ExpectNoNan(c);
    }
  }
}

TEST(Compare, CallsASampleTheSameAsItself) {
  Rng rng(2);
  const Values values = DrawPairs(rng, 30, 1).baseline;
  const Comparison c = Compare(values, values);
  EXPECT_EQ(c.verdict, Verdict::kSame);
  EXPECT_EQ(c.median, (Estimate{1, 1, 1}));
  EXPECT_EQ(c.mean, (Estimate{1, 1, 1}));
  EXPECT_EQ(c.p_value, 1);
  EXPECT_EQ(c.cliffs_delta, 0);
}

TEST(Compare, IsUnclearBelowTheSamplesThatAnIntervalTakes) {
  for (int n : {0, 1, 2, 5}) {
    Rng rng(3);
    const PairedSamples s = DrawPairs(rng, n, 0.1);
    const Comparison c = Compare(s.baseline, s.candidate);
    EXPECT_EQ(c.verdict, Verdict::kUnclear) << n;
    EXPECT_EQ(c.needed, 6) << n;
    ExpectNoNan(c);
  }
  EXPECT_EQ(CompareDrawn(6, 0.1).verdict, Verdict::kFaster);
  EXPECT_EQ(Compare(Values{1}, Values{1}).verdict, Verdict::kUnclear);
}

TEST(Compare, TakesSidesOfDifferentLengthsUnpaired) {
  Rng rng(4);
  const Values baseline = DrawPairs(rng, 80, 1).baseline;
  const Values candidate = DrawPairs(rng, 120, 0.5).candidate;
  const Comparison c = Compare(baseline, candidate, {.paired = false});
  EXPECT_EQ(c.verdict, Verdict::kFaster);
  EXPECT_EQ(c.n_baseline, 80);
  EXPECT_EQ(c.n_candidate, 120);
  EXPECT_EQ(Compare({}, candidate, {.paired = false}).verdict, Verdict::kUnclear);
}

TEST(Compare, SettlesAtTheSampleSizeThatItAskedFor) {
  int unclear = 0;
  int settled = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Rng rng(seed);
    const PairedSamples few = DrawPairs(rng, 30, 0.93, 0.2);
    const Comparison first = Compare(few.baseline, few.candidate, {.resamples = 500});
    if (first.verdict != Verdict::kUnclear) continue;
    ++unclear;
    EXPECT_GT(first.needed, 30);
    // Were the ratio what it seemed to be, the interval of that many would be clear half the time
    // at least; half again as many make it likely.
    const auto many = static_cast<int>(1.5 * static_cast<double>(first.needed));
    const PairedSamples more = DrawPairs(rng, std::min(many, 3'000), first.median.value, 0.2);
    settled +=
        Compare(more.baseline, more.candidate, {.resamples = 500}).verdict != Verdict::kUnclear ? 1
                                                                                                : 0;
  }
  ASSERT_GT(unclear, 10);
  EXPECT_GT(settled, unclear / 2);
}

/// Whether the verdict would be clear if the interval kept the given share of its width.
bool IsClear(const Estimate& ratio, double share, double margin) {
  const double low = ratio.value - (ratio.value - *ratio.low) * share;
  const double high = ratio.value + (*ratio.high - ratio.value) * share;
  return high < 1 || low > 1 || (low >= 1 - margin && high <= 1 + margin);
}

TEST(Compare, NeedsTheLeastSamplesThatNarrowTheIntervalEnough) {
  int unclear = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Rng rng(seed);
    const PairedSamples s = DrawPairs(rng, 30, rng.Uniform(0.95, 1.05), 0.1);
    const Comparison c = Compare(s.baseline, s.candidate, {.margin = 0.03, .resamples = 500});
    if (c.verdict != Verdict::kUnclear) continue;
    ++unclear;
    const auto share = [](double n) { return std::sqrt(30 / n); };
    const auto needed = static_cast<double>(c.needed);
    EXPECT_TRUE(IsClear(c.median, share(needed * 1.001), 0.03)) << seed;
    if (c.needed > 31) {
      EXPECT_FALSE(IsClear(c.median, share(needed - 1.1), 0.03)) << seed;
    }
  }
  EXPECT_GT(unclear, 20);
}

TEST(Compare, AsksForMoreSamplesTheWiderTheSpread) {
  const std::int64_t narrow = SamplesToSettle({1, 0.97, 1.03}, 30);
  const std::int64_t wide = SamplesToSettle({1, 0.9, 1.1}, 30);
  EXPECT_EQ(narrow, 68) << "2 % into 3 % goes 2.25 fold, of 30 samples";
  EXPECT_GT(wide, 10 * narrow);
}

TEST(Compare, TheSameSeedGivesTheSameBits) {
  Rng rng(5);
  const PairedSamples s = DrawPairs(rng, 60, 0.9);
  const Comparison a = Compare(s.baseline, s.candidate, {.seed = 7});
  const Comparison b = Compare(s.baseline, s.candidate, {.seed = 7});
  const Comparison c = Compare(s.baseline, s.candidate, {.seed = 8});
  EXPECT_EQ(a.median, b.median);
  EXPECT_EQ(a.mean, b.mean);
  EXPECT_NE(a.mean, c.mean);
}

TEST(Compare, FoldsFailuresInAsInfiniteWithoutEverSayingNan) {
  Rng rng(6);
  PairedSamples s = DrawPairs(rng, 50, 0.8);
  const double infinity = std::numeric_limits<double>::infinity();
  for (std::size_t failed = 0; failed < 50; ++failed) {
    s.candidate[failed] = infinity;
    if (failed % 3 == 0) s.baseline[failed] = infinity;
    ExpectNoNan(Compare(s.baseline, s.candidate, {.resamples = 200}));
  }
  ExpectNoNan(Compare(Values(50, 0.0), s.candidate, {.resamples = 200}));
  ExpectNoNan(Compare(s.baseline, Values(50, 0.0), {.resamples = 200}));
}

class CompareFalseAlarms : public testing::TestWithParam<int> {};

TEST_P(CompareFalseAlarms, OfAARunsAreAtMostFivePercent) {
  constexpr int kRuns = 1'000;
  Rng rng = Rng::For(1, "a/a", static_cast<std::uint64_t>(GetParam()));
  int alarms = 0;
  for (int run = 0; run < kRuns; ++run) {
    const PairedSamples s = DrawPairs(rng, GetParam(), 1, 0.2);
    const Verdict verdict = Compare(s.baseline, s.candidate, {.resamples = 500}).verdict;
    alarms += verdict == Verdict::kFaster || verdict == Verdict::kSlower ? 1 : 0;
  }
  EXPECT_LE(alarms, 0.05 * kRuns + 14);  // and two standard deviations
  EXPECT_GT(alarms, 0);
}

INSTANTIATE_TEST_SUITE_P(All, CompareFalseAlarms, testing::Values(10, 30, 100));

TEST(VerdictName, IsTheWordOfTheReports) {
  EXPECT_EQ(VerdictName(Verdict::kFaster), "faster");
  EXPECT_EQ(VerdictName(Verdict::kSlower), "slower");
  EXPECT_EQ(VerdictName(Verdict::kSame), "same");
  EXPECT_EQ(VerdictName(Verdict::kUnclear), "unclear");
}

}  // namespace
}  // namespace lab::stats
