#include "framework/stats/bootstrap.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <utility>

#include "framework/stats/bca.h"
#include "framework/stats/percentile.h"
#include "framework/stats/weighted_sample.h"

namespace lab::stats {
namespace {

// More groups sharpen the acceleration little and cost O(n) each.
constexpr std::size_t kJackknifeGroups = 256;

using Weights = std::vector<std::uint32_t>;

double Ratio(double candidate, double baseline) {
  if (candidate == baseline) return 1;  // 0 / 0, infinity / infinity
  if (baseline == 0) return std::numeric_limits<double>::infinity();
  return candidate / baseline;
}

/// How often each owner is drawn when as many are drawn as there are. Two draws a random number:
/// their bias is below n / 2^32, far under what a bootstrap resolves, and it halves the cost.
void Draw(Weights& weights, Rng& rng) {
  std::fill(weights.begin(), weights.end(), 0U);
  const std::uint64_t n = weights.size();
  for (std::uint64_t i = 0; i + 1 < n; i += 2) {
    const std::uint64_t bits = rng.Next();
    ++weights[(bits >> 32) * n >> 32];
    ++weights[(bits & 0xffffffff) * n >> 32];
  }
  if (n % 2 != 0) ++weights[rng.Below(n)];
}

/// What is resampled: one set of owners, or two that are drawn apart. The statistic may read both.
struct Design {
  std::size_t first = 0;   // owners
  std::size_t second = 0;  // owners drawn apart; 0: everything hangs on the first
  std::size_t values = 0;  // on the smaller side; more than owners for clusters
  bool constant = false;
  std::function<double(Statistic, const Weights&, const Weights&)> evaluate;
};

/// Owners of the smaller side.
std::int64_t UnitsOf(const Design& design) {
  const std::size_t units =
      design.second > 0 ? std::min(design.first, design.second) : design.first;
  return static_cast<std::int64_t>(units);
}

/// As many units as a median's interval takes, and as many values as this statistic's takes.
bool IsLargeEnough(const Design& design, Statistic statistic, double confidence) {
  const double tail = (1 - confidence) / 2;
  if (UnitsOf(design) < SamplesNeeded(0.5, tail)) return false;
  const double p = statistic.is_mean() ? 0.5 : statistic.p();
  return static_cast<std::int64_t>(design.values) >= SamplesNeeded(std::max(p, 1 - p), tail);
}

/// The statistic with one group of owners after the other left out of `weights`.
JackknifeSums Jackknife(Weights& weights, const std::function<double()>& evaluate) {
  const std::size_t groups = std::min(weights.size(), kJackknifeGroups);
  std::vector<double> left_out;
  for (std::size_t group = 0; group < groups; ++group) {
    const auto begin =
        weights.begin() + static_cast<std::ptrdiff_t>(group * weights.size() / groups);
    const auto end =
        weights.begin() + static_cast<std::ptrdiff_t>((group + 1) * weights.size() / groups);
    std::fill(begin, end, 0U);
    left_out.push_back(evaluate());
    std::fill(begin, end, 1U);
  }
  return SumInfluence(left_out);
}

double AccelerationOf(const Design& design, Statistic statistic) {
  Weights first(design.first, 1);
  Weights second(design.second, 1);
  const auto evaluate = [&] { return design.evaluate(statistic, first, second); };
  JackknifeSums sums = Jackknife(first, evaluate);
  if (design.second > 0) {
    const JackknifeSums more = Jackknife(second, evaluate);
    sums.squares += more.squares;
    sums.cubes += more.cubes;
  }
  return Acceleration(sums);
}

/// One row of replicates a statistic, all from the same draws.
std::vector<std::vector<double>> Replicates(const Design& design,
                                            std::span<const Statistic> statistics, Rng& rng,
                                            int resamples) {
  std::vector<std::vector<double>> rows(statistics.size());
  for (std::vector<double>& row : rows) row.reserve(static_cast<std::size_t>(resamples));
  Weights first(design.first, 0);
  Weights second(design.second, 0);
  for (int i = 0; i < resamples; ++i) {
    Draw(first, rng);
    Draw(second, rng);
    for (std::size_t s = 0; s < statistics.size(); ++s) {
      rows[s].push_back(design.evaluate(statistics[s], first, second));
    }
  }
  return rows;
}

std::vector<Estimate> Bootstrap(const Design& design, std::span<const Statistic> statistics,
                                Rng& rng, const BootstrapOptions& options) {
  assert(options.resamples > 0);
  std::vector<Estimate> out(statistics.size());
  if (design.first == 0) return out;
  const Weights first(design.first, 1);
  const Weights second(design.second, 1);
  const std::int64_t n = UnitsOf(design);
  for (std::size_t s = 0; s < out.size(); ++s) {
    out[s].value = design.evaluate(statistics[s], first, second);
    if (design.constant && n >= 2) out[s].low = out[s].high = out[s].value;
  }
  if (design.constant || n < 2) return out;
  std::vector<std::vector<double>> rows = Replicates(design, statistics, rng, options.resamples);
  for (std::size_t s = 0; s < out.size(); ++s) {
    if (!IsLargeEnough(design, statistics[s], options.confidence)) continue;
    const Interval interval = BcaInterval({.value = out[s].value,
                                           .replicates = rows[s],
                                           .acceleration = AccelerationOf(design, statistics[s]),
                                           .confidence = options.confidence,
                                           .n = n});
    out[s].low = interval.low;
    out[s].high = interval.high;
  }
  return out;
}

std::vector<RatioSpread> Spreads(const Design& design, std::span<const Statistic> statistics,
                                 Rng& rng, const SpreadOptions& options) {
  assert(options.resamples > 0);
  std::vector<RatioSpread> out;
  if (design.first == 0) return {statistics.size(), RatioSpread(RatioSpreadInput{})};
  const Weights first(design.first, 1);
  const Weights second(design.second, 1);
  const std::int64_t n = UnitsOf(design);
  std::vector<std::vector<double>> rows(statistics.size());
  if (!design.constant && n >= 2) rows = Replicates(design, statistics, rng, options.resamples);
  for (std::size_t s = 0; s < statistics.size(); ++s) {
    const Statistic what = statistics[s];
    const double value = design.evaluate(what, first, second);
    if (design.constant) {
      out.push_back(RatioSpread::OfConstants(value, n));
      continue;
    }
    out.push_back(RatioSpread({.value = value,
                               .replicates = std::move(rows[s]),
                               .acceleration = AccelerationOf(design, what),
                               .n = n,
                               .hardest_p = what.is_mean() ? 0.5 : std::max(what.p(), 1 - what.p()),
                               .values = options.values,
                               .dependence = options.dependence}));
  }
  return out;
}

/// `baseline` and `candidate` must outlive the design. Without values on a side there is nothing to
/// compare, which a design without owners says.
Design RatioDesign(const WeightedSample& baseline, const WeightedSample& candidate, bool paired) {
  if (baseline.Owners() == 0 || candidate.Owners() == 0) return {};
  Design design;
  design.first = baseline.Owners();
  design.second = paired ? 0 : candidate.Owners();
  design.values = std::min(baseline.Values(), candidate.Values());
  design.constant = baseline.IsConstant() && candidate.IsConstant();
  design.evaluate = [&baseline, &candidate, paired](Statistic statistic, const Weights& first,
                                                    const Weights& second) {
    return Ratio(candidate.Evaluate(statistic, paired ? first : second),
                 baseline.Evaluate(statistic, first));
  };
  return design;
}

std::vector<std::vector<double>> WithoutEmpty(std::span<const std::vector<double>> clusters) {
  std::vector<std::vector<double>> kept;
  for (const std::vector<double>& cluster : clusters) {
    if (!cluster.empty()) kept.push_back(cluster);
  }
  return kept;
}

}  // namespace

std::vector<Estimate> PairedRatios(std::span<const double> baseline,
                                   std::span<const double> candidate,
                                   std::span<const Statistic> statistics, Rng& rng,
                                   const BootstrapOptions& options) {
  assert(baseline.size() == candidate.size());
  const WeightedSample base(baseline);
  const WeightedSample other(candidate);
  return Bootstrap(RatioDesign(base, other, true), statistics, rng, options);
}

Estimate PairedRatio(std::span<const double> baseline, std::span<const double> candidate,
                     Statistic statistic, Rng& rng, const BootstrapOptions& options) {
  return PairedRatios(baseline, candidate, {&statistic, 1}, rng, options).front();
}

std::vector<Estimate> UnpairedRatios(std::span<const double> baseline,
                                     std::span<const double> candidate,
                                     std::span<const Statistic> statistics, Rng& rng,
                                     const BootstrapOptions& options) {
  const WeightedSample base(baseline);
  const WeightedSample other(candidate);
  return Bootstrap(RatioDesign(base, other, false), statistics, rng, options);
}

Estimate UnpairedRatio(std::span<const double> baseline, std::span<const double> candidate,
                       Statistic statistic, Rng& rng, const BootstrapOptions& options) {
  return UnpairedRatios(baseline, candidate, {&statistic, 1}, rng, options).front();
}

std::vector<RatioSpread> PairedRatioSpreads(const Trials& baseline, const Trials& candidate,
                                            std::span<const Statistic> statistics, Rng& rng,
                                            const SpreadOptions& options) {
  assert(baseline.size() == candidate.size());
  const auto in_both = [&](std::size_t trial) {
    return !baseline[trial].empty() && !candidate[trial].empty();
  };
  const WeightedSample base(baseline, in_both);
  const WeightedSample other(candidate, in_both);
  return Spreads(RatioDesign(base, other, true), statistics, rng, options);
}

std::vector<RatioSpread> UnpairedRatioSpreads(const Trials& baseline, const Trials& candidate,
                                              std::span<const Statistic> statistics, Rng& rng,
                                              const SpreadOptions& options) {
  const WeightedSample base(baseline, [&](std::size_t trial) { return !baseline[trial].empty(); });
  const WeightedSample other(candidate,
                             [&](std::size_t trial) { return !candidate[trial].empty(); });
  return Spreads(RatioDesign(base, other, false), statistics, rng, options);
}

Estimate ClusterStatistic(std::span<const std::vector<double>> clusters, Statistic statistic,
                          Rng& rng, const BootstrapOptions& options) {
  const WeightedSample sample(WithoutEmpty(clusters));
  Design design;
  design.first = sample.Owners();
  design.values = sample.Values();
  design.constant = sample.IsConstant();
  design.evaluate = [&sample](Statistic what, const Weights& weights, const Weights&) {
    return sample.Evaluate(what, weights);
  };
  return Bootstrap(design, {&statistic, 1}, rng, options).front();
}

Estimate PairedClusterRatio(std::span<const std::vector<double>> baseline,
                            std::span<const std::vector<double>> candidate, Statistic statistic,
                            Rng& rng, const BootstrapOptions& options) {
  assert(baseline.size() == candidate.size());
  std::vector<std::vector<double>> kept_base;
  std::vector<std::vector<double>> kept_other;
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    if (baseline[i].empty() || candidate[i].empty()) continue;
    kept_base.push_back(baseline[i]);
    kept_other.push_back(candidate[i]);
  }
  const WeightedSample base(kept_base);
  const WeightedSample other(kept_other);
  return Bootstrap(RatioDesign(base, other, true), {&statistic, 1}, rng, options).front();
}

Estimate UnpairedClusterRatio(std::span<const std::vector<double>> baseline,
                              std::span<const std::vector<double>> candidate, Statistic statistic,
                              Rng& rng, const BootstrapOptions& options) {
  const WeightedSample base(WithoutEmpty(baseline));
  const WeightedSample other(WithoutEmpty(candidate));
  return Bootstrap(RatioDesign(base, other, false), {&statistic, 1}, rng, options).front();
}

}  // namespace lab::stats
