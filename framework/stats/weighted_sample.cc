#include "framework/stats/weighted_sample.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "framework/stats/percentile.h"

namespace lab::stats {
namespace {

constexpr std::size_t kBlockValues = 1024;
// Summing blocks costs owners * blocks; it pays where an owner has many values.
constexpr std::size_t kValuesAnOwner = 16;

}  // namespace

WeightedSample::WeightedSample(std::span<const double> values)
    : sizes_(values.size(), 1), sums_(values.begin(), values.end()) {
  std::vector<std::uint32_t> owners(values.size());
  std::iota(owners.begin(), owners.end(), 0U);
  SortValues(values, owners);
}

WeightedSample::WeightedSample(std::span<const std::vector<double>> clusters) {
  Own(std::vector<std::span<const double>>(clusters.begin(), clusters.end()));
}

WeightedSample::WeightedSample(const Trials& trials, const std::function<bool(std::size_t)>& take) {
  std::vector<std::span<const double>> taken;
  for (std::size_t trial = 0; trial < trials.size(); ++trial) {
    if (take(trial)) taken.push_back(trials[trial]);
  }
  Own(taken);
}

void WeightedSample::Own(std::span<const std::span<const double>> clusters) {
  std::vector<double> values;
  std::vector<std::uint32_t> owners;
  for (const std::span<const double> cluster : clusters) {
    const auto owner = static_cast<std::uint32_t>(sizes_.size());
    sizes_.push_back(static_cast<std::uint32_t>(cluster.size()));
    sums_.push_back(std::accumulate(cluster.begin(), cluster.end(), 0.0));
    values.insert(values.end(), cluster.begin(), cluster.end());
    owners.insert(owners.end(), cluster.size(), owner);
  }
  SortValues(values, owners);
  CountBlocks();
}

void WeightedSample::SortValues(std::span<const double> values,
                                std::span<const std::uint32_t> owners) {
  std::vector<std::uint32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
  sorted_.reserve(order.size());
  owner_.reserve(order.size());
  for (std::uint32_t at : order) {
    sorted_.push_back(values[at]);
    finite_ = finite_ && std::isfinite(values[at]);
    owner_.push_back(owners[at]);
  }
}

void WeightedSample::CountBlocks() {
  if (sorted_.size() < 2 * kBlockValues || sorted_.size() < kValuesAnOwner * Owners()) return;
  blocks_ = (sorted_.size() + kBlockValues - 1) / kBlockValues;
  counts_.assign(Owners() * blocks_, 0);
  for (std::size_t i = 0; i < sorted_.size(); ++i) {
    ++counts_[owner_[i] * blocks_ + i / kBlockValues];
  }
}

bool WeightedSample::IsConstant() const {
  return sorted_.empty() || sorted_.front() == sorted_.back();
}

double WeightedSample::Evaluate(Statistic statistic, std::span<const std::uint32_t> weights) const {
  assert(weights.size() == Owners());
  if (sorted_.empty()) return 0;
  // Sums of the same number may round differently under different weights; the number does not.
  if (IsConstant()) return sorted_.front();
  return statistic.is_mean() ? Mean(weights) : QuantileOf(statistic.p(), weights);
}

double WeightedSample::Mean(std::span<const std::uint32_t> weights) const {
  double sum = 0;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    // 0 * infinity is not a number; without infinities the loop is better off unbranched.
    if (!finite_ && weights[i] == 0) continue;
    sum += sums_[i] * weights[i];
    count += std::uint64_t{weights[i]} * sizes_[i];
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

double WeightedSample::QuantileOf(double p, std::span<const std::uint32_t> weights) const {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) total += std::uint64_t{weights[i]} * sizes_[i];
  if (total == 0) return 0;
  const auto rank = static_cast<std::uint64_t>(QuantileRank(static_cast<std::int64_t>(total), p));
  std::uint64_t seen = 0;
  std::size_t at = blocks_ == 0 ? 0 : SkipBlocks(rank, weights, seen);
  for (; at < sorted_.size(); ++at) {
    seen += weights[owner_[at]];
    if (seen < rank) continue;
    if (seen > rank || !IsBetweenRanks(static_cast<std::int64_t>(total), p)) return sorted_[at];
    return MeanOfTwo(sorted_[at], NextOfWeight(at, weights));
  }
  return sorted_.back();
}

double WeightedSample::NextOfWeight(std::size_t at, std::span<const std::uint32_t> weights) const {
  for (std::size_t next = at + 1; next < sorted_.size(); ++next) {
    if (weights[owner_[next]] > 0) return sorted_[next];
  }
  return sorted_[at];
}

std::size_t WeightedSample::SkipBlocks(std::uint64_t rank, std::span<const std::uint32_t> weights,
                                       std::uint64_t& seen) const {
  std::vector<std::uint64_t> sums(blocks_, 0);
  for (std::size_t owner = 0; owner < weights.size(); ++owner) {
    if (weights[owner] == 0) continue;
    const std::uint32_t* counts = &counts_[owner * blocks_];
    for (std::size_t block = 0; block < blocks_; ++block) {
      sums[block] += std::uint64_t{weights[owner]} * counts[block];
    }
  }
  std::size_t block = 0;
  while (block + 1 < blocks_ && seen + sums[block] < rank) seen += sums[block++];
  return block * kBlockValues;
}

}  // namespace lab::stats
