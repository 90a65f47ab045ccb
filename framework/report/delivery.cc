#include "framework/report/delivery.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "framework/measure/series.h"
#include "framework/report/analysis.h"
#include "framework/report/change.h"

namespace lab::report {
namespace {

using measure::CaseRecord;
using measure::TrialRecord;
using measure::View;

constexpr double kShorter = 0.9;         // of the tokens: less is another answer
constexpr double kMostPointsMore = 1.0;  // that may fail, or never show text, more often

double Share(double part, double whole) { return whole > 0 ? part / whole : 0; }

std::string FewerAnswers(const measure::Totals& before, const CaseRecord& baseline,
                         const measure::Totals& after, const CaseRecord& candidate) {
  const auto a_trial = [](const measure::Totals& totals, const CaseRecord& record) {
    return Share(static_cast<double>(totals.views + totals.broken_trials),
                 static_cast<double>(record.trials.size()));
  };
  const double was = a_trial(before, baseline);
  const double is = a_trial(after, candidate);
  if (is >= was * 0.999) return "";
  return fmt::format("{:.3g} answers a trial in place of {:.3g}", is, was);
}

std::string MoreFailures(const CaseRecord& baseline, const CaseRecord& candidate) {
  const std::optional<Change> change =
      ChangeOf(baseline, candidate, {measure::Account::kFailures, stats::Statistic::Mean()}, 1);
  if (!change) return "";
  const double points = 100 * (change->candidate - change->baseline);
  if (points < kMostPointsMore && change->verdict != stats::Verdict::kSlower) return "";
  return fmt::format("{:.1f} % fail in place of {:.1f} %", 100 * change->candidate,
                     100 * change->baseline);
}

std::string MoreNeverShown(const measure::Totals& before, const measure::Totals& after) {
  const auto percent = [](const measure::Totals& totals) {
    return 100 * Share(static_cast<double>(totals.unseen_views),
                       static_cast<double>(totals.views - totals.failed_views));
  };
  if (percent(after) < percent(before) + kMostPointsMore) return "";
  return fmt::format("{:.1f} % never show text in place of {:.1f} %", percent(after),
                     percent(before));
}

/// Tokens of a trial's answers; 0 where one of them failed or has none.
std::int64_t TokensOf(const TrialRecord& trial) {
  std::int64_t tokens = 0;
  for (const View& view : trial.views) {
    if (view.failed || view.output_tokens == 0) return 0;
    tokens += view.output_tokens;
  }
  return tokens;
}

// Of the trials that have tokens on both sides: trial i of both is about the same question.
std::string ShorterAnswers(const CaseRecord& baseline, const CaseRecord& candidate) {
  std::map<std::int64_t, std::int64_t> by_index;
  for (const TrialRecord& trial : baseline.trials) by_index[trial.index] = TokensOf(trial);
  double before = 0;
  double after = 0;
  for (const TrialRecord& trial : candidate.trials) {
    const auto partner = by_index.find(trial.index);
    const std::int64_t tokens = TokensOf(trial);
    if (partner == by_index.end() || partner->second == 0 || tokens == 0) continue;
    before += static_cast<double>(partner->second);
    after += static_cast<double>(tokens);
  }
  if (before == 0 || after >= kShorter * before) return "";
  return fmt::format("{:.0f} % of the tokens", 100 * after / before);
}

}  // namespace

std::string DeliversLess(const CaseRecord& baseline, const CaseRecord& candidate) {
  const measure::Totals before = measure::TotalsOf(baseline);
  const measure::Totals after = measure::TotalsOf(candidate);
  if (std::string fewer = FewerAnswers(before, baseline, after, candidate); !fewer.empty())
    return fewer;
  if (std::string failing = MoreFailures(baseline, candidate); !failing.empty()) return failing;
  if (std::string never = MoreNeverShown(before, after); !never.empty()) return never;
  return ShorterAnswers(baseline, candidate);
}

}  // namespace lab::report
