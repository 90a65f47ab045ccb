// The change of a case against its baseline, by one reading (measure/reading.h): the ratio of the
// very figures that stand in the table, with its 95 % interval and one word.
//
//   const Reading p95{Metric::kTtft, Statistic::P95()};
//   std::optional<Change> change = ChangeOf(baseline, record, p95, seed);
//   if (change) fmt::print("{:+.1f} % {}", 100 * (change->ratio.value - 1), VerdictWord(*change));
//
// The figure is over all answers of each side that succeeded; those that never showed text count as
// infinite. The interval comes from drawing whole trials again, trial i of both sides together: the
// answers of a trial depend on each other, and what both sides share cancels.
//
// Of failures it is no ratio but the difference of the two shares in points, with the interval of
// pairs (stats/share_comparison.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "framework/measure/reading.h"
#include "framework/measure/run.h"
#include "framework/report/text_table.h"
#include "framework/stats/comparison.h"
#include "framework/stats/estimate.h"

namespace lab::report {

struct Change {
  measure::Reading reading;
  double baseline = 0;  ///< the figures, in the quantity's unit
  double candidate = 0;
  /// candidate / baseline, lower is better; of failures candidate - baseline, a share. x / 0 is
  /// infinite, 0 / 0 is 1.
  stats::Estimate ratio;
  double p_value = 1;  ///< two-sided, of no change
  stats::Verdict verdict = stats::Verdict::kUnclear;
  std::int64_t needed = 0;  ///< trials that would settle an unclear one; 0: not known

  bool is_difference() const { return reading.what.is_failures(); }
};

/// Absent where a side has no such number.
std::optional<Change> ChangeOf(const measure::CaseRecord& baseline,
                               const measure::CaseRecord& candidate,
                               const measure::Reading& reading, std::uint64_t seed);

/// "faster", "slower", "same", "unclear"; of what is no time "better" and "worse".
std::string VerdictWord(const Change& change);
/// ">=430 trials" where more would settle it, else "". A trial may show several answers, which the
/// column n counts.
std::string SettledBy(const Change& change);
/// "unclear (>=430 trials)": both.
std::string VerdictText(const Change& change);
Tone VerdictTone(stats::Verdict verdict);

/// "-54.0", in percent; of failures "+1.2", in points.
std::string ChangeText(const Change& change);
/// "-54.8 to -53.4"; "" without an interval.
std::string IntervalText(const Change& change);

}  // namespace lab::report
