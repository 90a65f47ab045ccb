#include "framework/stats/rank_tests.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "framework/stats/normal.h"
#include "framework/stats/ranks.h"

namespace lab::stats {
namespace {

constexpr std::size_t kExactBelow = 50;

struct Tails {
  double at_most = 1;   // P(statistic <= observed)
  double at_least = 1;  // P(statistic >= observed)
};

RankTest Finish(RankTest test, Tails tails) {
  test.p_less = std::min(tails.at_most, 1.0);
  test.p_greater = std::min(tails.at_least, 1.0);
  test.p_two_sided = std::min(1.0, 2 * std::min(test.p_less, test.p_greater));
  return test;
}

/// Both tails of a distribution given as (unscaled) weights of 0, 1, 2 ...
Tails TailsOf(std::span<const double> weights, std::size_t observed) {
  const auto at = weights.begin() + static_cast<std::ptrdiff_t>(observed);
  const double below = std::accumulate(weights.begin(), at, 0.0);
  const double above = std::accumulate(at + 1, weights.end(), 0.0);
  const double total = below + *at + above;
  return {(below + *at) / total, (above + *at) / total};
}

/// Half a step of continuity correction against the observed value on each side.
Tails NormalTails(double observed, double mean, double variance) {
  if (variance <= 0) return {};
  const double deviation = std::sqrt(variance);
  return {NormalAtMost((observed + 0.5 - mean) / deviation),
          NormalAtMost((mean - observed + 0.5) / deviation)};
}

/// How many of the 2^n assignments of signs give each (doubled) sum of positive ranks; divided by
/// 2^n so that nothing overflows.
std::vector<double> SignedRankWeights(std::span<const std::int64_t> ranks) {
  const std::int64_t most = std::accumulate(ranks.begin(), ranks.end(), std::int64_t{0});
  std::vector<double> weights(static_cast<std::size_t>(most) + 1, 0.0);
  weights[0] = 1;
  std::size_t reach = 0;
  for (std::int64_t rank : ranks) {
    const auto step = static_cast<std::size_t>(rank);
    reach += step;
    for (std::size_t sum = reach + 1; sum-- > 0;) {
      const double taken = sum >= step ? weights[sum - step] : 0;
      weights[sum] = 0.5 * (weights[sum] + taken);
    }
  }
  return weights;
}

/// How many of the interleavings of m and n values give each U: f(m, n, u) = f(m-1, n, u-n) +
/// f(m, n-1, u), which only adds and so loses no digits.
std::vector<double> RankSumWeights(std::size_t m, std::size_t n) {
  const std::size_t size = m * n + 1;
  // row[i] is f(i, j, .) for the j reached so far; f(i, 0, 0) = 1.
  std::vector<std::vector<double>> row(m + 1, std::vector<double>(size, 0.0));
  for (std::vector<double>& weights : row) weights[0] = 1;
  for (std::size_t j = 1; j <= n; ++j) {
    for (std::size_t i = 1; i <= m; ++i) {
      for (std::size_t u = j; u <= i * j; ++u) row[i][u] += row[i - 1][u - j];
    }
  }
  return std::move(row[m]);
}

}  // namespace

RankTest WilcoxonSignedRank(std::span<const double> baseline, std::span<const double> candidate) {
  assert(baseline.size() == candidate.size());
  std::vector<double> sizes;
  std::vector<bool> larger;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    if (candidate[i] == baseline[i]) continue;
    sizes.push_back(std::abs(candidate[i] - baseline[i]));
    larger.push_back(candidate[i] > baseline[i]);
  }
  RankTest test;
  test.n = static_cast<std::int64_t>(sizes.size());
  test.exact = sizes.size() < kExactBelow;
  if (sizes.empty()) return test;
  const Midranks ranks = RankAscending(sizes);
  std::int64_t doubled = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) doubled += larger[i] ? ranks.doubled[i] : 0;
  test.statistic = static_cast<double>(doubled) / 2;
  if (test.exact) {
    const std::vector<double> weights = SignedRankWeights(ranks.doubled);
    return Finish(test, TailsOf(weights, static_cast<std::size_t>(doubled)));
  }
  const auto n = static_cast<double>(sizes.size());
  const double variance = n * (n + 1) * (2 * n + 1) / 24 - ranks.tie_term / 48;
  return Finish(test, NormalTails(test.statistic, n * (n + 1) / 4, variance));
}

RankTest MannWhitneyU(std::span<const double> baseline, std::span<const double> candidate) {
  std::vector<double> all(candidate.begin(), candidate.end());
  all.insert(all.end(), baseline.begin(), baseline.end());
  RankTest test;
  test.n = static_cast<std::int64_t>(all.size());
  if (baseline.empty() || candidate.empty()) return test;
  const Midranks ranks = RankAscending(all);
  std::int64_t doubled = 0;
  for (std::size_t i = 0; i < candidate.size(); ++i) doubled += ranks.doubled[i];
  const auto m = static_cast<double>(candidate.size());
  const auto n = static_cast<double>(baseline.size());
  test.statistic = static_cast<double>(doubled) / 2 - m * (m + 1) / 2;
  test.exact = !ranks.ties && std::max(candidate.size(), baseline.size()) < kExactBelow;
  if (test.exact) {
    const std::vector<double> weights = RankSumWeights(candidate.size(), baseline.size());
    return Finish(test, TailsOf(weights, static_cast<std::size_t>(test.statistic)));
  }
  const double total = m + n;
  const double variance = m * n / 12 * (total + 1 - ranks.tie_term / (total * (total - 1)));
  return Finish(test, NormalTails(test.statistic, m * n / 2, variance));
}

}  // namespace lab::stats
