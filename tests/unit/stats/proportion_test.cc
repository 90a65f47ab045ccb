#include "framework/stats/proportion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

namespace lab::stats {
namespace {

// Newcombe, Statistics in Medicine 17 (1998), pages 857-872, table I, method 3.
TEST(WilsonInterval, IsThePublishedOne) {
  struct Row {
    std::int64_t count, of;
    double low, high;
  };
  for (const Row& row : {Row{81, 263, 0.2553, 0.3662}, Row{15, 148, 0.0624, 0.1605},
                         Row{0, 20, 0.0000, 0.1611}, Row{1, 29, 0.0061, 0.1718}}) {
    const Estimate share = WilsonInterval(row.count, row.of);
    EXPECT_NEAR(*share.low, row.low, 5e-5) << row.count;
    EXPECT_NEAR(*share.high, row.high, 5e-5) << row.count;
  }
}

TEST(WilsonInterval, HoldsTheShareAndStaysWithinZeroAndOne) {
  for (std::int64_t of : {1, 2, 7, 200})
    for (std::int64_t count = 0; count <= of; ++count) {
      const Estimate share = WilsonInterval(count, of, 0.999);
      EXPECT_LE(0, *share.low);
      EXPECT_LE(*share.low, share.value);
      EXPECT_LE(share.value, *share.high);
      EXPECT_LE(*share.high, 1);
    }
}

TEST(WilsonInterval, OfNothingHasNoBounds) {
  const Estimate share = WilsonInterval(0, 0);
  EXPECT_EQ(share.value, 0);
  EXPECT_FALSE(share.low || share.high);
}

// The lady tasting tea (Fisher, The Design of Experiments, 1935): three of four cups of each kind.
TEST(FisherExact, IsThatOfTheLadyTastingTea) {
  const ExactTest test = FisherExact({1, 4}, {3, 4});
  EXPECT_NEAR(test.p_greater, 17.0 / 70, 1e-12);
  EXPECT_NEAR(test.p_less, 69.0 / 70, 1e-12);
  EXPECT_NEAR(test.p_two_sided, 34.0 / 70, 1e-12);
}

// scipy.stats.fisher_exact's own example: [[6, 2], [1, 4]] two-sided 0.10256; [[8, 2], [1, 5]]
// 0.03497; and by hand for one side empty.
TEST(FisherExact, AgreesWithScipysExamples) {
  EXPECT_NEAR(FisherExact({1, 5}, {6, 8}).p_two_sided, 0.10256410256, 1e-9);
  EXPECT_NEAR(FisherExact({1, 6}, {8, 10}).p_two_sided, 0.03496503497, 1e-9);
  EXPECT_NEAR(FisherExact({0, 10}, {10, 10}).p_greater, 1.0 / 184'756, 1e-15);
}

TEST(FisherExact, KeepsItsDigitsFarOut) {
  // 1 / C(400, 200), which is about 1e-119.
  const double log = std::log(FisherExact({0, 200}, {200, 200}).p_greater);
  EXPECT_NEAR(log, -(std::lgamma(401) - 2 * std::lgamma(201)), 1e-9);
}

TEST(FisherExact, IsTheSameMirrored) {
  const ExactTest there = FisherExact({3, 40}, {11, 55});
  const ExactTest back = FisherExact({11, 55}, {3, 40});
  EXPECT_NEAR(there.p_greater, back.p_less, 1e-14);
  EXPECT_NEAR(there.p_two_sided, back.p_two_sided, 1e-14);
}

TEST(FisherExact, OfNothingFindsNothing) {
  EXPECT_EQ(FisherExact({0, 0}, {5, 5}).p_greater, 1);
  EXPECT_EQ(FisherExact({0, 9}, {0, 9}).p_two_sided, 1);
}

// By hand: of twelve pairs that differ at most two went one way: (1 + 12 + 66) / 4096.
TEST(McNemarExact, CountsTheSignsOfThePairsThatDiffer) {
  const ExactTest test = McNemarExact(2, 10);
  EXPECT_NEAR(test.p_greater, 79.0 / 4096, 1e-12);
  EXPECT_NEAR(test.p_less, (4096.0 - 13) / 4096, 1e-12);
  EXPECT_NEAR(test.p_two_sided, 158.0 / 4096, 1e-12);
  EXPECT_NEAR(McNemarExact(10, 2).p_less, test.p_greater, 1e-14);
}

TEST(McNemarExact, OfPairsThatAllAgreeFindsNothing) {
  EXPECT_EQ(McNemarExact(0, 0).p_greater, 1);
  EXPECT_EQ(McNemarExact(0, 0).p_two_sided, 1);
}

// Newcombe, pages 873-890, table II, method 10.
TEST(ShareDifference, IsThePublishedOne) {
  struct Row {
    Share baseline, candidate;
    double low, high;
  };
  for (const Row& row :
       {Row{{48, 80}, {56, 70}, 0.0524, 0.3339}, Row{{3, 10}, {9, 10}, 0.1705, 0.8090},
        Row{{0, 10}, {10, 10}, 0.6075, 1}}) {
    const Estimate difference = ShareDifference(row.baseline, row.candidate);
    EXPECT_NEAR(*difference.low, row.low, 1.01e-4);
    EXPECT_NEAR(*difference.high, row.high, 1.01e-4);
  }
}

TEST(ShareDifference, WithoutASideHasNoBounds) {
  EXPECT_FALSE(ShareDifference({0, 0}, {1, 5}).low.has_value());
}

TEST(PairedShareDifference, IsNarrowerWhereThePairsGoTogether) {
  const Estimate together = PairedShareDifference({.both = 40, .only_candidate = 5, .neither = 55});
  const Estimate apart = ShareDifference({40, 100}, {45, 100});
  EXPECT_NEAR(together.value, 0.05, 1e-12);
  EXPECT_GT(*together.low, *apart.low);
  EXPECT_LT(*together.high, *apart.high);
}

TEST(PairedShareDifference, OfPairsThatAllAgreeStillHasAWidth) {
  const Estimate none = PairedShareDifference({.both = 0, .neither = 50});
  EXPECT_EQ(none.value, 0);
  EXPECT_LT(*none.low, -0.05);
  EXPECT_GT(*none.high, 0.05);
}

}  // namespace
}  // namespace lab::stats
