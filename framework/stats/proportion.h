// Shares: how sure is one, and do two of them differ. Exact where that can be counted.
//
//   Estimate share = WilsonInterval(11, 150);                    // 7.3 % [4.1 %, 12.7 %]
//   ExactTest more = FisherExact({0, 150}, {11, 150});           // two independent samples
//   bool failing = more.p_greater <= 0.025;
//   ExactTest worse = McNemarExact(/*only_baseline=*/2, /*only_candidate=*/10);    // pairs
//
// "less" and "greater" are what is said of the candidate's share against the baseline's. Counts are
// >= 0 (asserted), and of a share at most `of`. Without anything counted every p value is 1.
#pragma once

#include <cstdint>

#include "framework/stats/estimate.h"

namespace lab::stats {

/// `count` of `of` had it.
struct Share {
  std::int64_t count = 0;
  std::int64_t of = 0;

  /// 0 of nothing.
  double Value() const {
    return of == 0 ? 0 : static_cast<double>(count) / static_cast<double>(of);
  }
  friend bool operator==(const Share&, const Share&) = default;
};

/// One-sided p values, and the two-sided as its function defines it.
struct ExactTest {
  double p_less = 1;
  double p_greater = 1;
  double p_two_sided = 1;
};

/// The score interval (Wilson 1927), without continuity correction: its mean coverage is the stated
/// one, and it never leaves 0 to 1. Without bounds when `of` is 0. 0 < confidence < 1.
Estimate WilsonInterval(std::int64_t count, std::int64_t of, double confidence = 0.95);

/// Two independent samples, exact given the sum of both counts (Fisher 1935). Two-sided: all tables
/// that are at most as likely as the one observed, as R and scipy do.
ExactTest FisherExact(Share baseline, Share candidate);

/// Pairs, exact given how many of them differ: the sign test on those (McNemar 1947). Two-sided:
/// twice the smaller side, at most 1.
ExactTest McNemarExact(std::int64_t only_baseline, std::int64_t only_candidate);

/// Candidate's share minus the baseline's, two independent samples: method 10 of Newcombe
/// (Statistics in Medicine 17, 1998, page 873), from the two Wilson intervals. Without bounds when
/// a side has nothing.
Estimate ShareDifference(Share baseline, Share candidate, double confidence = 0.95);

/// What became of each pair.
struct PairCounts {
  std::int64_t both = 0;
  std::int64_t only_baseline = 0;
  std::int64_t only_candidate = 0;
  std::int64_t neither = 0;
};

/// The same for pairs: method 10 of Newcombe (page 2635 of the same volume), which lets what both
/// sides share cancel.
Estimate PairedShareDifference(const PairCounts& pairs, double confidence = 0.95);

}  // namespace lab::stats
