#include "framework/stats/bca.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "framework/stats/normal.h"

namespace lab::stats {
namespace {

/// Where the replicates lie around the value, as a normal deviate: 0 without bias.
double BiasCorrection(std::span<const double> replicates, double value) {
  double below = 0;
  for (double replicate : replicates) {
    below += replicate < value ? 1.0 : replicate == value ? 0.5 : 0.0;
  }
  const auto count = static_cast<double>(replicates.size());
  return NormalQuantile(std::clamp(below / count, 0.5 / count, 1 - 0.5 / count));
}

double DegreesOf(const BcaShape& shape) {
  const double most = static_cast<double>(shape.n) - 1;
  return shape.degrees > 0 ? std::min(shape.degrees, most) : most;
}

/// By which a plain deviate is to be multiplied.
double WidthOf(const BcaShape& shape) {
  const auto count = static_cast<double>(shape.n);
  return shape.widen * std::sqrt(count / (count - 1));
}

/// The deviate of the nominal tail, widened for n.
double TailDeviate(const BcaShape& shape, double tail) {
  if (shape.n < 2) return NormalQuantile(tail);
  const boost::math::students_t_distribution<double> t(DegreesOf(shape));
  return boost::math::quantile(t, tail) * WidthOf(shape);
}

/// The inverse of TailDeviate.
double TailOfDeviate(const BcaShape& shape, double deviate) {
  if (shape.n < 2) return NormalAtMost(deviate);
  const boost::math::students_t_distribution<double> t(DegreesOf(shape));
  return boost::math::cdf(t, deviate / WidthOf(shape));
}

/// The share of replicates to leave outside for a nominal deviate.
double Adjusted(double deviate, double bias, double acceleration) {
  const double shifted = bias + deviate;
  const double scale = 1 - acceleration * shifted;
  if (scale <= 0) return shifted < 0 ? 0 : 1;
  return NormalAtMost(bias + shifted / scale);
}

double OrderStatistic(std::span<double> replicates, double rank) {
  const double last = static_cast<double>(replicates.size()) - 1;
  const auto at = replicates.begin() + static_cast<std::ptrdiff_t>(std::clamp(rank, 0.0, last));
  std::nth_element(replicates.begin(), at, replicates.end());
  return *at;
}

}  // namespace

BcaShape ShapeOf(const BcaInput& input) {
  assert(!input.replicates.empty());
  return {BiasCorrection(input.replicates, input.value), input.acceleration, input.n};
}

double LowerShare(const BcaShape& shape, double tail) {
  return Adjusted(TailDeviate(shape, tail), shape.bias, shape.acceleration);
}

double UpperShare(const BcaShape& shape, double tail) {
  return Adjusted(-TailDeviate(shape, tail), shape.bias, shape.acceleration);
}

double TailOfLowerShare(const BcaShape& shape, double share) {
  constexpr double kLeast = 1e-300;
  const double deviate = NormalQuantile(std::clamp(share, kLeast, 1 - 1e-16)) - shape.bias;
  const double scale = 1 + shape.acceleration * deviate;
  if (scale <= 0) return deviate < 0 ? 0 : 1;
  return TailOfDeviate(shape, deviate / scale - shape.bias);
}

Interval BcaInterval(const BcaInput& input) {
  const BcaShape shape = ShapeOf(input);
  const double low = LowerShare(shape, (1 - input.confidence) / 2);
  const double high = UpperShare(shape, (1 - input.confidence) / 2);
  const double count = static_cast<double>(input.replicates.size()) + 1;
  return {OrderStatistic(input.replicates, std::floor(low * count) - 1),
          OrderStatistic(input.replicates, std::ceil(high * count) - 1)};
}

JackknifeSums SumInfluence(std::span<const double> leave_one_out) {
  if (leave_one_out.empty()) return {};
  const auto count = static_cast<double>(leave_one_out.size());
  const double mean = std::accumulate(leave_one_out.begin(), leave_one_out.end(), 0.0) / count;
  JackknifeSums sums;
  for (double value : leave_one_out) {
    const double influence = (mean - value) * (count - 1) / count;
    sums.squares += influence * influence;
    sums.cubes += influence * influence * influence;
  }
  return sums;
}

double Acceleration(const JackknifeSums& sums) {
  const double scale = 6 * std::pow(sums.squares, 1.5);
  const double acceleration = sums.cubes / scale;
  return std::isfinite(acceleration) ? acceleration : 0;
}

}  // namespace lab::stats
