#include "framework/stats/outliers.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace lab::stats {
namespace {

using Indices = std::vector<std::size_t>;

// NIST/SEMATECH e-Handbook of Statistical Methods, 7.1.6: 90 values, one mild outlier (1441). The
// handbook interpolates its quartiles (429.75, 742.25); ours are the nearest values.
const std::vector<double> kHandbook{
    30,  171, 184, 201, 212, 250, 265, 270, 272, 289, 305, 306, 322, 322, 336,  346,  351,  370,
    390, 404, 409, 411, 436, 437, 439, 441, 444, 448, 451, 453, 470, 480, 482,  487,  494,  495,
    499, 503, 514, 521, 522, 527, 548, 550, 559, 560, 570, 572, 574, 578, 585,  592,  592,  607,
    616, 618, 621, 629, 637, 638, 640, 656, 668, 707, 709, 719, 737, 739, 752,  758,  766,  792,
    792, 794, 802, 818, 830, 832, 843, 858, 860, 869, 918, 925, 953, 991, 1000, 1005, 1068, 1441};

TEST(Outliers, FindTheOneOfTheNistHandbook) {
  const Outliers outliers = FindOutliers(kHandbook);
  EXPECT_EQ(outliers.q1, 436);
  EXPECT_EQ(outliers.q3, 739);
  EXPECT_DOUBLE_EQ(outliers.mild_above, 1193.5);
  EXPECT_DOUBLE_EQ(outliers.severe_above, 1648);
  EXPECT_EQ(outliers.mild, Indices{89});
  EXPECT_TRUE(outliers.severe.empty());
}

TEST(Outliers, AreMarkedWhereTheyStandInTheSampleOnBothSides) {
  // Quartiles 10 and 14: mild beyond 4 and 20, severe beyond -2 and 26.
  const Outliers outliers =
      FindOutliers(std::vector<double>{27, 10, 14, 12, 3, 10, 14, 21, -3, 11, 13, 12});
  EXPECT_EQ(outliers.q1, 10);
  EXPECT_EQ(outliers.q3, 14);
  EXPECT_EQ(outliers.mild, (Indices{4, 7}));
  EXPECT_EQ(outliers.severe, (Indices{0, 8}));
}

TEST(Outliers, DoNotCountAValueOnTheFence) {
  EXPECT_TRUE(FindOutliers(std::vector<double>{10, 10, 14, 14, 20, 4, 12, 12}).mild.empty());
}

TEST(Outliers, OfIdenticalValuesAreNone) {
  const Outliers outliers = FindOutliers(std::vector<double>(50, 7.5));
  EXPECT_TRUE(outliers.mild.empty() && outliers.severe.empty());
}

TEST(Outliers, AreNotSoughtBelowFourValues) {
  EXPECT_TRUE(FindOutliers({}).severe.empty());
  EXPECT_TRUE(FindOutliers(std::vector<double>{1, 1, 1000}).severe.empty());
}

TEST(Outliers, IncludeInfiniteValues) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(FindOutliers(std::vector<double>{1, 2, 3, 4, 5, 6, 7, infinity}).severe, Indices{7});
  EXPECT_TRUE(FindOutliers(std::vector<double>(8, infinity)).severe.empty());
}

// Failures count as infinite: with most of them failed nothing is far from the bulk.
TEST(FindOutliers, HasNoneWhereAQuartileIsInfinite) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (const std::vector<double>& samples :
       {std::vector<double>{1, 2, kInfinity, kInfinity, kInfinity, kInfinity, kInfinity, kInfinity},
        std::vector<double>{1, 2, 3, kInfinity, kInfinity, kInfinity}}) {
    const Outliers outliers = FindOutliers(samples);
    EXPECT_TRUE(outliers.mild.empty() && outliers.severe.empty());
    EXPECT_EQ(outliers.severe_below, -kInfinity);
    EXPECT_EQ(outliers.mild_above, kInfinity);
  }
}

}  // namespace
}  // namespace lab::stats
