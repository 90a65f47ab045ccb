#include "framework/stats/ratio_spread.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <utility>

#include "framework/stats/moments.h"
#include "framework/stats/normal.h"

namespace lab::stats {
namespace {

// So many replicates beyond a point say how much lies there; fewer are continued from.
constexpr std::size_t kResolved = 10;

std::optional<double> LogDeviation(const std::vector<double>& replicates) {
  Moments moments;
  for (double replicate : replicates) {
    if (!(replicate > 0) || std::isinf(replicate)) return std::nullopt;
    moments.Add(std::log(replicate));
  }
  return moments.StdDev();
}

}  // namespace

RatioSpread::RatioSpread(RatioSpreadInput input)
    : value_(input.value), replicates_(std::move(input.replicates)) {
  if (replicates_.size() < 2 * kResolved || input.n < 2) {
    replicates_.clear();
    return;
  }
  shape_ = ShapeOf({.value = value_,
                    .replicates = replicates_,
                    .acceleration = input.acceleration,
                    .n = input.n});
  shape_.widen = std::sqrt(input.dependence.inflation);
  shape_.degrees = input.dependence.degrees;
  std::sort(replicates_.begin(), replicates_.end());
  log_deviation_ = LogDeviation(replicates_);
  const auto units = static_cast<double>(input.n);
  floor_ = std::max(std::pow(0.5, units),
                    std::pow(input.hardest_p, input.values > 0 ? input.values : units));
}

RatioSpread RatioSpread::OfConstants(double value, std::int64_t n) {
  RatioSpread spread;
  spread.value_ = value;
  spread.log_deviation_ = 0;
  if (n >= 2) spread.floor_ = 0;
  return spread;
}

RatioSpread RatioSpread::OfMoments(double value, double log_deviation, double degrees) {
  RatioSpread spread;
  spread.value_ = value;
  spread.log_deviation_ = log_deviation;
  spread.shape_.n = static_cast<std::int64_t>(degrees) + 1;
  if (degrees >= 1 && value > 0) spread.floor_ = 0;
  return spread;
}

Estimate RatioSpread::At(double tail) const {
  assert(tail > 0 && tail < 0.5);
  if (floor_ > tail) return {value_, std::nullopt, std::nullopt};
  if (replicates_.empty() && log_deviation_ == 0.0) return {value_, value_, value_};
  BcaShape plain = shape_;
  plain.acceleration = 0;
  const double low = std::min(LowerShare(shape_, tail), LowerShare(plain, tail));
  const double high = std::max(UpperShare(shape_, tail), UpperShare(plain, tail));
  return {value_, Quantile(low), Quantile(high)};
}

double RatioSpread::TailAbove(double limit) const {
  assert(limit > 0);
  if (floor_ == 1) return 1;
  if (replicates_.empty() && log_deviation_ == 0.0) return value_ > limit ? 0 : 1;
  return std::max(floor_, TailOfShare(ShareBelow(limit, true)));
}

double RatioSpread::TailBelow(double limit) const {
  assert(limit > 0);
  if (floor_ == 1) return 1;
  if (replicates_.empty() && log_deviation_ == 0.0) return value_ < limit ? 0 : 1;
  BcaShape mirrored = shape_;
  mirrored.bias = -mirrored.bias;
  mirrored.acceleration = -mirrored.acceleration;
  RatioSpread other;
  other.shape_ = mirrored;
  return std::max(floor_, other.TailOfShare(1 - ShareBelow(limit, false)));
}

/// The tail whose interval begins where `share` of the replicates lies below.
double RatioSpread::TailOfShare(double share) const {
  BcaShape plain = shape_;
  plain.acceleration = 0;
  return std::max(TailOfLowerShare(shape_, share), TailOfLowerShare(plain, share));
}

double RatioSpread::ShareBelow(double limit, bool inclusive) const {
  if (replicates_.empty()) return NormalAtMost(std::log(limit / value_) / *log_deviation_);
  const auto count = static_cast<double>(replicates_.size());
  const auto after = inclusive ? std::upper_bound(replicates_.begin(), replicates_.end(), limit)
                               : std::lower_bound(replicates_.begin(), replicates_.end(), limit);
  const auto below = static_cast<std::size_t>(after - replicates_.begin());
  const std::size_t above = replicates_.size() - below;
  const double share = static_cast<double>(below) / count;
  const double resolved = kResolved / count;
  const bool lower = below < kResolved;
  if (!lower && above >= kResolved) return share;
  const double edge_share = lower ? resolved : 1 - resolved;
  const double edge =
      lower ? replicates_[kResolved - 1] : replicates_[replicates_.size() - kResolved];
  if (!log_deviation_) return share;               // no more is known than what was counted
  if (*log_deviation_ == 0) return lower ? 0 : 1;  // each resample gave the very same ratio
  return NormalAtMost(NormalQuantile(edge_share) + std::log(limit / edge) / *log_deviation_);
}

double RatioSpread::Quantile(double share) const {
  if (replicates_.empty()) return value_ * std::exp(*log_deviation_ * NormalQuantile(share));
  const auto count = static_cast<double>(replicates_.size());
  const double resolved = kResolved / count;
  if (log_deviation_ && (share < resolved || share > 1 - resolved))
    return Continued(share, share > 0.5);
  const double rank = std::clamp(std::ceil(share * count) - 1, 0.0, count - 1);
  return replicates_[static_cast<std::size_t>(rank)];
}

/// Beyond the outermost ten replicates.
double RatioSpread::Continued(double share, bool upper) const {
  const double resolved = kResolved / static_cast<double>(replicates_.size());
  const double edge_share = upper ? 1 - resolved : resolved;
  const double edge =
      upper ? replicates_[replicates_.size() - kResolved] : replicates_[kResolved - 1];
  return edge * std::exp(*log_deviation_ * (NormalQuantile(share) - NormalQuantile(edge_share)));
}

}  // namespace lab::stats
