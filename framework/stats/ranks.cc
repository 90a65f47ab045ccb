#include "framework/stats/ranks.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace lab::stats {

Midranks RankAscending(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  Midranks out;
  out.doubled.resize(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first + 1;
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    // Ranks first + 1 .. end; twice their mean is the sum of the two ends.
    for (std::size_t i = first; i < end; ++i) {
      out.doubled[order[i]] = static_cast<std::int64_t>(first + 1 + end);
    }
    const auto tied = static_cast<double>(end - first);
    out.tie_term += tied * tied * tied - tied;
    out.ties = out.ties || end - first > 1;
    first = end;
  }
  return out;
}

}  // namespace lab::stats
