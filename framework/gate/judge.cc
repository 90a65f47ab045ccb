#include "framework/gate/judge.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <optional>

#include "framework/base/rng.h"
#include "framework/stats/bootstrap.h"
#include "framework/stats/multiple_testing.h"
#include "framework/stats/percentile.h"
#include "framework/stats/share_comparison.h"

namespace lab::gate {
namespace {

using stats::RatioSpread;
using stats::ShareComparison;
using stats::Statistic;

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

// What decides a row: one of two kinds, seen alike.
class Evidence {
 public:
  Evidence(const Observation& observation, const JudgeOptions& options)
      : observation_(&observation), options_(&options) {
    if (observation.failures)
      shares_.emplace(observation.baseline, observation.candidate, observation.paired);
    else
      spread_.emplace(SpreadOf(observation, options));
  }

  double TailWorse() const { return Tail(!observation_->more_is_better || shares_); }
  double TailBetter() const { return Tail(observation_->more_is_better && !shares_); }
  double floor() const { return shares_ ? shares_->floor() : spread_->floor(); }
  /// The figures, which need no level.
  Decision Figures() const;
  void ShowIntervals(Decision& row) const;
  Ruling RulingOf(const Decision& row) const;
  std::int64_t Needed(double tail) const;

 private:
  double Tail(bool above) const {
    if (shares_) {
      const double margin = options_->failures_margin;
      return above ? shares_->TailAbove(margin) : shares_->TailBelow(margin);
    }
    const double limit = 1 + options_->limit;
    return above ? spread_->TailAbove(limit) : spread_->TailBelow(1 / limit);
  }

  const Observation* observation_;
  const JudgeOptions* options_;
  std::optional<ShareComparison> shares_;
  std::optional<RatioSpread> spread_;
};

Decision Evidence::Figures() const {
  const Observation& of = *observation_;
  Decision row{.case_name = of.case_name, .metric = of.metric, .failures = of.failures};
  row.paired = of.paired;
  if (of.baseline_moments && of.candidate_moments) {
    row.baseline = of.baseline_moments->mean;
    row.candidate = of.candidate_moments->mean;
    row.n_baseline = of.baseline_moments->n;
    row.n_candidate = of.candidate_moments->n;
  } else {
    const Statistic what = of.failures ? Statistic::Mean() : of.statistic;
    row.baseline = stats::StatisticOf(of.baseline, what);
    row.candidate = stats::StatisticOf(of.candidate, what);
    row.n_baseline = static_cast<std::int64_t>(of.baseline.Values().size());
    row.n_candidate = static_cast<std::int64_t>(of.candidate.Values().size());
  }
  // Infinite on both sides: no difference that could be seen.
  row.difference.value = row.candidate == row.baseline ? 0 : row.candidate - row.baseline;
  if (shares_) {
    row.failed_baseline = shares_->baseline();
    row.failed_candidate = shares_->candidate();
  } else {
    row.ratio.value = spread_->value();
  }
  return row;
}

void Evidence::ShowIntervals(Decision& row) const {
  if (shares_)
    row.difference = shares_->DifferenceAt(row.tail);
  else
    row.ratio = spread_->At(row.tail);
}

std::int64_t Evidence::Needed(double tail) const {
  if (observation_->baseline_moments) return 2;
  const Statistic what = observation_->statistic;
  const double p = what.is_mean() ? 0.5 : std::max(what.p(), 1 - what.p());
  return stats::SamplesNeeded(p, tail);
}

Ruling Evidence::RulingOf(const Decision& row) const {
  const double tail = (1 - options_->confidence) / 2;
  if (row.p_regression <= tail) return Ruling::kRegression;
  if (row.p_improvement <= tail) return Ruling::kImprovement;
  const stats::Estimate& shown = shares_ ? row.difference : row.ratio;
  if (!shown.low || !shown.high) return Ruling::kTooFew;
  const double limit = options_->limit;
  const bool within = shares_ ? *shown.low >= -limit && *shown.high <= limit
                              : *shown.low >= 1 / (1 + limit) && *shown.high <= 1 + limit;
  return within ? Ruling::kSame : Ruling::kUnclear;
}

void Decide(const std::vector<Evidence>& evidence, const JudgeOptions& options,
            Judgement& judgement) {
  const double tail = (1 - options.confidence) / 2;
  std::vector<double> worse;
  std::vector<double> better;
  std::vector<double> floors;
  for (const Evidence& one : evidence) {
    worse.push_back(one.TailWorse());
    better.push_back(one.TailBetter());
    floors.push_back(one.floor());
  }
  const stats::StepDown regressions = stats::HolmOfDecidable(worse, floors, tail);
  const stats::StepDown improvements = stats::HolmOfDecidable(better, floors, tail);
  judgement.family = regressions.family;
  for (std::size_t i = 0; i < evidence.size(); ++i) {
    Decision& row = judgement.rows[i];
    row.p_regression = regressions.p_adjusted[i];
    row.p_improvement = improvements.p_adjusted[i];
    // One that passed shows the interval that it passed by; others one that satisfies both.
    if (row.p_regression <= tail)
      row.tail = regressions.tails[i];
    else if (row.p_improvement <= tail)
      row.tail = improvements.tails[i];
    else
      row.tail = std::min(regressions.tails[i], improvements.tails[i]);
    evidence[i].ShowIntervals(row);
    row.ruling = evidence[i].RulingOf(row);
    if (row.ruling == Ruling::kTooFew) row.needed = evidence[i].Needed(row.tail);
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
  Judgement judgement;
  std::vector<Evidence> evidence;
  evidence.reserve(observations.size());
  for (const Observation& observation : observations) {
    evidence.emplace_back(observation, options);
    judgement.rows.push_back(evidence.back().Figures());
  }
  Decide(evidence, options, judgement);
  return judgement;
}

}  // namespace lab::gate
