#include "framework/stats/multiple_testing.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <numeric>

namespace lab::stats {
namespace {

std::vector<std::size_t> Ascending(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  return order;
}

std::size_t CountWithin(const std::vector<double>& sorted, double most) {
  return static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), most) -
                                  sorted.begin());
}

/// Tarone's K.
std::size_t ShareTheLevel(const std::vector<double>& sorted_floors, double level) {
  std::size_t low = 1;
  std::size_t high = std::max<std::size_t>(sorted_floors.size(), 1);  // is always enough
  while (low < high) {
    const std::size_t k = low + (high - low) / 2;
    const bool enough = CountWithin(sorted_floors, level / static_cast<double>(k)) <= k;
    (enough ? high : low) = enough ? k : k + 1;
  }
  return low;
}

}  // namespace

std::vector<double> HolmAdjust(std::span<const double> p_values) {
  const std::vector<std::size_t> order = Ascending(p_values);
  std::vector<double> adjusted(p_values.size());
  double so_far = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double scaled = p_values[order[i]] * static_cast<double>(order.size() - i);
    so_far = std::max(so_far, std::min(scaled, 1.0));
    adjusted[order[i]] = so_far;
  }
  return adjusted;
}

StepDown HolmOfDecidable(std::span<const double> p_values, std::span<const double> floors,
                         double level) {
  assert(p_values.size() == floors.size());
  StepDown steps{.p_adjusted = std::vector<double>(p_values.size(), 1.0),
                 .tails = std::vector<double>(p_values.size(), level)};
  std::vector<double> left(floors.begin(), floors.end());
  std::sort(left.begin(), left.end());
  steps.family = static_cast<std::int64_t>(
      CountWithin(left, level / static_cast<double>(ShareTheLevel(left, level))));
  double so_far = 0;
  double stopped = 0;  // the level at the step that did not pass
  for (const std::size_t test : Ascending(p_values)) {
    const auto k = static_cast<double>(ShareTheLevel(left, level));
    so_far = std::max(so_far, std::min(p_values[test] * k, 1.0));
    steps.p_adjusted[test] = so_far;
    if (so_far > level && stopped == 0) stopped = level / k;
    steps.tails[test] = stopped > 0 ? stopped : level / k;
    left.erase(std::lower_bound(left.begin(), left.end(), floors[test]));
  }
  return steps;
}

}  // namespace lab::stats
