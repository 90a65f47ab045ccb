#include "framework/techniques/running_quantile.h"

#include <algorithm>
#include <cassert>

#include "framework/stats/percentile.h"

namespace lab {

RunningQuantile::RunningQuantile(double p, RunningQuantileOptions options)
    : p_(p), options_(options) {
  assert(p > 0 && p < 1 && "a quantile lies between the minimum and the maximum");
  assert(options.warm_up >= 1 && options.warm_up <= options.window);
}

void RunningQuantile::Add(double value) {
  if (latest_.size() < options_.window) {
    latest_.push_back(value);
  } else {
    sorted_.erase(std::lower_bound(sorted_.begin(), sorted_.end(), latest_[oldest_]));
    latest_[oldest_] = value;
    oldest_ = (oldest_ + 1) % latest_.size();
  }
  sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), value), value);
}

std::optional<double> RunningQuantile::value() const {
  if (sorted_.size() < options_.warm_up) return std::nullopt;
  return stats::QuantileValue(sorted_, p_);
}

}  // namespace lab
