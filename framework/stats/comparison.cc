#include "framework/stats/comparison.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <vector>

#include "framework/base/rng.h"
#include "framework/stats/bootstrap.h"
#include "framework/stats/effect.h"
#include "framework/stats/percentile.h"
#include "framework/stats/rank_tests.h"
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

Comparison Compare(std::span<const double> baseline, std::span<const double> candidate,
                   const CompareOptions& options) {
  assert(!options.paired || baseline.size() == candidate.size());
  constexpr std::array kStatistics{Statistic::Median(), Statistic::P95(), Statistic::Mean()};
  Rng rng = Rng::For(options.seed, "bootstrap");
  const BootstrapOptions bootstrap{options.confidence, options.resamples};
  const std::vector<Estimate> ratios =
      options.paired ? PairedRatios(baseline, candidate, kStatistics, rng, bootstrap)
                     : UnpairedRatios(baseline, candidate, kStatistics, rng, bootstrap);
  const RankTest test =
      options.paired ? WilcoxonSignedRank(baseline, candidate) : MannWhitneyU(baseline, candidate);
  Comparison out;
  out.n_baseline = static_cast<std::int64_t>(baseline.size());
  out.n_candidate = static_cast<std::int64_t>(candidate.size());
  out.median = ratios[0];
  out.p95 = ratios[1];
  out.mean = ratios[2];
  out.p_value = test.p_two_sided;
  out.cliffs_delta = CliffsDelta(baseline, candidate);
  out.verdict = VerdictOn(out.median, options.margin);
  if (out.verdict == Verdict::kUnclear) {
    out.needed = SamplesToSettle(out.median, std::min(out.n_baseline, out.n_candidate), options);
  }
  return out;
}

}  // namespace lab::stats
