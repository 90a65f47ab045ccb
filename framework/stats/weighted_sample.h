// A sample whose statistic can be computed again and again under changing weights: what one
// bootstrap resample needs, without copying or sorting anything.
//
//   WeightedSample sample(latency_ms);
//   double median = sample.Evaluate(Statistic::Median(), {{2, 0, 1}});   // value 0 twice, 2 once
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "framework/stats/statistic.h"
#include "framework/stats/trials.h"

namespace lab::stats {

/// Values grouped by owner; a weight belongs to an owner and multiplies all its values. In a plain
/// sample each value owns itself; for token gaps the owner is the request. Immutable, so one may
/// be read from several threads.
class WeightedSample {
 public:
  /// Each value its own owner. Not NaN.
  explicit WeightedSample(std::span<const double> values);
  /// One owner a cluster. An empty cluster is an owner of nothing.
  explicit WeightedSample(std::span<const std::vector<double>> clusters);
  /// One owner a trial of those that `take` wants.
  WeightedSample(const Trials& trials, const std::function<bool(std::size_t)>& take);

  std::size_t Owners() const { return sizes_.size(); }
  /// Of all owners together.
  std::size_t Values() const { return sorted_.size(); }

  /// The statistic with every owner's values counted `weights[owner]` times; `weights` has one
  /// entry an owner. 0 when nothing has weight. O(values), for clusters of many values O(owners).
  double Evaluate(Statistic statistic, std::span<const std::uint32_t> weights) const;

  /// Every value is the same number, as in a deterministic simulation.
  bool IsConstant() const;

 private:
  void Own(std::span<const std::span<const double>> clusters);
  void SortValues(std::span<const double> values, std::span<const std::uint32_t> owners);
  void CountBlocks();
  double Mean(std::span<const std::uint32_t> weights) const;
  double QuantileOf(double p, std::span<const std::uint32_t> weights) const;
  // The value behind sorted_[at] whose owner has weight; that one itself where there is none.
  double NextOfWeight(std::size_t at, std::span<const std::uint32_t> weights) const;
  std::size_t SkipBlocks(std::uint64_t rank, std::span<const std::uint32_t> weights,
                         std::uint64_t& seen) const;

  std::vector<double> sorted_;
  std::vector<std::uint32_t> owner_;   // of sorted_[i]
  std::vector<std::uint32_t> sizes_;   // values of each owner
  std::vector<double> sums_;           // of each owner's values
  bool finite_ = true;                 // no infinity among the values
  std::size_t blocks_ = 0;             // 0: too few values an owner to be worth it
  std::vector<std::uint32_t> counts_;  // [owner][block]: that owner's values in that block
};

}  // namespace lab::stats
