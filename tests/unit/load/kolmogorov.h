// How far a sample lies from the distribution that it should be of.
//
//   EXPECT_LT(KsDistance(gaps, exponential), KsLimit(gaps.size()));
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <vector>

namespace lab::load::testing {

/// The largest distance between the sample's distribution function and `cdf` (Kolmogorov, Smirnov).
inline double KsDistance(std::vector<double> sample, const std::function<double(double)>& cdf) {
  std::sort(sample.begin(), sample.end());
  const auto n = static_cast<double>(sample.size());
  double distance = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double at = cdf(sample[i]);
    distance =
        std::max({distance, at - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - at});
  }
  return distance;
}

/// What one sample in a thousand exceeds although it is of that distribution (large n).
inline double KsLimit(std::size_t n) { return 1.95 / std::sqrt(static_cast<double>(n)); }

}  // namespace lab::load::testing
