#include "framework/stats/bootstrap.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "framework/stats/percentile.h"
#include "tests/unit/stats/paired_samples.h"

namespace lab::stats {
namespace {

using Clusters = std::vector<Values>;

constexpr double kTrueRatio = 0.9;
constexpr std::array kAll{Statistic::Median(), Statistic::P95(), Statistic::Mean()};

/// Log-normal latencies of one spread on both sides, `shared` of it in common: the ratio of any
/// statistic is kTrueRatio.
PairedSamples DrawCorrelated(Rng& rng, int n, double shared) {
  PairedSamples out;
  const double own = std::sqrt(1 - shared * shared);
  for (int i = 0; i < n; ++i) {
    const double prompt = rng.Normal();
    out.baseline.push_back(400 * std::exp(0.3 * (shared * prompt + own * rng.Normal())));
    out.candidate.push_back(kTrueRatio * 400 *
                            std::exp(0.3 * (shared * prompt + own * rng.Normal())));
  }
  return out;
}

/// Requests whose gaps share a pace of their own, so that pooled gaps are far from independent.
Clusters DrawRequests(Rng& rng, int n, int gaps, double scale) {
  Clusters out;
  for (int i = 0; i < n; ++i) {
    const double pace = scale * rng.LogNormal(12, 0.3);
    Values& request = out.emplace_back();
    for (int k = 0; k < gaps; ++k) request.push_back(pace * rng.LogNormal(1, 0.2));
  }
  return out;
}

bool Covers(const Estimate& estimate, double truth) {
  return *estimate.low <= truth && truth <= *estimate.high;
}

double Width(const Estimate& estimate) { return *estimate.high - *estimate.low; }

TEST(Bootstrap, RatioIsThatOfTheStatisticsThemselves) {
  Rng rng(1);
  const PairedSamples s = DrawCorrelated(rng, 101, 0.8);
  Values baseline = s.baseline;
  Values candidate = s.candidate;
  std::sort(baseline.begin(), baseline.end());
  std::sort(candidate.begin(), candidate.end());
  EXPECT_EQ(PairedRatio(s.baseline, s.candidate, Statistic::Median(), rng).value,
            candidate[50] / baseline[50]);
  EXPECT_EQ(PairedRatio(s.baseline, s.candidate, Statistic::P95(), rng).value,
            candidate[95] / baseline[95]);
  EXPECT_EQ(UnpairedRatio(s.baseline, s.candidate, Statistic::Quantile(0.9), rng).value,
            QuantileValue(candidate, 0.9) / QuantileValue(baseline, 0.9));
}

TEST(Bootstrap, TheSameSeedGivesTheSameBits) {
  Rng rng(2);
  const PairedSamples s = DrawCorrelated(rng, 40, 0.5);
  Rng first(7);
  Rng second(7);
  Rng other(8);
  const Estimate a = PairedRatio(s.baseline, s.candidate, Statistic::Mean(), first);
  EXPECT_EQ(a, PairedRatio(s.baseline, s.candidate, Statistic::Mean(), second));
  EXPECT_NE(a, PairedRatio(s.baseline, s.candidate, Statistic::Mean(), other));
}

TEST(Bootstrap, SeveralStatisticsAtOnceEqualEachAlone) {
  Rng rng(3);
  const PairedSamples s = DrawCorrelated(rng, 90, 0.5);
  Rng together(7);
  const std::vector<Estimate> all = PairedRatios(s.baseline, s.candidate, kAll, together);
  for (std::size_t i = 0; i < kAll.size(); ++i) {
    Rng alone(7);
    EXPECT_EQ(all[i], PairedRatio(s.baseline, s.candidate, kAll[i], alone)) << i;
  }
}

TEST(Bootstrap, PairingNarrowsTheIntervalOfSamplesThatShareTheirSpread) {
  Rng rng(4);
  const PairedSamples s = DrawCorrelated(rng, 100, 0.95);
  const Estimate paired = PairedRatio(s.baseline, s.candidate, Statistic::Mean(), rng);
  const Estimate unpaired = UnpairedRatio(s.baseline, s.candidate, Statistic::Mean(), rng);
  EXPECT_LT(Width(paired), 0.5 * Width(unpaired));
}

TEST(Bootstrap, DrawsAsManyAsThereAreForOddAndEvenSizes) {
  for (int n : {21, 22}) {
    Rng rng(1);
    Values candidate(static_cast<std::size_t>(n), 0.0);
    std::fill_n(candidate.begin(), 10, 1.0);
    const Values ones(candidate.size(), 1.0);
    const Estimate share = PairedRatio(ones, candidate, Statistic::Mean(), rng);
    EXPECT_NEAR(*share.low * n, std::round(*share.low * n), 1e-9) << n;
    EXPECT_NEAR(*share.high * n, std::round(*share.high * n), 1e-9) << n;
    EXPECT_GT(Width(share), 0.3);
  }
}

TEST(Bootstrap, WithAConstantBaselineIsTheSamePairedOrNot) {
  Rng rng(1);
  Values candidate;
  for (int i = 0; i < 30; ++i) candidate.push_back(rng.LogNormal(1, 1));
  const Values baseline(30, 2.0);
  const BootstrapOptions options{.resamples = 20'000};
  const Estimate paired = PairedRatio(baseline, candidate, Statistic::Mean(), rng, options);
  const Estimate unpaired = UnpairedRatio(baseline, candidate, Statistic::Mean(), rng, options);
  EXPECT_NEAR(*unpaired.low, *paired.low, 0.01 * paired.value);
  EXPECT_NEAR(*unpaired.high, *paired.high, 0.025 * paired.value);
}

TEST(Bootstrap, OfConstantSamplesIsExactAndHasNoWidth) {
  Rng rng(5);
  for (bool paired : {true, false}) {
    const auto ratios = paired ? PairedRatios : UnpairedRatios;
    for (const Estimate& e : ratios(Values(2, 0.3), Values(2, 0.1), kAll, rng, {})) {
      EXPECT_EQ(e.value, 0.1 / 0.3);
      EXPECT_EQ(e.low, 0.1 / 0.3);
      EXPECT_EQ(e.high, 0.1 / 0.3);
    }
  }
}

TEST(Bootstrap, HasNoIntervalForSamplesTooSmallToHaveOne) {
  Rng rng(6);
  const PairedSamples five = DrawCorrelated(rng, 5, 0.5);
  EXPECT_FALSE(PairedRatio(five.baseline, five.candidate, Statistic::Median(), rng).low);
  EXPECT_FALSE(UnpairedRatio(five.baseline, five.candidate, Statistic::Mean(), rng).high);
  const PairedSamples six = DrawCorrelated(rng, 6, 0.5);
  EXPECT_TRUE(PairedRatio(six.baseline, six.candidate, Statistic::Median(), rng).low);
  EXPECT_FALSE(PairedRatio(six.baseline, six.candidate, Statistic::P95(), rng).low);
  const Estimate one = PairedRatio(Values{4}, Values{2}, Statistic::Median(), rng);
  EXPECT_EQ(one.value, 0.5);
  EXPECT_FALSE(one.low || one.high);
  const Estimate none = UnpairedRatio({}, Values{2}, Statistic::Median(), rng);
  EXPECT_EQ(none.value, 0);
  EXPECT_FALSE(none.low || none.high);
}

TEST(Bootstrap, IsNeverNotANumber) {
  Rng rng(7);
  const double infinity = std::numeric_limits<double>::infinity();
  Values zeros(20, 0.0);
  Values mixed = DrawCorrelated(rng, 20, 0.5).baseline;
  mixed[3] = 0;
  Values failed = mixed;
  failed[5] = failed[6] = infinity;
  for (const Values& baseline : {zeros, mixed, failed, Values(20, infinity)}) {
    for (const Values& candidate : {zeros, mixed, failed, Values(20, infinity)}) {
      for (const Estimate& e : PairedRatios(baseline, candidate, kAll, rng, {})) {
        EXPECT_FALSE(std::isnan(e.value) || std::isnan(e.low.value_or(0)) ||
                     std::isnan(e.high.value_or(0)));
      }
    }
  }
  EXPECT_EQ(PairedRatio(zeros, zeros, Statistic::Mean(), rng).value, 1);
  EXPECT_TRUE(std::isinf(PairedRatio(zeros, Values(20, 1.0), Statistic::Mean(), rng).value));
}

TEST(Bootstrap, OfWholeRequestsIsWiderThanOfTheirGapsAsIfIndependent) {
  Rng rng(8);
  const Clusters requests = DrawRequests(rng, 40, 100, 1);
  Clusters gaps;
  for (const Values& request : requests) {
    for (double gap : request) gaps.push_back({gap});
  }
  const Estimate honest = ClusterStatistic(requests, Statistic::Median(), rng);
  const Estimate naive = ClusterStatistic(gaps, Statistic::Median(), rng);
  EXPECT_EQ(honest.value, naive.value);
  EXPECT_GT(Width(honest), 3 * Width(naive));
}

TEST(Bootstrap, LeavesRequestsWithoutGapsOut) {
  Rng rng(9);
  Clusters requests = DrawRequests(rng, 20, 10, 1);
  Rng first(1);
  const Estimate before = ClusterStatistic(requests, Statistic::Median(), first);
  requests.insert(requests.begin() + 3, Values{});
  Rng second(1);
  EXPECT_EQ(ClusterStatistic(requests, Statistic::Median(), second), before);
  EXPECT_EQ(ClusterStatistic(Clusters(5), Statistic::Median(), rng), Estimate{});
}

TEST(Bootstrap, OfPairedRequestsDropsAPairWithAnEmptySide) {
  Rng rng(10);
  Clusters baseline = DrawRequests(rng, 20, 10, 1);
  Clusters candidate = DrawRequests(rng, 20, 30, 0.5);
  Rng first(1);
  const Estimate before = PairedClusterRatio(baseline, candidate, Statistic::Median(), first);
  EXPECT_TRUE(Covers(before, 0.5));
  baseline.push_back({});
  candidate.push_back({1e9});
  Rng second(1);
  EXPECT_EQ(PairedClusterRatio(baseline, candidate, Statistic::Median(), second), before);
}

struct PairSetting {
  bool paired;
  int n;
  double shared;
};

class BootstrapCoverage : public testing::TestWithParam<PairSetting> {};

TEST_P(BootstrapCoverage, OfThe95PercentIntervalIs93To97Percent) {
  constexpr int kRounds = 1'000;
  const PairSetting setting = GetParam();
  Rng rng =
      Rng::For(3, setting.paired ? "paired" : "unpaired", static_cast<std::uint64_t>(setting.n));
  const auto ratios = setting.paired ? PairedRatios : UnpairedRatios;
  std::array<int, kAll.size()> covered{};
  std::array<int, kAll.size()> rounds{};
  for (int i = 0; i < kRounds; ++i) {
    const PairedSamples s = DrawCorrelated(rng, setting.n, setting.shared);
    const std::vector<Estimate> estimates =
        ratios(s.baseline, s.candidate, kAll, rng, {.resamples = 500});
    for (std::size_t k = 0; k < kAll.size(); ++k) {
      if (!estimates[k].low) continue;
      ++rounds[k];
      covered[k] += Covers(estimates[k], kTrueRatio) ? 1 : 0;
    }
  }
  for (std::size_t k = 0; k < kAll.size(); ++k) {
    EXPECT_GE(covered[k], 0.93 * rounds[k]) << k;
    EXPECT_LE(covered[k], 0.97 * rounds[k]) << k;
  }
  EXPECT_EQ(rounds[1] > 0, setting.n >= 72);
}

INSTANTIATE_TEST_SUITE_P(All, BootstrapCoverage,
                         testing::Values(PairSetting{true, 20, 0.8}, PairSetting{true, 50, 0.8},
                                         PairSetting{true, 100, 0.5}, PairSetting{false, 30, 0},
                                         PairSetting{false, 100, 0}));

TEST(BootstrapCoverage, OfWholeRequestsIs93To97PercentThoughTheirGapsAreNotIndependent) {
  constexpr int kRounds = 500;
  Rng rng(11);
  int covered = 0;
  for (int i = 0; i < kRounds; ++i) {
    const Clusters requests = DrawRequests(rng, 40, 20, 1);
    covered += Covers(ClusterStatistic(requests, Statistic::Median(), rng, {.resamples = 500}), 12)
                   ? 1
                   : 0;
  }
  EXPECT_GE(covered, 0.93 * kRounds);
  EXPECT_LE(covered, 0.97 * kRounds);
}

}  // namespace
}  // namespace lab::stats
