#include "framework/stats/ratio_inference.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <functional>
#include <limits>
#include <vector>

#include "framework/base/rng.h"
#include "framework/stats/bootstrap.h"
#include "framework/stats/normal.h"
#include "framework/stats/proportion.h"
#include "framework/stats/rank_tests.h"
#include "framework/stats/trial_dependence.h"

namespace lab::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// From so many values a side on the bootstrap resolves every level that a gate asks for, and the
// rank test would only be approximated.
constexpr std::size_t kRankTestBelow = 50;

// The two witnesses are not of one mind: to ask the full level of both would see a tenth fewer of
// the changes that are there, for false alarms far below what is promised. The exceedance test is
// the guard of the other, and its deviate counts for so much more.
constexpr double kGuard = 1.15;

double Guarding(double p_value) {
  if (p_value >= 0.5 || p_value <= 0) return p_value;
  return NormalAtMost(kGuard * NormalQuantile(p_value));
}

std::uint64_t Mixed(std::uint64_t hash, std::uint64_t more) {
  return (hash ^ more) * 0x100000001b3ULL;  // FNV-1a, a word at a time
}

/// A key for the resampling: of the values and how they are grouped, so that the name of a metric
/// has no say in its verdict.
std::uint64_t KeyOf(std::uint64_t hash, const Trials& trials) {
  for (std::size_t i = 0; i < trials.size(); ++i) {
    for (const double value : trials[i]) {
      const auto bits = std::bit_cast<std::uint64_t>(value);
      hash = Mixed(Mixed(hash, bits >> 32), bits & 0xffffffff);
    }
    hash = Mixed(hash, trials[i].size());
  }
  return hash;
}

/// Where `rejected`, which holds from `from` (rejected) towards `to` up to some point, ends.
double EdgeBetween(double from, double to, const std::function<bool(double)>& rejected) {
  for (int i = 0; i < 44; ++i) {
    const double middle = from + (to - from) / 2;
    (rejected(middle) ? from : to) = middle;
  }
  return to;
}

/// The end of an interval of a ratio, looked for from `start` on: the lower one is the first limit
/// that the ratio is not surely above.
double RatioEdge(double start, bool lower, const std::function<bool(double)>& rejected) {
  constexpr double kFarthest = 700;  // of a logarithm
  const auto at = [&](double log) { return rejected(std::exp(log)); };
  double inside = std::isfinite(start) && start > 0 ? std::log(start) : 0;
  const double out = lower ? -1 : 1;
  double step = 0.05;
  while (at(inside)) {  // a start that is itself outside, as where there is no finite ratio
    inside -= out * step;
    step *= 2;
    if (std::abs(inside) > kFarthest) return lower ? kInfinity : 0;
  }
  double outside = inside;
  for (step = 0.05; !at(outside); step *= 2) {
    inside = outside;
    outside += out * step;
    if (std::abs(outside) > kFarthest) return lower ? 0 : kInfinity;
  }
  return std::exp(EdgeBetween(outside, inside, at));
}

double WidestFinite(const Trials& baseline, const Trials& candidate) {
  double most = 1;
  for (const Trials* trials : {&baseline, &candidate}) {
    for (const double value : trials->Values()) {
      if (std::isfinite(value)) most = std::max(most, std::abs(value));
    }
  }
  return 2 * most;
}

double RankFloor(std::size_t baseline, std::size_t candidate, bool paired) {
  if (paired) return std::ldexp(1.0, -static_cast<int>(baseline));
  const auto n = static_cast<std::int64_t>(baseline);
  const auto m = static_cast<std::int64_t>(candidate);
  return FisherExact({0, n}, {m, m}).p_greater;
}

}  // namespace

void RatioInference::TakePart(const Trials& baseline, const Trials& candidate) {
  assert(!paired_ || baseline.size() == candidate.size());
  const auto add = [](const Trials& from, std::size_t trial, Trials& to) {
    if (from.KnowsStarts())
      to.Add(from[trial], from.Start(trial));
    else
      to.Add(from[trial]);
  };
  for (std::size_t i = 0; i < baseline.size(); ++i) {
    if (baseline[i].empty() || (paired_ && candidate[i].empty())) continue;
    add(baseline, i, baseline_);
  }
  for (std::size_t i = 0; i < candidate.size(); ++i) {
    if (candidate[i].empty() || (paired_ && baseline[i].empty())) continue;
    add(candidate, i, candidate_);
  }
}

