#include "framework/gate/judge.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <numeric>

#include "framework/base/rng.h"
#include "framework/stats/bootstrap.h"
#include "framework/stats/multiple_testing.h"
#include "framework/stats/percentile.h"

namespace lab::gate {
namespace {

using stats::RatioSpread;
using stats::Statistic;

double StatisticOf(std::vector<double> values, Statistic statistic) {
  if (values.empty()) return 0;
  if (statistic.is_mean()) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  }
  std::sort(values.begin(), values.end());
  return stats::QuantileValue(values, statistic.p());
}

// By the delta method; Welch (1947) for the degrees of freedom.
RatioSpread SpreadOfMoments(const MeanAndDeviation& baseline, const MeanAndDeviation& candidate) {
  const auto share = [](const MeanAndDeviation& side) {
    const double relative = side.deviation / side.mean;
    return relative * relative / static_cast<double>(side.n);
  };
  const double ratio = candidate.mean / baseline.mean;
  if (baseline.n < 2 || candidate.n < 2 || !(ratio > 0))
    return RatioSpread(stats::RatioSpreadInput{.value = ratio, .replicates = {}});
  const double a = share(baseline);
  const double b = share(candidate);
  if (a + b == 0) return RatioSpread::OfConstants(ratio, 2);
  const double degrees =
      (a + b) * (a + b) /
      (a * a / static_cast<double>(baseline.n - 1) + b * b / static_cast<double>(candidate.n - 1));
  return RatioSpread::OfMoments(ratio, std::sqrt(a + b), degrees);
}

RatioSpread SpreadOf(const Observation& observation, const JudgeOptions& options) {
  if (observation.baseline_moments && observation.candidate_moments)
    return SpreadOfMoments(*observation.baseline_moments, *observation.candidate_moments);
  // A stream of its own for each row: one case more does not move the others.
  stats::Statistic what = observation.statistic;
  Rng rng = Rng::For(options.seed, "gate/" + observation.case_name + "/" + observation.metric);
  const auto spreads = observation.paired ? stats::PairedRatioSpreads : stats::UnpairedRatioSpreads;
  return spreads(observation.baseline, observation.candidate, {&what, 1}, rng, options.resamples)
      .front();
}

Decision DecisionOf(const Observation& observation, const RatioSpread& spread) {
  Decision row{.case_name = observation.case_name, .metric = observation.metric};
  row.paired = observation.paired;
  row.ratio.value = spread.value();
  if (observation.baseline_moments && observation.candidate_moments) {
    row.baseline = observation.baseline_moments->mean;
    row.candidate = observation.candidate_moments->mean;
    row.n_baseline = observation.baseline_moments->n;
    row.n_candidate = observation.candidate_moments->n;
    return row;
  }
  row.baseline = StatisticOf(observation.baseline, observation.statistic);
  row.candidate = StatisticOf(observation.candidate, observation.statistic);
  row.n_baseline = static_cast<std::int64_t>(observation.baseline.size());
  row.n_candidate = static_cast<std::int64_t>(observation.candidate.size());
  return row;
}

std::int64_t Needed(const Observation& observation, double tail) {
  if (observation.baseline_moments) return 2;
  const Statistic what = observation.statistic;
  const double p = what.is_mean() ? 0.5 : std::max(what.p(), 1 - what.p());
  return stats::SamplesNeeded(p, tail);
}

// One row that takes part, and its p values before the correction.
struct Contender {
  std::size_t row;
  const Observation* observation;
  const RatioSpread* spread;
  double p_worse;
  double p_better;
};

// Holm's correction in one direction: the adjusted p values and each row's level. Rows that pass
// have the level of their step; all others that of the step at which it stopped, where they would
// not have passed either.
struct Steps {
  std::vector<double> p_adjusted;
  std::vector<double> tails;
  std::size_t passed = 0;
};

Steps StepDown(const std::vector<double>& p_values, double tail) {
  Steps steps{.p_adjusted = stats::HolmAdjust(p_values), .tails = {}};
  const std::size_t m = p_values.size();
  std::vector<std::size_t> order(m);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  steps.tails.resize(m);
  for (std::size_t rank = 0; rank < m; ++rank) {
    if (steps.p_adjusted[order[rank]] <= tail) steps.passed = rank + 1;
    steps.tails[order[rank]] = tail / static_cast<double>(m - std::min(rank, steps.passed));
  }
  return steps;
}

Ruling RulingOf(const Decision& row, const JudgeOptions& options) {
  const double tail = (1 - options.confidence) / 2;
  if (row.p_regression <= tail) return Ruling::kRegression;
  if (row.p_improvement <= tail) return Ruling::kImprovement;
  if (!row.ratio.low || !row.ratio.high) return Ruling::kTooFew;
  const bool within =
      *row.ratio.low >= 1 / (1 + options.limit) && *row.ratio.high <= 1 + options.limit;
  return within ? Ruling::kSame : Ruling::kUnclear;
}

void Decide(const std::vector<Contender>& contenders, const JudgeOptions& options,
            std::vector<Decision>& rows) {
  const double tail = (1 - options.confidence) / 2;
  std::vector<double> worse;
  std::vector<double> better;
  for (const Contender& contender : contenders) {
    worse.push_back(contender.p_worse);
    better.push_back(contender.p_better);
  }
  const Steps regressions = StepDown(worse, tail);
  const Steps improvements = StepDown(better, tail);
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    Decision& row = rows[contenders[i].row];
    row.p_regression = regressions.p_adjusted[i];
    row.p_improvement = improvements.p_adjusted[i];
    // One that passed shows the interval that it passed by; others one that satisfies both.
    if (row.p_regression <= tail)
      row.tail = regressions.tails[i];
    else if (row.p_improvement <= tail)
      row.tail = improvements.tails[i];
    else
      row.tail = std::min(regressions.tails[i], improvements.tails[i]);
    row.ratio = contenders[i].spread->At(row.tail);
    row.ruling = RulingOf(row, options);
    if (row.ruling == Ruling::kTooFew) row.needed = Needed(*contenders[i].observation, row.tail);
  }
}

}  // namespace

