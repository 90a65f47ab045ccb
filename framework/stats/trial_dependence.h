// How much less than independent answers the trials of a case say, for one statistic: their
// dependence in time, and that of a trial's answers on each other.
//
//   const Dependence weather = DependenceOfPairs(baseline, candidate, Statistic::P95());
//   const double effect = DesignEffect(baseline, candidate, Statistic::P95(), /*paired=*/true);
//   const double worth = answers / (weather.inflation * effect);
#pragma once

#include "framework/stats/dependence.h"
#include "framework/stats/statistic.h"
#include "framework/stats/trials.h"

namespace lab::stats {

/// Of one case, in the order of the trials' start. For a mean the degrees also say how well its
/// deviation is known: 4 n / (kurtosis - 1), for a mean whose variance hangs on three values is not
/// known with n - 1.
Dependence DependenceOfStatistic(const Trials& trials, Statistic statistic);

/// Of pairs: of what is left when their common part has cancelled. Trials of one number.
Dependence DependenceOfPairs(const Trials& baseline, const Trials& candidate, Statistic statistic);

/// Of two samples that were drawn apart: each side's in proportion to its part in the variance.
Dependence DependenceOfSides(const Trials& baseline, const Trials& candidate, Statistic statistic);

/// By how much the variance of the figures' difference is larger than that of answers which know
/// nothing of each other; of pairs it may be smaller. No trial is empty.
double DesignEffect(const Trials& baseline, const Trials& candidate, Statistic statistic,
                    bool paired);

/// The fewer degrees of freedom, where 0 stands for certainty.
double FewerDegrees(double a, double b);

}  // namespace lab::stats
