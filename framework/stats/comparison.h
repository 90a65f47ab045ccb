// Two cases of a benchmark laid side by side: how much faster, how sure, and one word for it.
//
//   Comparison c = Compare(baseline_ttft_ms, candidate_ttft_ms, {.paired = true, .seed = seed});
//   fmt::print("{:.2f}x {}", c.median.value, VerdictName(c.verdict));        // "0.41x faster"
//
// Ratios are candidate / baseline, and lower is better: 0.41 means that the candidate takes 41 % of
// the time. The verdict rests on the interval of the ratio of medians alone; the p value and
// Cliff's delta stand beside it for the gate and for readers who want them.
#pragma once

#include <cstdint>
#include <string_view>

#include "framework/stats/estimate.h"
#include "framework/stats/trials.h"

namespace lab::stats {

/// What the interval of the ratio of medians says.
enum class Verdict : std::uint8_t {
  kFaster,   ///< it lies wholly below 1 and reaches out of the equivalence margin
  kSlower,   ///< it lies wholly above 1 and reaches out of the equivalence margin
  kSame,     ///< it lies inside the equivalence margin, 1 - margin to 1 + margin
  kUnclear,  ///< none of these, or the sample is too small for an interval: measure `needed`
};

/// "faster", "slower", "same", "unclear": one spelling for tables, JSON and messages.
std::string_view VerdictName(Verdict verdict);

/// `resamples` costs about 1 us each at 200 pairs.
struct CompareOptions {
  bool paired = true;        ///< sample i of both sides saw the same prompt and the same seeds
  double margin = 0.02;      ///< a difference of less than this share of the baseline is no news
  double confidence = 0.95;  ///< of every interval, two-sided
  std::uint64_t seed = 1;    ///< the same samples, seed and options give the same bits
  int resamples = 2000;      ///< of the bootstrap
};

/// What the interval of a ratio says; without one it is unclear.
Verdict VerdictOn(const Estimate& ratio, double margin = CompareOptions().margin);

/// How many samples a side would settle what is unclear at `n`, if the spread stays as it is; 0
/// when that cannot be told.
std::int64_t SamplesToSettle(const Estimate& ratio, std::int64_t n,
                             const CompareOptions& options = {});

/// Nothing in here is NaN. A ratio of x to 0 is infinite, of 0 to 0 it is 1.
struct Comparison {
  std::int64_t n_baseline = 0;
  std::int64_t n_candidate = 0;
  Estimate median;  ///< ratio of the medians, with its interval
  Estimate p95;     ///< ratio of the 95th percentiles; its interval needs about 72 samples
  Estimate mean;    ///< ratio of the means
  /// Two-sided: Wilcoxon signed-rank when paired, else Mann-Whitney, of trials with one value each,
  /// less what their dependence takes; else of the ratio of medians being 1.
  double p_value = 1;
  double cliffs_delta = 0;  ///< -1 (every candidate value below every baseline value) ... 1
  double effective_n = 0;   ///< independent values that the smaller side is worth at the median
  Verdict verdict = Verdict::kUnclear;
  /// Samples a side that would settle an unclear verdict if the spread stays as it is (the interval
  /// shrinks with the root of n); 0 when the verdict is clear, or when it cannot be told.
  std::int64_t needed = 0;
};

/// Compares two samples of one metric, in the same unit, by the engine of the gate
/// (ratio_inference.h): figures are over all values, intervals over whole trials in the order of
/// their start. Paired samples have one number of trials (asserted). Values are >= 0 and not NaN;
/// infinity stands for a failed request.
///
/// Below the smallest n at which a median has a distribution-free interval at all (6 at 95 %)
/// there is no interval and the verdict is unclear, unless each side repeats one value exactly:
/// that is a deterministic simulation, whose interval has no width.
Comparison Compare(const Trials& baseline, const Trials& candidate,
                   const CompareOptions& options = {});

}  // namespace lab::stats
