#include "framework/stats/multiple_testing.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace lab::stats {

std::vector<double> HolmAdjust(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.size());
  double so_far = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double scaled = p_values[order[i]] * static_cast<double>(order.size() - i);
    so_far = std::max(so_far, std::min(scaled, 1.0));
    adjusted[order[i]] = so_far;
  }
  return adjusted;
}

}  // namespace lab::stats
