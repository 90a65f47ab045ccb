// A number computed from a sample, and the interval that says how far to trust it.
//
//   Estimate ratio = PairedRatio(baseline, candidate, Statistic::Median(), rng);
//   if (ratio.low) fmt::print("{:.2f} [{:.2f}, {:.2f}]", ratio.value, *ratio.low, *ratio.high);
#pragma once

#include <optional>

namespace lab::stats {

/// `low` and `high` are set together, or both absent when the sample is too small for an interval.
/// The unit is the samples' own; a ratio has none.
struct Estimate {
  double value = 0;
  std::optional<double> low;
  std::optional<double> high;

  friend bool operator==(const Estimate&, const Estimate&) = default;
};

}  // namespace lab::stats
