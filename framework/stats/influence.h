// What each trial adds to a statistic, as series in time: what dependence is read off.
//
//   const std::vector<double> series = InfluenceOf(trials, Statistic::P95());
//   const Dependence weather = DependenceOf(series);
#pragma once

#include <vector>

#include "framework/stats/statistic.h"
#include "framework/stats/trials.h"

namespace lab::stats {

/// One number a trial, in the trials' own order, summing to about 0: of a quantile how many of its
/// values lie above it, less how many should; of a mean by how much its values are off, in means.
/// Zeros where the mean is 0 or infinite.
std::vector<double> InfluenceOf(const Trials& trials, Statistic statistic);

/// The mean of the ranks of its values among all values, from -0.5 to 0.5; 0 of an empty trial.
std::vector<double> MeanRanks(const Trials& trials);

/// The series in the order of the trials' start.
std::vector<double> InOrderOf(const Trials& trials, const std::vector<double>& series);

}  // namespace lab::stats
