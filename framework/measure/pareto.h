// Which cases are worth choosing at all: the Pareto frontier of latency, cost and accuracy.
//
//   std::optional<Outcome> outcome = OutcomeOf(record);
//   std::vector<bool> best = OnFrontier(outcomes);      // best[i]: nothing dominates outcomes[i]
//
// a dominates b when a is no worse than b in all three and better in at least one: whoever chose b
// would do well to choose a. Equal outcomes do not dominate each other. The figures are those of
// the table, point estimates without their intervals: two cases that differ by noise alone may be
// told apart, so a case just off the frontier is not thereby a bad one.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "framework/measure/run.h"

namespace lab::measure {

struct Outcome {
  double latency_ms_p50 = 0;  ///< asked to the whole answer, over the answers that succeeded
  double usd_per_1k = 0;      ///< a thousand answers, everything that was billed included
  double accuracy = 0;        ///< mean of the counter kAccuracy, in percent

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// See above.
bool Dominates(const Outcome& a, const Outcome& b);

/// For each whether no other dominates it.
std::vector<bool> OnFrontier(std::span<const Outcome> outcomes);

/// Absent where the case has no answer that succeeded, a model without a price, or no accuracy.
std::optional<Outcome> OutcomeOf(const CaseRecord& record);

}  // namespace lab::measure
