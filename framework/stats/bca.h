// The bias-corrected and accelerated bootstrap interval (Efron 1987), from its three ingredients.
//
//   Interval i = BcaInterval({.value = ratio, .replicates = replicates, .acceleration = a});
#pragma once

#include <cstdint>
#include <span>

namespace lab::stats {

struct Interval {
  double low = 0;
  double high = 0;
};

struct BcaInput {
  double value = 0;              ///< the statistic of the sample itself
  std::span<double> replicates;  ///< of the resamples, not empty, not NaN; reordered
  double acceleration = 0;       ///< from Acceleration()
  double confidence = 0.95;      ///< two-sided
  std::int64_t n = 0;            ///< independent units; the interval is widened for small n
};

/// Replicates equal to the value count half to either side in the bias correction, which is what
/// makes BCa fit for medians, whose replicates repeat. Where all are equal the interval has no
/// width. The nominal level is widened from the normal to Student's t with n - 1 degrees of
/// freedom, and by the root of n / (n - 1), as Hesterberg (2015) advises, since the plain bootstrap
/// is too narrow below about 50.
Interval BcaInterval(const BcaInput& input);

/// What bends an interval away from the plain shares of the replicates.
struct BcaShape {
  double bias = 0;  ///< as a normal deviate
  double acceleration = 0;
  std::int64_t n = 0;
  double widen = 1;    ///< the deviate is multiplied by it: the root of an inflation (dependence.h)
  double degrees = 0;  ///< of freedom, where fewer than n - 1; 0: n - 1
};

BcaShape ShapeOf(const BcaInput& input);

/// Which share of the replicates lies below the lower (upper) end of the interval that misses on
/// each side with probability `tail`.
double LowerShare(const BcaShape& shape, double tail);
double UpperShare(const BcaShape& shape, double tail);
/// The inverse of LowerShare, 0 to 1.
double TailOfLowerShare(const BcaShape& shape, double share);

/// One sample's part of the acceleration: the statistic with unit i (or group i) left out.
/// Sums for several samples that were resampled apart are added before Acceleration().
struct JackknifeSums {
  double squares = 0;
  double cubes = 0;
};

JackknifeSums SumInfluence(std::span<const double> leave_one_out);

/// A sixth of the skewness; 0 where there is no spread or a value is infinite.
double Acceleration(const JackknifeSums& sums);

}  // namespace lab::stats
