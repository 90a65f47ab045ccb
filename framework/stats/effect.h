// How often one sample beats the other, whatever their distributions.
//
//   double delta = CliffsDelta(baseline, candidate);    // -1: every candidate value is lower
#pragma once

#include <span>

namespace lab::stats {

/// P(candidate > baseline) - P(candidate < baseline) over all pairs across the samples (Cliff
/// 1993), from -1 to 1; 0 when either is empty. O(n log n), two copies. Not NaN.
double CliffsDelta(std::span<const double> baseline, std::span<const double> candidate);

}  // namespace lab::stats
