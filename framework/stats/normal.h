// The normal distribution, as the tests and the bootstrap need it.
//
//   double p = 2 * NormalAtMost(-std::abs(z));      // two-sided
//   double z = NormalQuantile(0.975);               // 1.96
#pragma once

namespace lab::stats {

/// The chance of a standard normal deviate of at most `z`.
double NormalAtMost(double z);
/// Its inverse. `p` is kept inside what a double can tell from 0 and 1, so the result is finite:
/// about -37 to 8.2. Not NaN.
double NormalQuantile(double p);

}  // namespace lab::stats
