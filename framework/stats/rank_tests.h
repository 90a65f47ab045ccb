// Did the candidate's values move, without any assumption about their distribution.
//
//   RankTest test = WilcoxonSignedRank(baseline, candidate);   // sample i of both is one pair
//   bool faster = test.p_less <= 0.05;
//
// "less" is the alternative that the candidate tends to lower values than the baseline. The
// two-sided p value is twice the smaller of the one-sided ones, at most 1. Every p value is 1 where
// there is nothing to test (no samples, or all differences zero).
#pragma once

#include <cstdint>
#include <span>

namespace lab::stats {

struct RankTest {
  double statistic = 0;  ///< W+ or U, as its function defines it
  double p_two_sided = 1;
  double p_less = 1;
  double p_greater = 1;
  std::int64_t n = 0;  ///< pairs that differ (Wilcoxon), or values on both sides (Mann-Whitney)
  bool exact = false;  ///< counted, not approximated by the normal distribution
};

/// Paired (Wilcoxon 1945). The statistic W+ is the sum of the ranks of the pairs in which the
/// candidate is larger; pairs without a difference are dropped, as Wilcoxon did. Below 50 remaining
/// pairs the p value is exact, and with ties exact given the ties (every assignment of signs to the
/// shared ranks is counted); from 50 on normal, with tie and continuity correction. Spans of one
/// length (asserted).
RankTest WilcoxonSignedRank(std::span<const double> baseline, std::span<const double> candidate);

/// Unpaired (Mann, Whitney 1947). The statistic U counts the pairs across the samples in which the
/// candidate is larger, ties as half. Exact where both sides are below 50 and no two values tie
/// (about 5 ms at 49 each); otherwise normal, with tie and continuity correction.
RankTest MannWhitneyU(std::span<const double> baseline, std::span<const double> candidate);

}  // namespace lab::stats