std::string_view RulingName(Ruling ruling) {
  constexpr std::array<std::string_view, 5> kNames{"regression", "improvement", "same", "unclear",
                                                   "too few"};
  return kNames[static_cast<std::size_t>(ruling)];
}

bool Judgement::regressed() const {
  return std::any_of(rows.begin(), rows.end(),
                     [](const Decision& row) { return row.ruling == Ruling::kRegression; });
}

Judgement Judge(const std::vector<Observation>& observations, const JudgeOptions& options) {
  assert(options.limit > 0);
  const double tail = (1 - options.confidence) / 2;
  std::vector<RatioSpread> spreads;
  for (const Observation& observation : observations)
    spreads.push_back(SpreadOf(observation, options));
  Judgement judgement;
  std::vector<Contender> contenders;
  for (std::size_t i = 0; i < observations.size(); ++i) {
    Decision row = DecisionOf(observations[i], spreads[i]);
    row.tail = tail;
    if (spreads[i].floor() > tail) {
      row.ruling = Ruling::kTooFew;
      row.needed = Needed(observations[i], tail);
    } else {
      const double above = spreads[i].TailAbove(1 + options.limit);
      const double below = spreads[i].TailBelow(1 / (1 + options.limit));
      const bool more = observations[i].more_is_better;
      contenders.push_back(
          {i, &observations[i], &spreads[i], more ? below : above, more ? above : below});
    }
    judgement.rows.push_back(std::move(row));
  }
  judgement.family = static_cast<std::int64_t>(contenders.size());
  Decide(contenders, options, judgement.rows);
  return judgement;
}

}  // namespace lab::gate
