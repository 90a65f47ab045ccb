#include "framework/stats/influence.h"

#include <cmath>
#include <cstddef>

#include "framework/stats/ranks.h"

namespace lab::stats {
namespace {

std::vector<double> OfMean(const Trials& trials) {
  const double mean = StatisticOf(trials, Statistic::Mean());
  std::vector<double> series(trials.size(), 0.0);
  if (!(mean > 0) || std::isinf(mean)) return series;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    for (const double value : trials[i]) series[i] += value / mean - 1;
  }
  return series;
}

}  // namespace

std::vector<double> InfluenceOf(const Trials& trials, Statistic statistic) {
  if (statistic.is_mean()) return OfMean(trials);
  const double quantile = StatisticOf(trials, statistic);
  std::vector<double> series(trials.size(), 0.0);
  double total = 0;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    for (const double value : trials[i]) series[i] += value > quantile ? 1 : 0;
    total += series[i];
  }
  if (trials.empty()) return series;
  const double share = total / static_cast<double>(trials.Values().size());
  for (std::size_t i = 0; i < trials.size(); ++i)
    series[i] -= share * static_cast<double>(trials[i].size());
  return series;
}

std::vector<double> MeanRanks(const Trials& trials) {
  const Midranks ranks = RankAscending(trials.Values());
  const auto all = static_cast<double>(trials.Values().size());
  std::vector<double> series(trials.size(), 0.0);
  std::size_t at = 0;
  for (std::size_t i = 0; i < trials.size(); ++i) {
    const std::size_t size = trials[i].size();
    for (std::size_t j = 0; j < size; ++j, ++at)
      series[i] += static_cast<double>(ranks.doubled[at] - 1) / (2 * all) - 0.5;
    if (size > 0) series[i] /= static_cast<double>(size);
  }
  return series;
}

std::vector<double> InOrderOf(const Trials& trials, const std::vector<double>& series) {
  std::vector<double> ordered;
  for (const std::size_t trial : trials.InOrder()) ordered.push_back(series[trial]);
  return ordered;
}

}  // namespace lab::stats
