#include "framework/stats/outliers.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "framework/stats/percentile.h"

namespace lab::stats {
namespace {

constexpr double kMild = 1.5;
constexpr double kSevere = 3.0;
constexpr std::size_t kFewest = 4;

}  // namespace

Outliers FindOutliers(std::span<const double> samples) {
  Outliers out;
  std::vector<double> sorted(samples.begin(), samples.end());
  std::sort(sorted.begin(), sorted.end());
  out.q1 = QuantileValue(sorted, 0.25);
  out.q3 = QuantileValue(sorted, 0.75);
  // An infinite quartile has no distance to anything, and nothing then lies beyond the fences.
  const bool finite = std::isfinite(out.q1) && std::isfinite(out.q3);
  if (!finite) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    out.mild_below = out.severe_below = -kInfinity;
    out.mild_above = out.severe_above = kInfinity;
    return out;
  }
  const double range = out.q3 - out.q1;
  out.mild_below = out.q1 - kMild * range;
  out.mild_above = out.q3 + kMild * range;
  out.severe_below = out.q1 - kSevere * range;
  out.severe_above = out.q3 + kSevere * range;
  if (samples.size() < kFewest) return out;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double value = samples[i];
    if (value < out.severe_below || value > out.severe_above) {
      out.severe.push_back(i);
    } else if (value < out.mild_below || value > out.mild_above) {
      out.mild.push_back(i);
    }
  }
  return out;
}

}  // namespace lab::stats
