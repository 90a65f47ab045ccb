// When a case has been measured well enough (--until=ci:5%).
//
//   const StopRule rule{.width = 0.05};
//   if (IsSettled(record, rule)) return;       // the interval of its median is 5 % wide or less
//
// A rule that looks at the data while they come stops more readily at a lucky moment than at an
// unlucky one: the interval that it stops at covers a little less often than it says. Looking
// seldom keeps that small, hence `least` and `step`; docs/gate.md has the figures. To compare two
// runs, fix the number of trials (lab power names it).
//
// With `seconds` it does not look at the values, and is what --benchmark_min_time asks for.
#pragma once

#include <cstdint>

#include "framework/measure/run.h"

namespace lab {

struct StopRule {
  double width = 0.05;      ///< of the 95 % interval, relative to the median
  std::int64_t least = 20;  ///< trials before the first look
  std::int64_t step = 10;   ///< trials between two looks
  /// Above 0, instead of the others: stop when the trials' times come to that many seconds.
  double seconds = 0;
};

/// What a trial counts for: its `time` (CaseRecord::judged_time), for a trial without one (it
/// failed, or never showed text) as long as it took, at least a millisecond.
double SecondsOf(const measure::TrialRecord& trial, const measure::Quantity& time);

/// Looks at the median of the time that the case's group is judged by, with the interval of
/// stats/percentile.h. False between two looks. By seconds it looks after every trial at first,
/// then a sixteenth of the trials apart.
bool IsSettled(const measure::CaseRecord& record, const StopRule& rule);

}  // namespace lab
