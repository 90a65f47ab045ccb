// A comparison's verdict as people see it.
//
//   row.push_back({VerdictText(comparison), VerdictTone(comparison.verdict)});
#pragma once

#include <string>

#include "framework/report/text_table.h"
#include "framework/stats/comparison.h"

namespace lab::report {

/// "faster", or "unclear (n>=430)" where more trials would settle it.
std::string VerdictText(const stats::Comparison& comparison);

Tone VerdictTone(stats::Verdict verdict);

}  // namespace lab::report
