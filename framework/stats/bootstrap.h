// How sure is a ratio: draw the sample again from itself, many times, and see how it spreads.
//
//   Rng rng = Rng::For(seed, "bootstrap");
//   Estimate ratio = PairedRatio(baseline, candidate, Statistic::Median(), rng);
//   Estimate itl = ClusterStatistic(gaps_by_request, Statistic::Quantile(0.99), rng);
//
// All intervals are BCa (bca.h). A ratio is candidate / baseline; x / 0 is infinite, 0 / 0 is 1.
// An interval is absent below the smallest n at which a median (6 at 95 %) and the statistic itself
// have a distribution-free interval (percentile.h), because the bootstrap of fewer is fiction,
// unless both sides are constant, as in a deterministic simulation: then it has no width. Without
// any values the estimate is 0. A resample costs O(n), about 1 us at 200 pairs.
#pragma once

#include <span>
#include <vector>

#include "framework/base/rng.h"
#include "framework/stats/dependence.h"
#include "framework/stats/estimate.h"
#include "framework/stats/ratio_spread.h"
#include "framework/stats/statistic.h"
#include "framework/stats/trials.h"

namespace lab::stats {

struct BootstrapOptions {
  double confidence = 0.95;  ///< two-sided
  int resamples = 2000;      ///< > 0; the ends of the interval wobble by about 1 % of its width
};

/// Pairs (i of both) are resampled together, so what both sides share cancels. Spans of one length
/// (asserted), not NaN.
Estimate PairedRatio(std::span<const double> baseline, std::span<const double> candidate,
                     Statistic statistic, Rng& rng, const BootstrapOptions& options = {});

/// Several statistics from the same resamples: cheaper, and consistent with one another.
std::vector<Estimate> PairedRatios(std::span<const double> baseline,
                                   std::span<const double> candidate,
                                   std::span<const Statistic> statistics, Rng& rng,
                                   const BootstrapOptions& options = {});

/// The two sides are resampled each on its own; lengths may differ.
Estimate UnpairedRatio(std::span<const double> baseline, std::span<const double> candidate,
                       Statistic statistic, Rng& rng, const BootstrapOptions& options = {});

std::vector<Estimate> UnpairedRatios(std::span<const double> baseline,
                                     std::span<const double> candidate,
                                     std::span<const Statistic> statistics, Rng& rng,
                                     const BootstrapOptions& options = {});

/// What a spread needs to know beside the values.
struct SpreadOptions {
  int resamples = 2000;   ///< > 0
  Dependence dependence;  ///< of the trials on each other
  double values = 0;      ///< independent values of the smaller side; 0: one a trial
};

/// The resamples themselves, for intervals at any level and p values (ratio_spread.h). Whole trials
/// are drawn, and the statistic is of all their values pooled; pairs of which a side is empty are
/// left out. Paired trials are of one number (asserted).
std::vector<RatioSpread> PairedRatioSpreads(const Trials& baseline, const Trials& candidate,
                                            std::span<const Statistic> statistics, Rng& rng,
                                            const SpreadOptions& options = {});

/// The same without pairing.
std::vector<RatioSpread> UnpairedRatioSpreads(const Trials& baseline, const Trials& candidate,
                                              std::span<const Statistic> statistics, Rng& rng,
                                              const SpreadOptions& options = {});

/// Gaps of one request are not independent, so whole requests are resampled: the statistic of all
/// values pooled, one vector a request. Empty requests are left out.
Estimate ClusterStatistic(std::span<const std::vector<double>> clusters, Statistic statistic,
                          Rng& rng, const BootstrapOptions& options = {});

/// The ratio of pooled statistics; request i of both sides is one pair. Pairs with an empty side
/// are left out. Spans of one length (asserted).
Estimate PairedClusterRatio(std::span<const std::vector<double>> baseline,
                            std::span<const std::vector<double>> candidate, Statistic statistic,
                            Rng& rng, const BootstrapOptions& options = {});

/// The same without pairing.
Estimate UnpairedClusterRatio(std::span<const std::vector<double>> baseline,
                              std::span<const std::vector<double>> candidate, Statistic statistic,
                              Rng& rng, const BootstrapOptions& options = {});

}  // namespace lab::stats
