// Which number of a sample is meant: a quantile or the mean.
//
//   constexpr Statistic kWhat = Statistic::Quantile(0.99);
#pragma once

namespace lab::stats {

/// A small value, passed to the bootstrap. A quantile is that of percentile.h, so
/// that the ratio of two printed percentiles is the ratio that is tested.
class Statistic {
 public:
  /// 0 < p < 1.
  static constexpr Statistic Quantile(double p) { return Statistic(p); }
  static constexpr Statistic Median() { return Statistic(0.5); }
  static constexpr Statistic P95() { return Statistic(0.95); }
  static constexpr Statistic Mean() { return Statistic(-1); }

  constexpr bool is_mean() const { return p_ < 0; }
  /// The quantile's level. Meaningless for the mean.
  constexpr double p() const { return p_; }

  friend constexpr bool operator==(Statistic, Statistic) = default;

 private:
  constexpr explicit Statistic(double p) : p_(p) {}

  double p_;
};

}  // namespace lab::stats
