#include "framework/stats/dependence.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <vector>

#include "framework/stats/moments.h"
#include "framework/stats/normal.h"

namespace lab::stats {
namespace {

// An estimate of more is noise, or a run that drifts from its beginning to its end.
constexpr double kMostCorrelation = 0.95;
// Batch means that lie no more than so many of their own deviations above what neighbours explain
// are taken for noise.
constexpr double kStandsOut = 1.5;

struct Centred {
  std::vector<double> values;
  double variance = 0;  // by n
};

Centred Centre(std::span<const double> series) {
  Moments moments;
  for (const double value : series) moments.Add(value);
  Centred out;
  for (const double value : series) out.values.push_back(value - moments.Mean());
  for (const double value : out.values) out.variance += value * value;
  out.variance /= static_cast<double>(series.size());
  return out;
}

double Correlation(const Centred& series, std::size_t lag) {
  double sum = 0;
  for (std::size_t i = 0; i + lag < series.values.size(); ++i)
    sum += series.values[i] * series.values[i + lag];
  return sum / (static_cast<double>(series.values.size()) * series.variance);
}

/// Of a second-order autoregression with these correlations (Yule and Walker).
double InflationOfTwo(double r1, double r2) {
  const double first = (r1 - r1 * r2) / (1 - r1 * r1);
  const double second = (r2 - r1 * r1) / (1 - r1 * r1);
  const double left = 1 - std::min(first + second, kMostCorrelation);
  return (1 - first * r1 - second * r2) / (left * left);
}

/// An inflation that is known with `degrees` where all of it is estimated; the part that is certain
/// (1) has none of the noise.
Dependence Estimated(double inflation, double degrees) {
  const double estimated = (inflation - 1) / inflation;
  return {inflation, std::max(degrees / (estimated * estimated), 1.0), true};
}

Dependence OfNeighbours(const Centred& series) {
  const auto n = static_cast<double>(series.values.size());
  const double raw = Correlation(series, 1);
  const double bias = (1 + 3 * raw) / n;
  const double r1 = std::min(raw + bias, kMostCorrelation);
  const double r2 = std::min(Correlation(series, 2) + bias, kMostCorrelation);
  const double degrees = n * (1 - r1 * r1) / 2;
  Dependence out{.known = true};
  if (r1 <= 0) return out;
  out = Estimated((1 + r1) / (1 - r1), degrees);
  const double of_two = InflationOfTwo(r1, r2);
  if (of_two > 1) out = Larger(out, Estimated(of_two, degrees / 2));
  return out;
}

/// The variance of the sums of all windows of `length`, against that of independent values.
double BatchInflation(const Centred& series, std::size_t length) {
  const std::size_t n = series.values.size();
  double sum = 0;
  for (std::size_t i = 0; i < length; ++i) sum += series.values[i];
  double squares = sum * sum;
  for (std::size_t i = length; i < n; ++i) {
    sum += series.values[i] - series.values[i - length];
    squares += sum * sum;
  }
  const auto windows = static_cast<double>(n - length + 1);
  const auto size = static_cast<double>(length);
  return squares / (windows * size * series.variance * (1 - size / static_cast<double>(n)));
}

/// `neighbours`, or what stands out from it.
Dependence WithBatches(const Centred& series, const Dependence& neighbours) {
  Dependence most = neighbours;
  const std::size_t n = series.values.size();
  for (std::size_t length = 2; length <= n / 6; length *= 2) {
    const double degrees = 1.5 * static_cast<double>(n) / static_cast<double>(length);
    const double inflation = BatchInflation(series, length);
    const double noise = std::sqrt(2 / degrees);
    if (inflation > neighbours.inflation * (1 + kStandsOut * noise))
      most = Larger(most, Estimated(inflation, degrees));
  }
  return most;
}

}  // namespace

Dependence Larger(const Dependence& a, const Dependence& b) {
  Dependence larger = a.inflation >= b.inflation ? a : b;
  larger.known = a.known && b.known;
  return larger;
}

Dependence Halfway(const Dependence& a, const Dependence& b) {
  Dependence out = Larger(a, b);
  out.inflation = (a.inflation + b.inflation) / 2;
  return out;
}

Dependence DependenceOf(std::span<const double> series) {
  if (series.size() < kLeastForDependence) return {};
  const Centred centred = Centre(series);
  if (!(centred.variance > 0)) return {.known = true};
  return WithBatches(centred, OfNeighbours(centred));
}

double WithDependence(double p_value, const Dependence& dependence) {
  if (dependence.inflation == 1 && dependence.degrees == 0) return p_value;
  if (p_value >= 0.5 || p_value <= 0) return p_value;
  const double deviate = NormalQuantile(p_value) / std::sqrt(dependence.inflation);
  if (dependence.degrees == 0) return NormalAtMost(deviate);
  const boost::math::students_t_distribution<double> t(dependence.degrees);
  return boost::math::cdf(t, deviate);
}

}  // namespace lab::stats
