// Ranks with ties shared, for the rank tests.
//
//   Midranks r = RankAscending(values);       // {30, 10, 10} -> doubled ranks {6, 3, 3}
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lab::stats {

/// Tied values share the mean of the ranks they cover. Ranks are doubled so that they stay
/// integers and the exact distributions can be counted.
struct Midranks {
  std::vector<std::int64_t>
      doubled;  ///< twice the midrank, from 2 to 2n, in the order of the input
  bool ties = false;
  double tie_term = 0;  ///< sum of t^3 - t over the groups of t tied values
};

/// Not NaN.
Midranks RankAscending(std::span<const double> values);

}  // namespace lab::stats
