#include "framework/stats/exceedance_test.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>

#include "framework/stats/percentile.h"
#include "framework/stats/proportion.h"

namespace lab::stats {
namespace {

double Transformed(double value, Transform by) {
  return (std::isinf(value) ? value : value * by.factor) + by.shift;
}

/// Half of the chance of the table itself taken off both sides: their sum less 1 is that chance.
ExceedanceTest::Tails MidP(const ExactTest& test, double floor) {
  const double itself = std::clamp(test.p_greater + test.p_less - 1, 0.0, 1.0);
  const auto mid = [&](double p) { return std::clamp(std::max(p - itself / 2, floor), 0.0, 1.0); };
  // Far out the sum has lost the digits of the smaller side, which then is the table itself.
  const double up = test.p_greater < 1e-9 ? test.p_greater : mid(test.p_greater);
  const double down = test.p_less < 1e-9 ? test.p_less : mid(test.p_less);
  return {std::max(up, floor), std::max(down, floor)};
}

bool Above(double value, double threshold, bool inclusive) {
  return inclusive ? value >= threshold : value > threshold;
}

}  // namespace

ExceedanceTest::ExceedanceTest(const Trials& baseline, const Trials& candidate, Statistic quantile,
                               bool paired)
    : p_(quantile.p()), paired_(paired) {
  assert(!quantile.is_mean());
  assert(!paired || (baseline.size() == candidate.size()));
  if (paired) {
    assert(baseline.OneEach() && candidate.OneEach());
    for (std::size_t i = 0; i < baseline.size(); ++i) {
      if (baseline[i].empty() || candidate[i].empty()) continue;
      baseline_.push_back(baseline[i][0]);
      candidate_.push_back(candidate[i][0]);
    }
  } else {
    baseline_ = baseline.Values();
    candidate_ = candidate.Values();
  }
  if (baseline_.empty() || candidate_.empty()) return;
  const auto n_baseline = static_cast<std::int64_t>(baseline_.size());
  const auto n_candidate = static_cast<std::int64_t>(candidate_.size());
  const std::int64_t both = n_baseline + n_candidate;
  const std::int64_t below = QuantileRank(both, p_);
  const std::int64_t few = std::min(below, both - below);
  if (paired) {
    floor_ = std::ldexp(1.0, -static_cast<int>(std::min<std::int64_t>(few, 1000)));
    return;
  }
  const std::int64_t up = std::min(few, n_candidate);
  const std::int64_t down = std::min(few, n_baseline);
  floor_ = std::max(FisherExact({few - up, n_baseline}, {up, n_candidate}).p_greater,
                    FisherExact({down, n_baseline}, {few - down, n_candidate}).p_less);
}

ExceedanceTest::Tails ExceedanceTest::At(Transform transform) const {
  if (baseline_.empty() || candidate_.empty()) return {};
  std::vector<double> pooled = candidate_;
  for (const double value : baseline_) pooled.push_back(Transformed(value, transform));
  const auto n = static_cast<std::int64_t>(pooled.size());
  const std::int64_t rank = QuantileRank(n, p_);
  const auto at = pooled.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(pooled.begin(), at, pooled.end());
  const double threshold = *at;
  // Values that tie with the threshold go to the side that makes the split more like 1 - p.
  std::int64_t more = 0;
  std::int64_t as_much = 0;
  for (const double value : pooled) {
    more += value > threshold ? 1 : 0;
    as_much += value >= threshold ? 1 : 0;
  }
  const bool inclusive = as_much - (n - rank) < (n - rank) - more;
  return paired_ ? PairedTails(threshold, inclusive, transform)
                 : UnpairedTails(threshold, inclusive, transform);
}

ExceedanceTest::Tails ExceedanceTest::UnpairedTails(double threshold, bool inclusive,
                                                    Transform transform) const {
  Share before{0, static_cast<std::int64_t>(baseline_.size())};
  Share after{0, static_cast<std::int64_t>(candidate_.size())};
  for (const double value : baseline_)
    before.count += Above(Transformed(value, transform), threshold, inclusive) ? 1 : 0;
  for (const double value : candidate_) after.count += Above(value, threshold, inclusive) ? 1 : 0;
  return MidP(FisherExact(before, after), floor_);
}

ExceedanceTest::Tails ExceedanceTest::PairedTails(double threshold, bool inclusive,
                                                  Transform transform) const {
  std::int64_t only_baseline = 0;
  std::int64_t only_candidate = 0;
  for (std::size_t i = 0; i < baseline_.size(); ++i) {
    const bool before = Above(Transformed(baseline_[i], transform), threshold, inclusive);
    const bool after = Above(candidate_[i], threshold, inclusive);
    only_baseline += before && !after ? 1 : 0;
    only_candidate += after && !before ? 1 : 0;
  }
  return MidP(McNemarExact(only_baseline, only_candidate), floor_);
}

}  // namespace lab::stats
