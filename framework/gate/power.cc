#include "framework/gate/power.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

#include "framework/base/rng.h"
#include "framework/stats/bca.h"
#include "framework/stats/bootstrap.h"
#include "framework/stats/normal.h"
#include "framework/stats/percentile.h"

namespace lab::gate {
namespace {

double TailOf(const PowerOptions& options) {
  return (1 - options.confidence) / 2 / static_cast<double>(options.decisions);
}

std::int64_t Least(stats::Statistic statistic, const PowerOptions& options) {
  const double p = statistic.is_mean() ? 0.5 : std::max(statistic.p(), 1 - statistic.p());
  return stats::SamplesNeeded(p, TailOf(options));
}

// The bootstrap's interval of the later run has a noise of its own, and is the wider of two. By
// simulation (honesty_test.cc) that costs what 5 % more deviation would.
constexpr double kOwnNoise = 1.05;

// From a deviation estimated by n samples to its upper 80 % confidence limit (Browne 1995), with
// the chi-square quantile of Wilson and Hilferty (1931).
double UpperFactor(double n) {
  const double degrees = std::max(n - 1, 1.0);
  const double spread = 2 / (9 * degrees);
  const double lower = 1 - spread + stats::NormalQuantile(0.2) * std::sqrt(spread);
  return 1 / std::sqrt(std::pow(std::max(lower, 0.1), 3));
}

}  // namespace

std::optional<double> UnitDeviation(const Observation& observation, std::uint64_t seed) {
  Rng rng = Rng::For(seed, "power/" + observation.case_name + "/" + observation.metric);
  const stats::Statistic what = observation.statistic;
  const auto spreads = observation.paired ? stats::PairedRatioSpreads : stats::UnpairedRatioSpreads;
  const stats::RatioSpread spread =
      spreads(observation.baseline, observation.candidate, {&what, 1}, rng, 4000).front();
  if (!spread.log_deviation() || spread.floor() == 1) return std::nullopt;
  const auto n =
      static_cast<double>(std::min(observation.baseline.size(), observation.candidate.size()));
  return *spread.log_deviation() * std::sqrt(n) * UpperFactor(n);
}

double UnitDeviationOfLogNormal(double sigma, stats::Statistic statistic) {
  if (statistic.is_mean()) return std::sqrt(2 * (std::exp(sigma * sigma) - 1));
  const double z = stats::NormalQuantile(statistic.p());
  const double density = std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
  return sigma * std::sqrt(2 * statistic.p() * (1 - statistic.p())) / density;
}

double PowerAt(std::int64_t n, double unit, stats::Statistic statistic,
               const PowerOptions& options) {
  assert(options.effect > options.limit);
  if (n < Least(statistic, options)) return 0;
  if (unit == 0) return 1;
  const double distance = std::log((1 + options.effect) / (1 + options.limit));
  const double deviate = stats::NormalQuantile(
      stats::LowerShare({.bias = 0, .acceleration = 0, .n = n}, TailOf(options)));
  return stats::NormalAtMost(distance * std::sqrt(static_cast<double>(n)) / (kOwnNoise * unit) +
                             deviate);
}

std::int64_t SamplesForPower(double unit, stats::Statistic statistic, const PowerOptions& options) {
  std::int64_t low = 1;  // not enough, or the smallest there is
  std::int64_t high = 2;
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  while (high < kMost && PowerAt(high, unit, statistic, options) < options.power) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (PowerAt(middle, unit, statistic, options) < options.power ? low : high) = middle;
  }
  return high;
}

}  // namespace lab::gate
