#include "framework/techniques/running_quantile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "framework/base/rng.h"
#include "framework/stats/percentile.h"

namespace lab {
namespace {

TEST(RunningQuantile, HasNoValueBeforeItsWarmUp) {
  RunningQuantile median(0.5, {.window = 10, .warm_up = 3});
  median.Add(1);
  median.Add(2);
  EXPECT_FALSE(median.value().has_value());
  median.Add(3);
  EXPECT_EQ(median.value(), 2);
}

TEST(RunningQuantile, IsThatOfItsWindowAtEveryMoment) {
  constexpr std::size_t kWindow = 37;
  RunningQuantile p95(0.95, {.window = kWindow, .warm_up = 1});
  Rng rng(5);
  std::vector<double> all;
  for (int i = 0; i < 500; ++i) {
    all.push_back(static_cast<double>(rng.Below(50)));  // many equal ones
    p95.Add(all.back());
    std::vector<double> latest(
        all.end() - static_cast<std::ptrdiff_t>(std::min(kWindow, all.size())), all.end());
    std::sort(latest.begin(), latest.end());
    ASSERT_EQ(p95.value(), stats::QuantileValue(latest, 0.95)) << i;
  }
  EXPECT_EQ(p95.size(), kWindow);
}

TEST(RunningQuantile, ForgetsWhatIsOlderThanItsWindow) {
  RunningQuantile median(0.5, {.window = 4, .warm_up = 4});
  for (double value : {900.0, 900.0, 900.0, 900.0, 10.0, 10.0, 10.0, 10.0}) median.Add(value);
  EXPECT_EQ(median.value(), 10);
}

}  // namespace
}  // namespace lab
