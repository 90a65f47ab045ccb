#include "framework/gate/power.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

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

// The interval of the later run has a noise of its own, is the wider of two, and pays for a
// dependence that it cannot be sure is not there (stats/ratio_inference.h). By
// simulation (pilot_test.cc) that costs what 12 % more deviation would.
constexpr double kOwnNoise = 1.12;

// The unit's own uncertainty is covered up to this deviate: 95 % where it is normal, which a pilot
// of a few hundred is not quite. What it then holds in is found by simulation (pilot_test.cc).
constexpr double kCaution = 1.645;

// Of the trials' own means: what a trial of several answers is worth.
std::vector<double> TrialMeans(const stats::Trials& trials) {
  std::vector<double> means;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const std::span<const double> values = trials[i];
    if (values.empty()) continue;
    means.push_back(std::accumulate(values.begin(), values.end(), 0.0) /
                    static_cast<double>(values.size()));
  }
  return means;
}

// Not below a normal's, which few values from a long tail have by accident.
double Kurtosis(const std::vector<double>& values) {
  constexpr double kNormal = 3;
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  double fourths = 0;
  for (const double value : values) {
    const double square = (value - mean) * (value - mean);
    squares += square;
    fourths += square * square;
  }
  return squares > 0 ? std::max(kNormal, n * fourths / (squares * squares)) : kNormal;
}

// The relative standard error of a pilot's unit.
//
// Of a quantile: half of what Hall and Martin (Probability Theory and Related Fields 80, 1988)
// found for the bootstrap's variance, whose error falls with the fourth root of n alone.
double UnitErrorOfQuantile(double p, double n) {
  const double variance = 2 / std::sqrt(std::numbers::pi * p * (1 - p));
  return std::sqrt(variance) * std::pow(n, -0.25) / 2;
}

// Of a mean: that of a standard deviation.
double UnitErrorOfMean(const Observation& pilot, double n) {
  const double kurtosis =
      std::max(Kurtosis(TrialMeans(pilot.baseline)), Kurtosis(TrialMeans(pilot.candidate)));
  return std::sqrt((kurtosis - 1) / n) / 2;
}

// From the pilot's unit to what it is at most.
double UpperFactor(const Observation& pilot, double n) {
  if (!pilot.statistic.is_mean())
    return std::exp(kCaution * UnitErrorOfQuantile(pilot.statistic.p(), n));
  // A mean's spread lies in its rare values, and the rarest were not seen.
  return std::exp(kCaution * UnitErrorOfMean(pilot, n)) * (1 + 1 / std::sqrt(n));
}

std::int64_t PilotSize(const Observation& pilot) {
  return static_cast<std::int64_t>(std::min(pilot.baseline.size(), pilot.candidate.size()));
}

}  // namespace

std::int64_t PilotNeeded(stats::Statistic statistic) {
  constexpr double kBeyond = 10;
  constexpr std::int64_t kOfMean = 200;
  if (statistic.is_mean()) return kOfMean;
  const double rarer = std::min(statistic.p(), 1 - statistic.p());
  return static_cast<std::int64_t>(std::ceil(kBeyond / rarer - 1e-6));
}

std::optional<double> UnitDeviation(const Observation& pilot, std::uint64_t seed) {
  if (PilotSize(pilot) < PilotNeeded(pilot.statistic)) return std::nullopt;
  Rng rng = Rng::For(seed, "power/" + pilot.case_name + "/" + pilot.metric);
  const stats::Statistic what = pilot.statistic;
  const auto spreads = pilot.paired ? stats::PairedRatioSpreads : stats::UnpairedRatioSpreads;
  const stats::RatioSpread spread =
      spreads(pilot.baseline, pilot.candidate, {&what, 1}, rng, {.resamples = 4000}).front();
  if (!spread.log_deviation() || spread.floor() == 1) return std::nullopt;
  const auto n = static_cast<double>(PilotSize(pilot));
  return *spread.log_deviation() * std::sqrt(n) * UpperFactor(pilot, n);
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