RatioInference::RatioInference(const Trials& baseline, const Trials& candidate, Statistic statistic,
                               const InferenceOptions& options)
    : paired_(options.paired), statistic_(statistic), spread_(RatioSpreadInput{}) {
  TakePart(baseline, candidate);
  if (baseline_.empty() || candidate_.empty()) return;
  const bool one_each = baseline_.OneEach() && candidate_.OneEach();
  dependence_ = paired_ ? DependenceOfPairs(baseline_, candidate_, statistic)
                        : DependenceOfSides(baseline_, candidate_, statistic);
  answers_ = dependence_;
  double values =
      static_cast<double>(std::min(baseline_.Values().size(), candidate_.Values().size()));
  if (!one_each) {
    const double effect = DesignEffect(baseline_, candidate_, statistic, paired_);
    const double degrees = static_cast<double>(std::min(baseline_.size(), candidate_.size())) - 1;
    answers_.inflation *= effect;
    answers_.degrees = FewerDegrees(answers_.degrees, std::max(degrees, 1.0));
    values /= std::max(effect, 1.0);
  }
  effective_n_ = values / dependence_.inflation;
  const std::uint64_t key = KeyOf(KeyOf(0xcbf29ce484222325ULL, baseline_), candidate_);
  Rng rng = Rng::For(options.seed, "ratio", key);
  const auto spreads = paired_ ? PairedRatioSpreads : UnpairedRatioSpreads;
  spread_ = spreads(baseline_, candidate_, {&statistic, 1}, rng,
                    {.resamples = options.resamples, .dependence = dependence_, .values = values})
                .front();
  if (exact()) return;
  if (!statistic.is_mean())
    exceedance_.emplace(baseline_, candidate_, statistic, paired_ && one_each);
  const bool ranked = statistic.is_mean() || statistic == Statistic::Median();
  if (one_each && ranked && std::max(baseline_.size(), candidate_.size()) < kRankTestBelow)
    rank_floor_ = RankFloor(baseline_.size(), candidate_.size(), paired_);
}

double RatioInference::FloorOfBoth() const {
  return exceedance_ ? std::max(spread_.floor(), Guarding(exceedance_->floor())) : spread_.floor();
}

double RatioInference::floor() const { return std::min(FloorOfBoth(), rank_floor_); }

double RatioInference::Witness(Transform transform, bool above) const {
  const ExceedanceTest::Tails tails = exceedance_->At(transform);
  return Guarding(WithDependence(above ? tails.above : tails.below, answers_));
}

double RatioInference::RankTail(double limit, bool above) const {
  std::vector<double> scaled = baseline_.Values();
  for (double& value : scaled) value *= limit;
  const RankTest test = paired_ ? WilcoxonSignedRank(scaled, candidate_.Values())
                                : MannWhitneyU(scaled, candidate_.Values());
  return WithDependence(above ? test.p_greater : test.p_less, dependence_);
}

double RatioInference::Tail(double limit, bool above) const {
  double tail = above ? spread_.TailAbove(limit) : spread_.TailBelow(limit);
  if (exceedance_) tail = std::max(tail, Witness({.factor = limit}, above));
  const double least = FloorOfBoth();
  if (tail > least || rank_floor_ >= least) return tail;
  return std::clamp(RankTail(limit, above), rank_floor_, least);
}

double RatioInference::TailAbove(double limit) const { return Tail(limit, true); }
double RatioInference::TailBelow(double limit) const { return Tail(limit, false); }

Estimate RatioInference::At(double tail) const {
  if (floor() > tail) return {value(), std::nullopt, std::nullopt};
  const bool enough = FloorOfBoth() <= tail;
  if (enough && !exceedance_) return spread_.At(tail);
  const auto above = [&](double limit) {
    return (enough ? Witness({.factor = limit}, true) : Tail(limit, true)) <= tail;
  };
  const auto below = [&](double limit) {
    return (enough ? Witness({.factor = limit}, false) : Tail(limit, false)) <= tail;
  };
  Estimate out{value(), RatioEdge(value(), true, above), RatioEdge(value(), false, below)};
  if (enough) {
    const Estimate plain = spread_.At(tail);
    out.low = std::min(*out.low, *plain.low);
    out.high = std::max(*out.high, *plain.high);
  }
  return out;
}

Estimate RatioInference::DifferenceAt(double tail) const {
  const double before = StatisticOf(baseline_, statistic_);
  const double after = StatisticOf(candidate_, statistic_);
  Estimate out{.value = after == before ? 0 : after - before, .low = {}, .high = {}};
  if (spread_.constant()) out.low = out.high = out.value;
  if (!exceedance_ || Guarding(exceedance_->floor()) > tail) return out;
  const double far = WidestFinite(baseline_, candidate_);
  const auto above = [&](double shift) { return Witness({.shift = shift}, true) <= tail; };
  const auto below = [&](double shift) { return Witness({.shift = shift}, false) <= tail; };
  out.low = above(far) ? kInfinity : !above(-far) ? -kInfinity : EdgeBetween(-far, far, above);
  out.high = below(-far) ? -kInfinity : !below(far) ? kInfinity : EdgeBetween(far, -far, below);
  out.low = std::min(*out.low, out.value);
  out.high = std::max(*out.high, out.value);
  return out;
}

}  // namespace lab::stats
