#include "framework/report/technique.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <vector>

#include "framework/measure/figures.h"
#include "framework/report/cells.h"
#include "framework/report/delivery.h"
#include "framework/stats/clustered_sample.h"
#include "framework/stats/proportion.h"

namespace lab::report {
namespace {

using measure::CaseRecord;
using measure::TrialRecord;

constexpr double kMostPointsLost = 1;      // of accuracy
constexpr double kLeastMoneySaved = 0.02;  // what counts as cheaper; the margin of "same"

std::optional<double> FigureRatio(const CaseResult& baseline, const CaseResult& result,
                                  std::string_view figure) {
  const auto* before = measure::FindFigure(baseline.figures, figure);
  const auto* after = measure::FindFigure(result.figures, figure);
  if (before == nullptr || after == nullptr || before->value <= 0) return std::nullopt;
  // Never shown on both sides: nothing is known of what the technique did to it.
  if (std::isinf(before->value) && std::isinf(after->value)) return std::nullopt;
  return after->value / before->value;
}

/// What both sides of a trial were graded, in percent.
struct Grades {
  double before = 0;
  double after = 0;
};

std::vector<Grades> PairGrades(const CaseRecord& baseline, const CaseRecord& candidate) {
  const std::string name(measure::kAccuracy);
  std::map<std::int64_t, double> by_index;
  for (const TrialRecord& trial : baseline.trials) {
    if (const auto grade = trial.counters.find(name); grade != trial.counters.end())
      by_index[trial.index] = grade->second;
  }
  std::vector<Grades> pairs;
  for (const TrialRecord& trial : candidate.trials) {
    const auto after = trial.counters.find(name);
    const auto before = by_index.find(trial.index);
    if (after != trial.counters.end() && before != by_index.end())
      pairs.push_back({before->second, after->second});
  }
  return pairs;
}

// Answers that are right or wrong are counted; shares of several are averaged.
stats::Estimate AccuracyChange(const std::vector<Grades>& pairs) {
  const bool counted = std::all_of(pairs.begin(), pairs.end(), [](const Grades& pair) {
    return (pair.before == 0 || pair.before == 100) && (pair.after == 0 || pair.after == 100);
  });
  std::vector<std::vector<double>> differences;
  stats::PairCounts counts;
  for (const auto& [before, after] : pairs) {
    differences.push_back({after - before});
    ++(before > 0 && after > 0 ? counts.both
       : before > 0            ? counts.only_baseline
       : after > 0             ? counts.only_candidate
                               : counts.neither);
  }
  return counted ? InPercent(stats::PairedShareDifference(counts))
                 : stats::ClusteredSample(std::move(differences)).Mean();
}

void CompareMoney(const CaseResult& baseline, std::uint64_t seed, Technique& technique) {
  const CaseResult& result = *technique.result;
  const std::optional<double> before = baseline.totals.usd_per_1k();
  const std::optional<double> after = result.totals.usd_per_1k();
  if (!before || !after) return;
  technique.usd_saved_per_1k = *before - *after;
  technique.cost_estimated = baseline.totals.estimated + result.totals.estimated > 0;
  if (*before <= 0) return;
  technique.cost = stats::Estimate{*after / *before, std::nullopt, std::nullopt};
  const std::optional<Change> change = ChangeOf(
      *baseline.record, *result.record, {measure::Account::kCost, stats::Statistic::Mean()}, seed);
  if (!change) return;
  technique.cost->low = change->ratio.low;
  technique.cost->high = change->ratio.high;
}

// An estimate may be too low (hidden thinking), so it is no reason to adopt anything.
stats::Estimate MoneySaved(const Technique& technique) {
  if (!technique.cost) return {0, 0, 0};
  const auto saved = [&](const std::optional<double>& ratio) -> std::optional<double> {
    if (!ratio) return std::nullopt;
    return technique.cost_estimated ? std::min(1 - *ratio, 0.0) : 1 - *ratio;
  };
  return {*saved(technique.cost->value), saved(technique.cost->high), saved(technique.cost->low)};
}

// What is not surely faster has saved no time.
stats::Estimate TimeSaved(const Change& time) {
  if (time.verdict != stats::Verdict::kFaster) return {0, 0, 0};
  return {1 - time.ratio.value, 1 - *time.ratio.high, 1 - *time.ratio.low};
}

void Score(Technique& technique) {
  const stats::Estimate time = TimeSaved(technique.time);
  const stats::Estimate money = MoneySaved(technique);
  technique.score = {time.value + money.value, std::nullopt, std::nullopt};
  if (money.low && money.high) {
    technique.score.low = *time.low + *money.low;
    technique.score.high = *time.high + *money.high;
  }
  const bool faster = technique.time.verdict == stats::Verdict::kFaster;
  const bool cheaper =
      technique.time.verdict == stats::Verdict::kSame && money.low.value_or(0) >= kLeastMoneySaved;
  technique.better = (faster || cheaper) && technique.score.low.value_or(0) > 0;
}

}  // namespace

bool Technique::answers_as_well() const {
  return !accuracy_points || accuracy_points->low.value_or(-100) >= -kMostPointsLost;
}

std::string Technique::apart_because() const {
  if (!better || adoptable()) return "";
  if (!delivers_less.empty()) return "delivers less: " + delivers_less;
  const std::string points = SignedPoints(accuracy_points->value) + " points";
  if (!accuracy_points->low) return "may answer worse: " + points + ", too few to tell";
  return fmt::format(
      "{} worse: {} ({} to {})", accuracy_points->high.value_or(0) < 0 ? "answers" : "may answer",
      points, SignedPoints(*accuracy_points->low), SignedPoints(accuracy_points->high.value_or(0)));
}

std::optional<double> Technique::usd_saved_per_month(const SummaryOptions& options) const {
  if (!usd_saved_per_1k || options.requests_per_month <= 0) return std::nullopt;
  return *usd_saved_per_1k * static_cast<double>(options.requests_per_month) / 1000;
}

std::optional<Technique> TechniqueOf(const Group& group, const CaseResult& result,
                                     std::uint64_t seed) {
  const CaseResult* baseline = BaselineResult(group, result);
  if (baseline == nullptr || !result.change) return std::nullopt;
  const measure::Reading time = result.record->judged_time();
  const std::optional<Change> change =
      time == result.change->reading ? result.change
                                     : ChangeOf(*baseline->record, *result.record, time, seed);
  if (!change) return std::nullopt;
  Technique technique{.group = &group,
                      .result = &result,
                      .name = result.record->full_name(),
                      .ttft = FigureRatio(*baseline, result, "ttft_ms_p50"),
                      .latency = FigureRatio(*baseline, result, "latency_ms_p50"),
                      .time = *change,
                      .delivers_less = DeliversLess(*baseline->record, *result.record)};
  CompareMoney(*baseline, seed, technique);
  const std::vector<Grades> grades = PairGrades(*baseline->record, *result.record);
  if (!grades.empty()) technique.accuracy_points = AccuracyChange(grades);
  Score(technique);
  return technique;
}

}  // namespace lab::report
