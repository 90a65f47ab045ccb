#include "framework/stats/effect.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace lab::stats {

double CliffsDelta(std::span<const double> baseline, std::span<const double> candidate) {
  if (baseline.empty() || candidate.empty()) return 0;
  std::vector<double> lower(baseline.begin(), baseline.end());
  std::vector<double> upper(candidate.begin(), candidate.end());
  std::sort(lower.begin(), lower.end());
  std::sort(upper.begin(), upper.end());
  std::int64_t difference = 0;  // pairs with candidate above minus pairs with candidate below
  std::size_t below = 0;        // baseline values < value
  std::size_t up_to = 0;        // baseline values <= value
  for (double value : upper) {
    while (below < lower.size() && lower[below] < value) ++below;
    up_to = std::max(up_to, below);
    while (up_to < lower.size() && lower[up_to] <= value) ++up_to;
    difference +=
        static_cast<std::int64_t>(below) - static_cast<std::int64_t>(lower.size() - up_to);
  }
  return static_cast<double>(difference) /
         (static_cast<double>(lower.size()) * static_cast<double>(upper.size()));
}

}  // namespace lab::stats
