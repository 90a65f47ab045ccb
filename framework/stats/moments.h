// Mean and spread of a stream of numbers in constant memory, without cancellation.
//
//   Moments all;
//   for (const Moments& worker : workers) all.Merge(worker);
//   double spread = all.StdDev();
#pragma once

#include <cstdint>

namespace lab::stats {

/// Welford's recurrence (1962); merging by Chan, Golub and LeVeque (1979). Not thread-safe: one a
/// thread, merged at the end. An empty one answers 0 to everything.
class Moments {
 public:
  void Add(double value);
  /// As if every value of `other` had been added here, up to rounding.
  void Merge(const Moments& other);

  std::int64_t Count() const { return count_; }
  double Mean() const { return mean_; }
  /// Unbiased (n - 1); 0 below two values.
  double Variance() const;
  double StdDev() const;
  double Min() const { return min_; }
  double Max() const { return max_; }

 private:
  std::int64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // sum of squared distances from the mean
  double min_ = 0;
  double max_ = 0;
};

}  // namespace lab::stats
