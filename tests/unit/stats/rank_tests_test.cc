#include "framework/stats/rank_tests.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "framework/base/rng.h"

namespace lab::stats {
namespace {

using Values = std::vector<double>;

/// W+ by its definition: over all pairs i <= j, the share of positive sums (Walsh averages).
double SignedRankStatistic(const Values& differences) {
  double sum = 0;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    for (std::size_t j = i; j < differences.size(); ++j) {
      const double walsh = differences[i] + differences[j];
      sum += walsh > 0 ? 1 : walsh == 0 ? 0.5 : 0;
    }
  }
  return sum;
}

/// U by its definition.
double CountLarger(const Values& baseline, const Values& candidate) {
  double sum = 0;
  for (double b : baseline) {
    for (double c : candidate) sum += c > b ? 1 : c == b ? 0.5 : 0;
  }
  return sum;
}

struct RankShare {
  double at_most = 0;
  double at_least = 0;
};

/// Every one of the 2^n assignments of signs, counted.
RankShare EnumerateSigns(const Values& differences) {
  const double observed = SignedRankStatistic(differences);
  RankShare share;
  const auto all = std::uint32_t{1} << differences.size();
  for (std::uint32_t signs = 0; signs < all; ++signs) {
    Values flipped;
    for (std::size_t i = 0; i < differences.size(); ++i) {
      flipped.push_back((signs >> i & 1) != 0 ? std::abs(differences[i])
                                              : -std::abs(differences[i]));
    }
    const double w = SignedRankStatistic(flipped);
    share.at_most += w <= observed ? 1.0 / all : 0;
    share.at_least += w >= observed ? 1.0 / all : 0;
  }
  return share;
}

/// Every choice of which of all the values are the candidate's, counted.
RankShare EnumerateSplits(const Values& baseline, const Values& candidate) {
  Values all = baseline;
  all.insert(all.end(), candidate.begin(), candidate.end());
  const double observed = CountLarger(baseline, candidate);
  RankShare share;
  double splits = 0;
  for (std::uint32_t chosen = 0; chosen < std::uint32_t{1} << all.size(); ++chosen) {
    if (static_cast<std::size_t>(std::popcount(chosen)) != candidate.size()) continue;
    Values in;
    Values out;
    for (std::size_t i = 0; i < all.size(); ++i)
      ((chosen >> i & 1) != 0 ? in : out).push_back(all[i]);
    const double u = CountLarger(out, in);
    splits += 1;
    share.at_most += u <= observed ? 1 : 0;
    share.at_least += u >= observed ? 1 : 0;
  }
  return {share.at_most / splits, share.at_least / splits};
}

RankTest SignedRankOf(const Values& differences) {
  return WilcoxonSignedRank(Values(differences.size(), 0.0), differences);
}

/// Differences 1 .. n with signs so that the positive ranks sum to `target`.
Values WithSignedRankSum(int n, int target) {
  Values differences;
  for (int rank = n; rank >= 1; --rank) {
    const bool take = rank <= target;
    if (take) target -= rank;
    differences.push_back(take ? rank : -rank);
  }
  return differences;
}

// Hollander, Wolfe (1973), p. 29 f.: depression scores of nine patients before and after; the first
// example of R's wilcox.test: V = 40, p = 0.01953 that the first visit is higher.
TEST(WilcoxonSignedRank, GivesTheDepressionExampleOfHollanderAndWolfe) {
  const Values first{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
  const Values second{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
  const RankTest test = WilcoxonSignedRank(second, first);
  EXPECT_EQ(test.statistic, 40);
  EXPECT_EQ(test.n, 9);
  EXPECT_TRUE(test.exact);
  EXPECT_NEAR(test.p_greater, 0.01953125, 1e-12);
  EXPECT_NEAR(test.p_two_sided, 0.0390625, 1e-12);
  EXPECT_NEAR(WilcoxonSignedRank(first, second).p_less, 0.01953125, 1e-12);
}

// Critical values for a two-sided 5 %: any table of the signed-rank test, e.g. Wilcoxon, Wilcox
// (1964).
TEST(WilcoxonSignedRank, RejectsAtTheTabulatedCriticalValuesAndNotBeyond) {
  const std::vector<std::pair<int, int>> table{
      {6, 0},   {7, 2},   {8, 3},   {9, 5},   {10, 8},  {11, 10}, {12, 13}, {13, 17}, {14, 21},
      {15, 25}, {16, 29}, {17, 34}, {18, 40}, {19, 46}, {20, 52}, {25, 89}, {30, 137}};
  for (const auto& [n, critical] : table) {
    EXPECT_LE(SignedRankOf(WithSignedRankSum(n, critical)).p_two_sided, 0.05) << n;
    EXPECT_GT(SignedRankOf(WithSignedRankSum(n, critical + 1)).p_two_sided, 0.05) << n;
  }
}

TEST(WilcoxonSignedRank, EqualsTheEnumerationOfAllSignsWithAndWithoutTies) {
  Rng rng(1);
  for (int round = 0; round < 60; ++round) {
    const std::uint64_t range = round % 2 == 0 ? 4 : 1'000'000;
    Values differences;
    for (std::uint64_t n = rng.Below(8) + 1; n > 0; --n) {
      const auto size = static_cast<double>(rng.Below(range) + 1);
      differences.push_back(rng.Chance(0.3) ? -size : size);
    }
    const RankTest test = SignedRankOf(differences);
    const RankShare share = EnumerateSigns(differences);
    ASSERT_TRUE(test.exact);
    ASSERT_EQ(test.statistic, SignedRankStatistic(differences));
    ASSERT_NEAR(test.p_less, share.at_most, 1e-12);
    ASSERT_NEAR(test.p_greater, share.at_least, 1e-12);
    ASSERT_NEAR(test.p_two_sided, std::min(1.0, 2 * std::min(share.at_most, share.at_least)),
                1e-12);
  }
}

TEST(WilcoxonSignedRank, DropsPairsWithoutADifference) {
  const RankTest test = WilcoxonSignedRank(Values{1, 2, 3, 4}, Values{1, 3, 5, 4});
  EXPECT_EQ(test.n, 2);
  EXPECT_EQ(test.statistic, 3);
  EXPECT_DOUBLE_EQ(test.p_greater, 0.25);
}

TEST(WilcoxonSignedRank, HasNothingToSayAboutNothing) {
  for (const Values& same : {Values{}, Values{5}, Values(100, 5.0)}) {
    const RankTest test = WilcoxonSignedRank(same, same);
    EXPECT_EQ(test.p_two_sided, 1);
    EXPECT_EQ(test.p_less, 1);
    EXPECT_EQ(test.p_greater, 1);
  }
}

TEST(WilcoxonSignedRank, TakesInfinitiesAsTheLargestDifferences) {
  const double infinity = std::numeric_limits<double>::infinity();
  const RankTest test = WilcoxonSignedRank(Values{1, 1, infinity}, Values{infinity, 2, infinity});
  EXPECT_EQ(test.n, 2);
  EXPECT_EQ(test.statistic, 3);
}

TEST(WilcoxonSignedRank, ContinuesSmoothlyFromExactToNormal) {
  Rng rng(2);
  Values differences;
  for (int i = 0; i < 49; ++i) differences.push_back(rng.Normal(0.3, 1));
  const RankTest exact = SignedRankOf(differences);
  ASSERT_TRUE(exact.exact);
  const double n = 49;
  const double deviation = std::sqrt(n * (n + 1) * (2 * n + 1) / 24);
  const double z = (exact.statistic - 0.5 - n * (n + 1) / 4) / deviation;
  EXPECT_NEAR(exact.p_greater, 0.5 * std::erfc(z / std::sqrt(2.0)), 0.002);
  differences.push_back(0.3);
  const RankTest normal = SignedRankOf(differences);
  EXPECT_FALSE(normal.exact);
  EXPECT_NEAR(normal.p_greater, exact.p_greater, 0.3 * exact.p_greater);
}

TEST(WilcoxonSignedRank, CorrectsTheNormalApproximationForTies) {
  // 60 differences of one size, 39 of them positive: W+ is a binomial times 30.5.
  Values differences(60, -1.0);
  std::fill_n(differences.begin(), 39, 1.0);
  const RankTest test = SignedRankOf(differences);
  EXPECT_EQ(test.statistic, 39 * 30.5);
  const double deviation = 30.5 * std::sqrt(60.0) / 2;
  EXPECT_NEAR(test.p_greater, 0.5 * std::erfc((9 * 30.5 - 0.5) / deviation / std::sqrt(2.0)), 1e-9);
}

// Hollander, Wolfe (1973), p. 69 f.: permeability of placental membranes; R's wilcox.test: W = 35,
// p = 0.1272 that the term is higher.
TEST(MannWhitneyU, GivesThePermeabilityExampleOfHollanderAndWolfe) {
  const Values term{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
  const Values early{1.15, 0.88, 0.90, 0.74, 1.21};
  const RankTest test = MannWhitneyU(early, term);
  EXPECT_EQ(test.statistic, 35);
  EXPECT_EQ(test.n, 15);
  EXPECT_TRUE(test.exact);
  EXPECT_NEAR(test.p_greater, 0.1272, 0.00005);
  EXPECT_NEAR(test.p_two_sided, 0.2544, 0.0001);
  EXPECT_NEAR(MannWhitneyU(term, early).p_less, 0.1272, 0.00005);
}

// Ozone in New York, May against August 1973, from R's airquality; its wilcox.test with ties and
// continuity correction: W = 127.5, p = 0.0001208.
TEST(MannWhitneyU, GivesTheOzoneExampleOfRWithTies) {
  const Values may{41, 36, 12, 18, 28, 23, 19, 8, 7,  16, 11, 14,  18,
                   14, 34, 6,  30, 11, 1,  11, 4, 32, 23, 45, 115, 37};
  const Values august{39, 9,  16, 78, 35, 66, 122, 89,  110, 44, 28,  65, 22,
                      59, 23, 31, 44, 21, 9,  45,  168, 73,  76, 118, 84, 85};
  const RankTest test = MannWhitneyU(august, may);
  EXPECT_EQ(test.statistic, 127.5);
  EXPECT_FALSE(test.exact);
  EXPECT_NEAR(test.p_two_sided, 0.0001208, 0.00000005);
  EXPECT_LT(test.p_less, test.p_greater);
}

// Critical values for a two-sided 5 %: any table of the U test, e.g. Siegel (1956).
TEST(MannWhitneyU, RejectsAtTheTabulatedCriticalValuesAndNotBeyond) {
  struct Row {
    int m;
    int n;
    int critical;
  };
  for (const Row& row : {Row{4, 4, 0}, Row{5, 5, 2}, Row{6, 6, 5}, Row{7, 7, 8}, Row{8, 8, 13},
                         Row{9, 9, 17}, Row{10, 10, 23}, Row{15, 15, 64}, Row{20, 20, 127},
                         Row{5, 10, 8}, Row{8, 15, 29}, Row{10, 20, 55}}) {
    // The candidate sits below the whole baseline, then is moved up one place at a time until U is
    // as wanted.
    const auto p_value = [&](int u) {
      Values baseline;
      Values candidate;
      for (int i = 1; i <= row.n; ++i) baseline.push_back(i);
      for (int i = 0; i < row.m; ++i) {
        const int above = std::min(row.n, u);
        u -= above;
        candidate.push_back(above + 0.5 + i * 0.001);
      }
      return MannWhitneyU(baseline, candidate).p_two_sided;
    };
    EXPECT_LE(p_value(row.critical), 0.05) << row.m << " " << row.n;
    EXPECT_GT(p_value(row.critical + 1), 0.05) << row.m << " " << row.n;
  }
}

TEST(MannWhitneyU, EqualsTheEnumerationOfAllSplits) {
  Rng rng(3);
  for (int round = 0; round < 40; ++round) {
    Values baseline;
    Values candidate;
    for (std::uint64_t n = rng.Below(5) + 1; n > 0; --n) baseline.push_back(rng.Normal());
    for (std::uint64_t n = rng.Below(5) + 1; n > 0; --n) candidate.push_back(rng.Normal(0.5, 1));
    const RankTest test = MannWhitneyU(baseline, candidate);
    const RankShare share = EnumerateSplits(baseline, candidate);
    ASSERT_TRUE(test.exact);
    ASSERT_EQ(test.statistic, CountLarger(baseline, candidate));
    ASSERT_NEAR(test.p_less, share.at_most, 1e-12);
    ASSERT_NEAR(test.p_greater, share.at_least, 1e-12);
  }
}

TEST(MannWhitneyU, IsCloseToTheEnumerationWithTies) {
  const Values baseline{1, 2, 2, 3, 3, 4, 5, 5};
  const Values candidate{3, 4, 5, 5, 6, 6, 7, 8};
  const RankTest test = MannWhitneyU(baseline, candidate);
  const RankShare share = EnumerateSplits(baseline, candidate);
  EXPECT_FALSE(test.exact);
  EXPECT_NEAR(test.p_greater, share.at_least, 0.004);
}

TEST(MannWhitneyU, HasNothingToSayAboutNothingOrOneValueRepeated) {
  EXPECT_EQ(MannWhitneyU({}, Values{1, 2}).p_two_sided, 1);
  EXPECT_EQ(MannWhitneyU(Values{1, 2}, {}).p_less, 1);
  const RankTest same = MannWhitneyU(Values(60, 5.0), Values(70, 5.0));
  EXPECT_EQ(same.p_two_sided, 1);
  EXPECT_EQ(same.statistic, 60 * 70 / 2);
}

TEST(MannWhitneyU, ContinuesSmoothlyFromExactToNormal) {
  Rng rng(4);
  Values baseline;
  Values candidate;
  for (int i = 0; i < 49; ++i) {
    baseline.push_back(rng.Normal());
    candidate.push_back(rng.Normal(0.4, 1));
  }
  const RankTest exact = MannWhitneyU(baseline, candidate);
  ASSERT_TRUE(exact.exact);
  baseline.push_back(0.01);
  candidate.push_back(0.41);
  const RankTest normal = MannWhitneyU(baseline, candidate);
  EXPECT_FALSE(normal.exact);
  EXPECT_NEAR(normal.p_greater, exact.p_greater, 0.2 * exact.p_greater);
}

}  // namespace
}  // namespace lab::stats
