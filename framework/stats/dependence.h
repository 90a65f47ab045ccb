// How much a sum of values that follow each other varies, against values that know nothing of each
// other: what a provider's slow minutes do to an interval.
//
//   const Dependence weather = DependenceOf(values_in_order_of_their_start);
//   const double worth = n / weather.inflation;           // as many independent trials
//
// The inflation is 1 + 2 (r1 + r2 + ...), the sum of all autocorrelations. It is the first of two
// estimates, and the second where that stands out from it:
//
// - the larger of those of an autoregression of first order, (1 + r) / (1 - r), and of second order
//   (Yule and Walker), from the correlations of neighbours with their bias at small n put right
//   (Kendall, Biometrika 41, 1954). It is used as it is, without asking whether it is significant:
//   a test of that would miss half of what matters.
// - overlapping batch means (Meketon, Schmeiser 1984) of 2, 4, 8 ... values up to a sixth of the
//   series. They see weather that comes slowly and is hidden from neighbours by noise.
//
// Nothing that is longer than a sixth of the run can be seen, and of fewer than 30 values nothing
// at all: then the inflation is 1 and not `known`, and whoever prints a verdict says so.
#pragma once

#include <cstddef>
#include <span>

namespace lab::stats {

struct Dependence {
  double inflation = 1;  ///< of the variance of a sum, >= 1
  double degrees = 0;    ///< of freedom that the inflation is known with; 0: it is 1, and certain
  bool known = false;    ///< false: too few values to see any dependence
};

/// From so many values on a dependence between neighbours of 0.4, which would double the variance,
/// stands out from noise.
inline constexpr std::size_t kLeastForDependence = 30;

/// `series` in the order of time, finite. Of a constant one the inflation is 1.
Dependence DependenceOf(std::span<const double> series);

/// The larger inflation, with its degrees.
Dependence Larger(const Dependence& a, const Dependence& b);

/// The mean of both inflations, with the degrees of the larger.
Dependence Halfway(const Dependence& a, const Dependence& b);

/// What is left of a one-sided p value, exact or not, when the variance is larger: the deviate is
/// divided by the root of the inflation and judged by Student's t. A p value of 0.5 or more stays.
double WithDependence(double p_value, const Dependence& dependence);

}  // namespace lab::stats
