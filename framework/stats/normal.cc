#include "framework/stats/normal.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

namespace lab::stats {

double NormalAtMost(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

double NormalQuantile(double p) {
  constexpr double kLeast = 1e-300;
  constexpr double kMost = 1 - 1e-16;
  return boost::math::quantile(boost::math::normal(), std::clamp(p, kLeast, kMost));
}

}  // namespace lab::stats
