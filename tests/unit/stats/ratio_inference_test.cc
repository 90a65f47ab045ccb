#include "framework/stats/ratio_inference.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "framework/base/rng.h"
#include "framework/stats/rank_tests.h"

namespace lab::stats {
namespace {

constexpr double kEndless = std::numeric_limits<double>::infinity();

struct Drawn {
  Trials baseline;
  Trials candidate;
};

Drawn DrawTrials(std::uint64_t key, int n, double ratio) {
  Rng rng = Rng::For(21, "trials", key);
  Drawn drawn;
  for (int i = 0; i < n; ++i) {
    const double prompt = rng.LogNormal(400, 0.2);
    drawn.baseline.Add(prompt * rng.LogNormal(1, 0.2));
    drawn.candidate.Add(ratio * prompt * rng.LogNormal(1, 0.2));
  }
  return drawn;
}

// Interval and p value are two views of one thing.
TEST(RatioInference, ReachesALimitExactlyAtTheTailOfItsPValue) {
  for (const bool paired : {false, true}) {
    for (const Statistic what : {Statistic::Median(), Statistic::P95(), Statistic::Mean()}) {
      const Drawn drawn = DrawTrials(1, 100, 1.25);
      const RatioInference ratio(drawn.baseline, drawn.candidate, what, {.paired = paired});
      const double p = ratio.TailAbove(1.05);
      if (p < 0.45) {
        EXPECT_GT(*ratio.At(std::min(1.02 * p, 0.49)).low, 1.05 * 0.999);
      }
      if (0.98 * p > ratio.floor()) {
        EXPECT_LT(*ratio.At(std::min(0.98 * p, 0.49)).low, 1.05 * 1.001);
      }
    }
  }
}

TEST(RatioInference, IsTheSameUnderAnyName) {
  const Drawn drawn = DrawTrials(2, 80, 1.1);
  const RatioInference a(drawn.baseline, drawn.candidate, Statistic::Mean(), {.paired = true});
  const RatioInference b(drawn.baseline, drawn.candidate, Statistic::Mean(), {.paired = true});
  EXPECT_EQ(a.TailAbove(1.05), b.TailAbove(1.05));
  EXPECT_EQ(a.At(0.025), b.At(0.025));
}

TEST(RatioInference, LetsTheRankTestDecideWhereThePercentileCannot) {
  const Trials before = {101, 103, 99, 98, 104, 100, 102, 97, 105};
  const Trials after = {151, 153, 149, 148, 154, 150, 152, 147, 155};
  const RatioInference ratio(before, after, Statistic::Median());
  EXPECT_NEAR(ratio.floor(), 1.0 / 48'620, 1e-9) << "9 of 18 in one way alone";
  EXPECT_LE(ratio.TailAbove(1.05), 0.00125);
  ASSERT_TRUE(ratio.At(0.00125).low.has_value());
  EXPECT_GT(*ratio.At(0.00125).low, 1.05);
  EXPECT_LT(*ratio.At(0.00125).high, 1.8);
}

TEST(RatioInference, HasADifferenceWhereThereIsNoRatio) {
  const Trials none = std::vector<double>(200, 0.0);
  std::vector<double> slow;
  Rng rng(5);
  for (int i = 0; i < 200; ++i) slow.push_back(rng.LogNormal(500, 0.1));
  for (const bool paired : {false, true}) {
    const RatioInference ratio(none, slow, Statistic::Median(), {.paired = paired});
    EXPECT_EQ(ratio.value(), kEndless);
    EXPECT_LT(ratio.TailAbove(1.05), 1e-9);
    const Estimate ms = ratio.DifferenceAt(0.025);
    EXPECT_NEAR(ms.value, 500, 15);
    EXPECT_GT(*ms.low, 450);
    EXPECT_LT(*ms.high, 550);
  }
}

TEST(RatioInference, IsNeverNotANumberAndHoldsItsValue) {
  const std::vector<Trials> odd{{},
                                {0},
                                {0, 0, 0, 0, 0, 0, 0, 0},
                                {0, 0, 0, 0, 5, 6, 7, 8},
                                {1, 2, 3},
                                {1, kEndless},
                                {1, 1, 1, 1, kEndless, kEndless, kEndless, kEndless},
                                std::vector<double>(8, kEndless)};
  for (const Trials& before : odd) {
    for (const Trials& after : odd) {
      for (const Statistic what : {Statistic::Median(), Statistic::P95(), Statistic::Mean()}) {
        const RatioInference ratio(before, after, what,
                                   {.paired = before.size() == after.size(), .resamples = 200});
        EXPECT_FALSE(std::isnan(ratio.value()));
        EXPECT_FALSE(std::isnan(ratio.TailAbove(1.05)));
        EXPECT_FALSE(std::isnan(ratio.TailBelow(0.95)));
        const Estimate at = ratio.At(0.2);
        EXPECT_EQ(at.low.has_value(), at.high.has_value());
        if (at.low) {
          EXPECT_LE(*at.low, ratio.value());
          EXPECT_GE(*at.high, ratio.value());
        }
        EXPECT_FALSE(std::isnan(ratio.DifferenceAt(0.2).value));
      }
    }
  }
}

TEST(RatioInference, KnowsWhatDependentTrialsAreWorth) {
  Rng rng(8);
  Trials before;
  Trials after;
  double weather = 0;
  double other = 0;
  for (int i = 0; i < 300; ++i) {
    weather = 0.6 * weather + 0.8 * rng.Normal();
    other = 0.6 * other + 0.8 * rng.Normal();
    before.Add(400 * std::exp(0.2 * weather));
    after.Add(440 * std::exp(0.2 * other));
  }
  const RatioInference ratio(before, after, Statistic::Mean());
  EXPECT_LT(ratio.effective_n(), 130);
  EXPECT_GT(ratio.effective_n(), 40);
}

}  // namespace
}  // namespace lab::stats
