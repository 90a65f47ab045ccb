// A comparison's verdict as people see it.
//
//   row.push_back({VerdictText(comparison), VerdictTone(comparison.verdict)});
#pragma once

#include <string>

#include "framework/report/text_table.h"
#include "framework/stats/comparison.h"

namespace lab::report {

/// "faster", or "unclear (>=430 trials)" where more would settle it. A trial may show several
/// answers, which the column n counts.
std::string VerdictText(const stats::Comparison& comparison);

Tone VerdictTone(stats::Verdict verdict);

}  // namespace lab::report
