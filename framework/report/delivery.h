// Whether a case gives its user what the baseline gives: as many answers, as often, as long.
//
//   const std::string less = DeliversLess(*result.baseline, *result.record);
//   if (!less.empty()) out << "delivers less: " << less;          // "10 % of the tokens"
//
// A case that stops after a tenth of the answer is soon done. That is no saving of time and money
// beside a baseline that answers in full, so nothing may compare the two as alternatives.
#pragma once

#include <string>

#include "framework/measure/run.h"

namespace lab::report {

/// In which way the candidate delivers less, for people; "" when it does not. Less is: fewer
/// answers a trial; answers that fail more often, surely or by a point and more; answers that more
/// often never show text; answers shorter by a tenth and more. An answer out of a cache of ours,
/// which has no tokens, is not compared by them.
std::string DeliversLess(const measure::CaseRecord& baseline, const measure::CaseRecord& candidate);

}  // namespace lab::report
