#include "framework/gate/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "framework/stats/dependence.h"
#include "framework/stats/multiple_testing.h"
#include "framework/stats/percentile.h"
#include "framework/stats/ratio_inference.h"
#include "framework/stats/ratio_spread.h"
#include "framework/stats/share_comparison.h"

namespace lab::gate {
namespace {

using stats::InferenceOptions;
using stats::RatioInference;
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

// A reader is told where the trials are worth visibly fewer than they are.
constexpr double kWorthANote = 1.25;

std::string WorthText(const Decision& row) {
  return fmt::format("{} are worth {:.0f}", std::min(row.n_baseline, row.n_candidate),
                     row.effective_n);
}

std::string NoteOn(const Decision& row) {
  const std::int64_t n = std::min(row.n_baseline, row.n_candidate);
  if (row.failures) {
    if (row.dependence.inflation < kWorthANote) return "";
    return "the failures came together in time, as in an outage: " + WorthText(row);
  }
  if (!row.dependence.known && n > 0)
    return fmt::format("dependence between trials cannot be excluded at n = {}", n);
  if (row.dependence.inflation < kWorthANote) return "";
  return "the trials depend on each other: " + WorthText(row);
}

// What decides a row: one of three kinds, seen alike.
class Evidence {
 public:
  Evidence(const Observation& observation, const JudgeOptions& options)
      : observation_(&observation), options_(&options) {
    const Observation& of = observation;
    if (of.failures) {
      shares_.emplace(of.baseline, of.candidate, of.paired);
    } else if (of.baseline_moments && of.candidate_moments) {
      moments_.emplace(SpreadOfMoments(*of.baseline_moments, *of.candidate_moments));
    } else {
      ratio_.emplace(
          of.baseline, of.candidate, of.statistic,
          InferenceOptions{
              .paired = of.paired, .seed = options.seed, .resamples = options.resamples});
    }
  }

  double TailWorse() const { return Tail(!observation_->more_is_better || shares_); }
  double TailBetter() const { return Tail(observation_->more_is_better && !shares_); }
  double floor() const {
    return shares_ ? shares_->floor() : ratio_ ? ratio_->floor() : moments_->floor();
  }
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
    if (ratio_) return above ? ratio_->TailAbove(limit) : ratio_->TailBelow(1 / limit);
    return above ? moments_->TailAbove(limit) : moments_->TailBelow(1 / limit);
  }

  const Observation* observation_;
  const JudgeOptions* options_;
  std::optional<ShareComparison> shares_;
  std::optional<RatioInference> ratio_;
  std::optional<RatioSpread> moments_;
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
    row.effective_n = shares_->effective_n();
    row.dependence = shares_->dependence();
    row.note = NoteOn(row);
  } else {
    row.ratio.value = ratio_ ? ratio_->value() : moments_->value();
  }
  if (ratio_) {
    row.effective_n = ratio_->effective_n();
    row.dependence = ratio_->dependence();
    if (!ratio_->exact()) row.note = NoteOn(row);
  }
  return row;
}

void Evidence::ShowIntervals(Decision& row) const {
  if (shares_) {
    row.difference = shares_->DifferenceAt(row.tail);
    return;
  }
  row.ratio = ratio_ ? ratio_->At(row.tail) : moments_->At(row.tail);
  if (ratio_) row.difference = ratio_->DifferenceAt(row.tail);
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

std::vector<std::string> Judgement::Notes() const {
  std::map<std::string, int> too_few;  // the note, and how many rows have it
  std::vector<std::string> outages;
  const Decision* most = nullptr;
  int dependent = 0;
  for (const Decision& row : rows) {
    if (row.note.empty()) continue;
    if (!row.dependence.known) {
      ++too_few[row.note];
      continue;
    }
    if (row.failures) {
      outages.push_back(fmt::format("{} {}: {}", row.case_name, row.metric, row.note));
      continue;
    }
    ++dependent;
    if (most == nullptr || row.dependence.inflation > most->dependence.inflation) most = &row;
  }
  std::vector<std::string> notes = std::move(outages);
  for (const auto& [note, count] : too_few)
    notes.push_back(fmt::format("{} ({} row{})", note, count, count == 1 ? "" : "s"));
  if (most == nullptr) return notes;
  notes.push_back(fmt::format(
      "the trials of {} row{} depend on each other, and their intervals are wider for it: most of "
      "{} {}, where {}",
      dependent, dependent == 1 ? "" : "s", most->case_name, most->metric, WorthText(*most)));
  return notes;
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
