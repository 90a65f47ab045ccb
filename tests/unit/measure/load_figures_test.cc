#include "framework/measure/load_figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/base/rng.h"
#include "tests/unit/measure/load_runs.h"

namespace lab::measure {
namespace {

using namespace std::chrono_literals;
using by_hand::LoadOf;
using ::testing::ElementsAre;

std::vector<std::string_view> NamesOf(const std::vector<LoadFigure>& figures) {
  std::vector<std::string_view> names;
  for (const LoadFigure& figure : figures) names.push_back(figure.name);
  return names;
}

TEST(LoadFigures, AreThereFromTheStartAndFromWhenEachRequestWasDue) {
  EXPECT_THAT(NamesOf(LoadFiguresOf(LoadOf(10))),
              ElementsAre("ttft_ms", "ttft_intended_ms", "first_visible_ms", "itl_ms", "tpot_ms",
                          "latency_ms", "latency_intended_ms", "normalised_latency_ms"));
}

TEST(LoadFigures, ABufferedAnswerHasNoTimeToItsFirstToken) {
  LoadRun run = LoadOf(3);
  for (LoadRow& one : run.rows) one.row.ttft = one.row.ttft_intended = kAbsent;
  EXPECT_EQ(FindLoadFigure(LoadFiguresOf(run), "ttft_ms"), nullptr);
}

TEST(LoadFigures, GiveMeanPercentilesTheirIntervalsAndTheMaximum) {
  LoadRun run = LoadOf(100);
  for (std::int64_t i = 0; i < 100; ++i)
    run.rows[static_cast<std::size_t>(i)].row.ttft = 1ms * (i + 1);
  const std::vector<LoadFigure> figures = LoadFiguresOf(run);
  const LoadFigure& ttft = *FindLoadFigure(figures, "ttft_ms");
  EXPECT_EQ(ttft.n, 100);
  EXPECT_DOUBLE_EQ(ttft.mean, 50.5);
  EXPECT_EQ(ttft.max, 100);
  EXPECT_EQ(ttft.at(0.50).value, 50.5);
  EXPECT_LT(*ttft.at(0.50).low, 50);
  EXPECT_EQ(ttft.at(0.99).value, 99);
  EXPECT_FALSE(ttft.at(0.99).high) << "of a hundred nothing bounds the 99th percentile";
}

TEST(LoadFigures, LeaveFailuresOutOrHaveThemTakeForEver) {
  LoadRun run = LoadOf(10);
  run.rows[9].row.error = ErrorKind::kTimeout;
  const std::vector<LoadFigure> out = LoadFiguresOf(run);
  EXPECT_EQ(FindLoadFigure(out, "latency_ms")->n, 9);
  EXPECT_EQ(FindLoadFigure(out, "latency_ms")->max, 100);
  const std::vector<LoadFigure> in = LoadFiguresOf(run, Failures::kInfinite);
  EXPECT_EQ(FindLoadFigure(in, "latency_ms")->n, 10);
  EXPECT_EQ(FindLoadFigure(in, "latency_ms")->at(0.50).value, 100);
  EXPECT_TRUE(std::isinf(FindLoadFigure(in, "latency_ms")->at(0.99).value));
}

TEST(LoadFigures, NothingButFailuresHasNone) {
  LoadRun run = LoadOf(3);
  run.gaps_us = stats::Histogram();
  for (LoadRow& one : run.rows) one.row.error = ErrorKind::kConnect;
  EXPECT_TRUE(LoadFiguresOf(run).empty());
  EXPECT_TRUE(LoadFiguresOf(run, Failures::kInfinite).empty());
}

TEST(LoadPhases, OfAReusedConnectionAreNotThoseOfMakingOne) {
  const std::vector<LoadFigure> phases = LoadPhasesOf(LoadOf(10));
  EXPECT_THAT(NamesOf(phases), ElementsAre("dns_ms", "tcp_ms", "tls_ms", "sent_ms", "wait_ms"));
  EXPECT_EQ(FindLoadFigure(phases, "tls_ms")->n, 1);
  EXPECT_EQ(FindLoadFigure(phases, "wait_ms")->n, 10);
}

/// Requests of ten gaps each, all of one request alike: as few independent values as requests.
std::vector<PooledShare> AlikeWithin(std::int64_t requests, double share_below, Rng& rng) {
  std::vector<PooledShare> groups;
  for (std::int64_t i = 0; i < requests; ++i)
    groups.push_back({.below = rng.Chance(share_below) ? 10 : 0, .count = 10});
  return groups;
}

TEST(PooledHalfWidth, TakesRequestsForUnitsAndNotTheirGaps) {
  Rng rng(5);
  const double half = PooledHalfWidth(AlikeWithin(400, 0.5, rng), 400);
  EXPECT_NEAR(half, 1.96 * std::sqrt(0.25 / 400) + 0.5 / 400, 0.002);
}

/// Requests that are quick or slow as a whole: six gaps each of one length, which is log-normal
/// with a median of 20 ms.
LoadRun QuickAndSlow(std::int64_t requests, Rng& rng) {
  LoadRun run;
  for (std::int64_t i = 0; i < requests; ++i) {
    const Duration gap = FromMs(rng.LogNormal(20, 0.5));
    Sample sample;
    for (int token = 0; token < 7; ++token) {
      sample.timeline.tokens.push_back({.stamp = Time{} + token * gap});
      if (token > 0) run.gaps_us.Record(gap.count() / 1000);
    }
    run.samples.push_back(sample);
  }
  run.samples_seen = requests;
  return run;
}

TEST(LoadFigures, TheIntervalOfPooledGapsCoversTheTruthAsOftenAsItSays) {
  Rng rng(5);
  constexpr int kRuns = 500;
  int median = 0;
  int p90 = 0;
  for (int i = 0; i < kRuns; ++i) {
    const std::vector<LoadFigure> figures = LoadFiguresOf(QuickAndSlow(100, rng));
    const LoadFigure& itl = *FindLoadFigure(figures, "itl_ms");
    const auto covers = [&itl](double p, double truth) {
      return *itl.at(p).low <= truth && truth <= *itl.at(p).high;
    };
    median += covers(0.50, 20) ? 1 : 0;
    p90 += covers(0.90, 20 * std::exp(0.5 * 1.2815516)) ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(median) / kRuns, 0.95, 0.03);
  EXPECT_NEAR(static_cast<double>(p90) / kRuns, 0.95, 0.03);
}

TEST(PooledHalfWidth, ASampleOfTheRequestsStandsForAllOfThem) {
  Rng rng(5);
  const std::vector<PooledShare> sample = AlikeWithin(400, 0.5, rng);
  EXPECT_NEAR(PooledHalfWidth(sample, 40'000), PooledHalfWidth(sample, 400) / 10, 2e-4);
}

}  // namespace
}  // namespace lab::measure
