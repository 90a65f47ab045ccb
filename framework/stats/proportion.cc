#include "framework/stats/proportion.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

#include "framework/stats/normal.h"

namespace lab::stats {
namespace {

double LogChoose(double n, double k) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1);
}

/// The weights of all values from `least` on, as they come out of their logarithms: scaled so that
/// the largest is 1, and so never all zero.
struct CountWeights {
  std::int64_t least = 0;
  std::vector<double> each;

  double Sum(std::int64_t from, std::int64_t to) const {
    double sum = 0;
    for (std::int64_t at = std::max(from, least); at <= to; ++at) sum += At(at);
    return sum;
  }
  double At(std::int64_t value) const { return each.at(static_cast<std::size_t>(value - least)); }
  std::int64_t most() const { return least + static_cast<std::int64_t>(each.size()) - 1; }
};

CountWeights FromLogs(std::int64_t least, std::vector<double> logs) {
  const double top = *std::max_element(logs.begin(), logs.end());
  for (double& log : logs) log = std::exp(log - top);
  return {least, std::move(logs)};
}

/// How the candidate's count is distributed when both samples come from one source.
CountWeights Hypergeometric(Share baseline, Share candidate) {
  const std::int64_t total = baseline.count + candidate.count;
  const std::int64_t least = std::max<std::int64_t>(0, total - baseline.of);
  const std::int64_t most = std::min(total, candidate.of);
  std::vector<double> logs;
  for (std::int64_t count = least; count <= most; ++count) {
    logs.push_back(LogChoose(static_cast<double>(candidate.of), static_cast<double>(count)) +
                   LogChoose(static_cast<double>(baseline.of), static_cast<double>(total - count)));
  }
  return FromLogs(least, std::move(logs));
}

CountWeights HalfBinomial(std::int64_t n) {
  std::vector<double> logs;
  for (std::int64_t count = 0; count <= n; ++count)
    logs.push_back(LogChoose(static_cast<double>(n), static_cast<double>(count)));
  return FromLogs(0, std::move(logs));
}

ExactTest OneSided(const CountWeights& weights, std::int64_t observed) {
  const double all = weights.Sum(weights.least, weights.most());
  ExactTest test;
  test.p_less = std::min(1.0, weights.Sum(weights.least, observed) / all);
  test.p_greater = std::min(1.0, weights.Sum(observed, weights.most()) / all);
  return test;
}

/// The interval of a difference from those of its two shares; `correlation` of pairs.
Estimate FromShares(const Estimate& baseline, const Estimate& candidate, double correlation) {
  Estimate out{.value = candidate.value - baseline.value, .low = {}, .high = {}};
  if (!baseline.low || !candidate.low) return out;
  const auto reach = [&](double a, double b) {
    return std::sqrt(std::max(0.0, a * a + b * b - 2 * correlation * a * b));
  };
  out.low = out.value - reach(candidate.value - *candidate.low, *baseline.high - baseline.value);
  out.high = out.value + reach(*candidate.high - candidate.value, baseline.value - *baseline.low);
  return out;
}

/// Newcombe's phi: that of the 2 x 2 table, with a continuity correction where it is positive.
double Correlation(const PairCounts& pairs) {
  const auto both = static_cast<double>(pairs.both);
  const auto before = static_cast<double>(pairs.only_baseline);
  const auto after = static_cast<double>(pairs.only_candidate);
  const auto neither = static_cast<double>(pairs.neither);
  const double margins = (both + before) * (after + neither) * (both + after) * (before + neither);
  if (margins <= 0) return 0;
  const double excess = both * neither - before * after;
  const double n = both + before + after + neither;
  return (excess > 0 ? std::max(excess - n / 2, 0.0) : excess) / std::sqrt(margins);
}

}  // namespace

Estimate WilsonInterval(std::int64_t count, std::int64_t of, double confidence) {
  assert(count >= 0 && count <= of && confidence > 0 && confidence < 1);
  const double share = Share{count, of}.Value();
  if (of == 0) return {share, {}, {}};
  const double z = -NormalQuantile((1 - confidence) / 2);
  const auto n = static_cast<double>(of);
  const double middle = share + z * z / (2 * n);
  const double reach = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  // At the edges the bound is the share itself, whatever the rounding.
  const double low = count == 0 ? 0 : std::max(0.0, (middle - reach) / scale);
  const double high = count == of ? 1 : std::min(1.0, (middle + reach) / scale);
  return {share, low, high};
}

ExactTest FisherExact(Share baseline, Share candidate) {
  assert(baseline.count >= 0 && baseline.count <= baseline.of);
  assert(candidate.count >= 0 && candidate.count <= candidate.of);
  if (baseline.of == 0 || candidate.of == 0) return {};
  const CountWeights weights = Hypergeometric(baseline, candidate);
  ExactTest test = OneSided(weights, candidate.count);
  // Tables as likely as the observed one differ from it by rounding alone.
  const double bar = weights.At(candidate.count) * (1 + 1e-7);
  double as_unlikely = 0;
  double all = 0;
  for (const double weight : weights.each) {
    all += weight;
    if (weight <= bar) as_unlikely += weight;
  }
  test.p_two_sided = std::min(1.0, as_unlikely / all);
  return test;
}

ExactTest McNemarExact(std::int64_t only_baseline, std::int64_t only_candidate) {
  assert(only_baseline >= 0 && only_candidate >= 0);
  ExactTest test = OneSided(HalfBinomial(only_baseline + only_candidate), only_candidate);
  test.p_two_sided = std::min(1.0, 2 * std::min(test.p_less, test.p_greater));
  return test;
}

Estimate ShareDifference(Share baseline, Share candidate, double confidence) {
  return FromShares(WilsonInterval(baseline.count, baseline.of, confidence),
                    WilsonInterval(candidate.count, candidate.of, confidence), 0);
}

Estimate PairedShareDifference(const PairCounts& pairs, double confidence) {
  const std::int64_t n = pairs.both + pairs.only_baseline + pairs.only_candidate + pairs.neither;
  return FromShares(WilsonInterval(pairs.both + pairs.only_baseline, n, confidence),
                    WilsonInterval(pairs.both + pairs.only_candidate, n, confidence),
                    Correlation(pairs));
}

}  // namespace lab::stats
