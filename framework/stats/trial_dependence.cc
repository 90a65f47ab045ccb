#include "framework/stats/trial_dependence.h"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "framework/stats/influence.h"

namespace lab::stats {
namespace {

std::vector<double> Difference(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) out[i] = a[i] - b[i];
  return out;
}

/// What counts is the dependence of the statistic's own series. Of a quantile that is one of zeros
/// and ones, whose neighbours tell too little of what lies further apart, and of a mean one that a
/// few large values drown. The ranks tell too much. Halfway between is right for a normal process
/// at the median and safe elsewhere.
Dependence OfSeries(const std::vector<double>& influence, const std::vector<double>& ranks) {
  const Dependence own = DependenceOf(influence);
  return Larger(own, Halfway(own, DependenceOf(ranks)));
}

/// How well a deviation is known that was estimated from these: 4 n / (kurtosis - 1) degrees of
/// freedom. That is twice of what the variance of a variance says, since the bootstrap's own
/// acceleration already corrects for a part; a mean whose variance hangs on three values is not
/// known with n - 1.
double DegreesOfDeviation(const std::vector<double>& series) {
  double squares = 0;
  double fourths = 0;
  for (const double value : series) {
    squares += value * value;
    fourths += value * value * value * value;
  }
  const auto n = static_cast<double>(series.size());
  if (!(squares > 0)) return 0;
  const double kurtosis = n * fourths / (squares * squares);
  return std::max(4 * n / std::max(kurtosis - 1, 0.1), 2.0);
}

double SumOfSquares(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return sum;
}

}  // namespace

double FewerDegrees(double a, double b) {
  if (a == 0 || b == 0) return std::max(a, b);
  return std::min(a, b);
}

Dependence DependenceOfStatistic(const Trials& trials, Statistic statistic) {
  const std::vector<double> influence = InfluenceOf(trials, statistic);
  Dependence out = OfSeries(InOrderOf(trials, influence), InOrderOf(trials, MeanRanks(trials)));
  if (statistic.is_mean()) out.degrees = FewerDegrees(out.degrees, DegreesOfDeviation(influence));
  return out;
}

Dependence DependenceOfPairs(const Trials& baseline, const Trials& candidate, Statistic statistic) {
  const auto influence =
      Difference(InfluenceOf(candidate, statistic), InfluenceOf(baseline, statistic));
  const auto ranks = Difference(MeanRanks(candidate), MeanRanks(baseline));
  Dependence out = OfSeries(InOrderOf(baseline, influence), InOrderOf(baseline, ranks));
  if (statistic.is_mean()) out.degrees = FewerDegrees(out.degrees, DegreesOfDeviation(influence));
  return out;
}

Dependence DependenceOfSides(const Trials& baseline, const Trials& candidate, Statistic statistic) {
  const Dependence before = DependenceOfStatistic(baseline, statistic);
  const Dependence after = DependenceOfStatistic(candidate, statistic);
  const double a = 1 / static_cast<double>(baseline.size());
  const double b = 1 / static_cast<double>(candidate.size());
  return {(before.inflation * a + after.inflation * b) / (a + b),
          FewerDegrees(before.degrees, after.degrees), before.known && after.known};
}

double DesignEffect(const Trials& baseline, const Trials& candidate, Statistic statistic,
                    bool paired) {
  const std::vector<double> before = InfluenceOf(baseline, statistic);
  const std::vector<double> after = InfluenceOf(candidate, statistic);
  const auto alone = [&](const Trials& trials) {  // the variance of independent answers
    const auto n = static_cast<double>(trials.Values().size());
    if (!statistic.is_mean()) return statistic.p() * (1 - statistic.p()) * n;
    const Trials each = trials.Values();
    return SumOfSquares(InfluenceOf(each, statistic));
  };
  const double independent = alone(baseline) + alone(candidate);
  const double together =
      paired ? SumOfSquares(Difference(after, before)) : SumOfSquares(before) + SumOfSquares(after);
  if (!(independent > 0)) return 1;
  const auto trials = static_cast<double>(std::min(baseline.size(), candidate.size()));
  const double effect = together / independent * trials / std::max(trials - 1, 1.0);
  constexpr double kLeast = 0.05;
  return std::max(effect, paired ? kLeast : 1.0);
}

}  // namespace lab::stats
