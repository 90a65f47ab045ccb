#include "framework/report/change.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "framework/base/rng.h"
#include "framework/measure/series.h"
#include "framework/report/cells.h"
#include "framework/stats/bootstrap.h"
#include "framework/stats/percentile.h"
#include "framework/stats/ratio_spread.h"
#include "framework/stats/share_comparison.h"
#include "framework/stats/trials.h"

namespace lab::report {
namespace {

using measure::CaseRecord;
using measure::Quantity;
using measure::TrialRecord;

// A share of failures that moves by less is no news.
constexpr double kPoint = 0.01;

/// Trial i of both sides, each with all its values.
struct PairedTrials {
  stats::Trials baseline;
  stats::Trials candidate;
};

void Add(const TrialRecord& trial, const Quantity& what, stats::Trials& trials) {
  const std::optional<Time> start = IsSet(trial.start) ? std::optional(trial.start) : std::nullopt;
  trials.Add(measure::Values(trial, what), start);
}

PairedTrials PairTrials(const CaseRecord& baseline, const CaseRecord& candidate,
                        const Quantity& what) {
  std::map<std::int64_t, const TrialRecord*> by_index;
  for (const TrialRecord& trial : baseline.trials) by_index[trial.index] = &trial;
  PairedTrials pairs;
  for (const TrialRecord& trial : candidate.trials) {
    const auto partner = by_index.find(trial.index);
    if (partner == by_index.end()) continue;
    Add(*partner->second, what, pairs.baseline);
    Add(trial, what, pairs.candidate);
  }
  return pairs;
}

double RatioOf(double candidate, double baseline) {
  if (candidate == baseline) return 1;
  return baseline == 0 ? std::numeric_limits<double>::infinity() : candidate / baseline;
}

constexpr double kTail = 0.025;  // of each side of a 95 % interval

// Of a speed more is better.
stats::Verdict Turned(stats::Verdict verdict) {
  if (verdict == stats::Verdict::kFaster) return stats::Verdict::kSlower;
  return verdict == stats::Verdict::kSlower ? stats::Verdict::kFaster : verdict;
}

void JudgeRatio(const PairedTrials& pairs, std::uint64_t seed, Change& change) {
  Rng rng = Rng::For(seed, "bootstrap");
  const stats::Statistic statistic = change.reading.statistic;
  const stats::RatioSpread spread =
      stats::PairedRatioSpreads(pairs.baseline, pairs.candidate, {&statistic, 1}, rng).front();
  const stats::Estimate interval = spread.At(kTail);
  change.ratio = {RatioOf(change.candidate, change.baseline), interval.low, interval.high};
  change.p_value = std::min(1.0, 2 * std::min(spread.TailAbove(1), spread.TailBelow(1)));
  change.verdict = stats::VerdictOn(change.ratio);
  if (change.reading.what.better() == measure::Better::kMore)
    change.verdict = Turned(change.verdict);
  if (change.verdict != stats::Verdict::kUnclear) return;
  const double p = statistic.is_mean() ? 0.5 : statistic.p();
  change.needed =
      change.ratio.low && change.ratio.high
          ? stats::SamplesToSettle(change.ratio, static_cast<std::int64_t>(pairs.baseline.size()))
          : stats::SamplesNeeded(std::max(p, 1 - p), kTail);
}

void JudgeDifference(const PairedTrials& pairs, Change& change) {
  const stats::ShareComparison shares(pairs.baseline, pairs.candidate, /*paired=*/true);
  const stats::Estimate interval = shares.DifferenceAt(kTail);
  change.ratio = {change.candidate - change.baseline, interval.low, interval.high};
  change.p_value = std::min(1.0, 2 * std::min(shares.TailAbove(0), shares.TailBelow(0)));
  if (!interval.low || !interval.high) return;
  if (*interval.low > 0) change.verdict = stats::Verdict::kSlower;
  if (*interval.high < 0) change.verdict = stats::Verdict::kFaster;
  if (*interval.low >= -kPoint && *interval.high <= kPoint) change.verdict = stats::Verdict::kSame;
}

std::string PercentOf(double ratio, bool is_difference) {
  return SignedPercent(is_difference ? ratio + 1 : ratio);
}

}  // namespace

std::optional<Change> ChangeOf(const CaseRecord& baseline, const CaseRecord& candidate,
                               const measure::Reading& reading, std::uint64_t seed) {
  const std::vector<double> before = measure::Values(baseline, reading.what);
  const std::vector<double> after = measure::Values(candidate, reading.what);
  if (before.empty() || after.empty()) return std::nullopt;
  Change change{.reading = reading,
                .baseline = stats::StatisticOf(before, reading.statistic),
                .candidate = stats::StatisticOf(after, reading.statistic)};
  const PairedTrials pairs = PairTrials(baseline, candidate, reading.what);
  if (change.is_difference()) {
    JudgeDifference(pairs, change);
  } else {
    JudgeRatio(pairs, seed, change);
  }
  return change;
}

std::string VerdictWord(const Change& change) {
  const bool is_time = change.reading.what.is_time();
  if (!is_time && change.verdict == stats::Verdict::kFaster) return "better";
  if (!is_time && change.verdict == stats::Verdict::kSlower) return "worse";
  return std::string(stats::VerdictName(change.verdict));
}

std::string SettledBy(const Change& change) {
  const bool open = change.verdict == stats::Verdict::kUnclear && change.needed > 0;
  return open ? fmt::format(">={} trials", change.needed) : "";
}

std::string VerdictText(const Change& change) {
  const std::string settled = SettledBy(change);
  return settled.empty() ? VerdictWord(change)
                         : fmt::format("{} ({})", VerdictWord(change), settled);
}

Tone VerdictTone(stats::Verdict verdict) {
  if (verdict == stats::Verdict::kFaster) return Tone::kGood;
  return verdict == stats::Verdict::kSlower ? Tone::kBad : Tone::kPlain;
}

std::string ChangeText(const Change& change) {
  return PercentOf(change.ratio.value, change.is_difference());
}

std::string IntervalText(const Change& change) {
  if (!change.ratio.low || !change.ratio.high) return "";
  return fmt::format("{} to {}", PercentOf(*change.ratio.low, change.is_difference()),
                     PercentOf(*change.ratio.high, change.is_difference()));
}

}  // namespace lab::report
