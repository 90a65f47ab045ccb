// Values far outside the bulk of a sample, marked and counted but never dropped.
//
//   Outliers marked = FindOutliers(latency_ms);
//   fmt::print("{} mild, {} severe", marked.mild.size(), marked.severe.size());
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lab::stats {

/// Tukey's fences: 1.5 (mild) and 3.0 (severe) times the interquartile range beyond the quartiles.
/// A severe outlier is not counted as mild too. Indices are into the samples as passed, ascending.
struct Outliers {
  double q1 = 0;
  double q3 = 0;
  double mild_below = 0;  ///< values below this are at least mild
  double mild_above = 0;
  double severe_below = 0;
  double severe_above = 0;
  std::vector<std::size_t> mild;
  std::vector<std::size_t> severe;
};

/// `samples` in any order, not NaN. Quartiles are order statistics (percentile.h). No outliers
/// below four samples, and none where a quartile is infinite: the fences then are, too.
Outliers FindOutliers(std::span<const double> samples);

}  // namespace lab::stats
