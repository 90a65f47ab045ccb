#include "framework/stats/comparison.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

#include "framework/stats/dependence.h"
#include "framework/stats/effect.h"
#include "framework/stats/percentile.h"
#include "framework/stats/rank_tests.h"
#include "framework/stats/ratio_inference.h"
#include "framework/stats/statistic.h"

namespace lab::stats {
namespace {

/// By which factor the interval may at most keep its width for the verdict to be clear: until it
/// leaves 1 behind, or until it fits into the margin, whichever comes first. 0 when neither does.
double ShrinkageNeeded(const Estimate& ratio, double margin) {
  const double down = ratio.value - *ratio.low;
  const double up = *ratio.high - ratio.value;
  const double off = ratio.value - 1;
  const double leave_one = off < 0 ? -off / up : off > 0 ? off / down : 0;
  const double fit = std::min((margin + off) / down, (margin - off) / up);
  return std::max({leave_one, fit, 0.0});
}

/// A trial without a value on one side: its partner has none to be compared with.
bool HasGaps(const Trials& baseline, const Trials& candidate) {
  return baseline.Values().size() != baseline.size() ||
         candidate.Values().size() != candidate.size();
}

double TwoSided(double less, double greater) { return std::min(1.0, 2 * std::min(less, greater)); }

double PValueOf(const Trials& baseline, const Trials& candidate, const RatioInference& median,
                bool paired) {
  if (!baseline.OneEach() || !candidate.OneEach() || (paired && HasGaps(baseline, candidate)))
    return TwoSided(median.TailBelow(1), median.TailAbove(1));
  const RankTest test = paired ? WilcoxonSignedRank(baseline.Values(), candidate.Values())
                               : MannWhitneyU(baseline.Values(), candidate.Values());
  const Dependence& dependence = median.dependence();
  return TwoSided(WithDependence(test.p_less, dependence),
                  WithDependence(test.p_greater, dependence));
}

}  // namespace

Verdict VerdictOn(const Estimate& ratio, double margin) {
  if (!ratio.low || !ratio.high) return Verdict::kUnclear;
  if (*ratio.low >= 1 - margin && *ratio.high <= 1 + margin) return Verdict::kSame;
  if (*ratio.high < 1) return Verdict::kFaster;
  if (*ratio.low > 1) return Verdict::kSlower;
  return Verdict::kUnclear;
}

std::int64_t SamplesToSettle(const Estimate& ratio, std::int64_t n, const CompareOptions& options) {
  if (!ratio.low || !ratio.high) return SamplesNeeded(0.5, (1 - options.confidence) / 2);
  const double shrinkage = ShrinkageNeeded(ratio, options.margin);
  const double needed = std::ceil(static_cast<double>(n) / (shrinkage * shrinkage));
  constexpr double kMost = 1e15;
  if (!(needed < kMost)) return 0;  // also what infinite ends lead to
  return std::max(n + 1, static_cast<std::int64_t>(needed));
}

std::string_view VerdictName(Verdict verdict) {
  constexpr std::array<std::string_view, 4> kNames{"faster", "slower", "same", "unclear"};
  return kNames[static_cast<std::size_t>(verdict)];
}

Comparison Compare(const Trials& baseline, const Trials& candidate, const CompareOptions& options) {
  const auto infer = [&](Statistic what) {
    return RatioInference(
        baseline, candidate, what,
        {.paired = options.paired, .seed = options.seed, .resamples = options.resamples});
  };
  const double tail = (1 - options.confidence) / 2;
  const RatioInference median = infer(Statistic::Median());
  Comparison out;
  out.n_baseline = static_cast<std::int64_t>(baseline.Values().size());
  out.n_candidate = static_cast<std::int64_t>(candidate.Values().size());
  out.median = median.At(tail);
  out.p95 = infer(Statistic::P95()).At(tail);
  out.mean = infer(Statistic::Mean()).At(tail);
  out.p_value = PValueOf(baseline, candidate, median, options.paired);
  out.effective_n = median.effective_n();
  out.cliffs_delta = CliffsDelta(baseline.Values(), candidate.Values());
  out.verdict = VerdictOn(out.median, options.margin);
  if (out.verdict == Verdict::kUnclear) {
    out.needed = SamplesToSettle(out.median, std::min(out.n_baseline, out.n_candidate), options);
  }
  return out;
}

}  // namespace lab::stats
