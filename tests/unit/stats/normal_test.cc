#include "framework/stats/normal.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lab::stats {
namespace {

// NIST/SEMATECH e-Handbook, table 1.3.6.7.1, to its five places.
TEST(Normal, AgreesWithThePublishedTable) {
  EXPECT_NEAR(NormalAtMost(0), 0.5, 1e-15);
  EXPECT_NEAR(NormalAtMost(1), 0.84134, 5e-6);
  EXPECT_NEAR(NormalAtMost(1.96), 0.97500, 5e-6);
  EXPECT_NEAR(NormalAtMost(-2.58), 1 - 0.99506, 5e-6);
}

TEST(Normal, QuantileIsTheInverse) {
  for (double p : {1e-12, 0.001, 0.025, 0.5, 0.8, 0.975, 0.999999})
    EXPECT_NEAR(NormalAtMost(NormalQuantile(p)), p, 1e-12 * std::max(1.0, p / 1e-3)) << p;
}

TEST(Normal, QuantileOfCertaintyIsFinite) {
  EXPECT_TRUE(std::isfinite(NormalQuantile(0)));
  EXPECT_TRUE(std::isfinite(NormalQuantile(1)));
  EXPECT_LT(NormalQuantile(0), -37);
  EXPECT_GT(NormalQuantile(1), 8.1);
}

}  // namespace
}  // namespace lab::stats
