// A line a case, for spreadsheets and data frames: RFC 4180, numbers without thousands' separators.
//
//   WriteCsv(Analyse(run), {}, file);
//
//   suite,group,case,model,baseline,...,ttft_ms_p50,...,usd_per_1k,...,change_ratio,...,verdict,...
//
// Between the case's names and its comparison stand all figures of measure/figures.h; the unit is
// last in a column's name. A field is empty where there is no such number: the case was skipped,
// nothing succeeded, the sample is too small for that percentile, or no price is known. A change
// from a baseline of 0 has the ratio "inf". Behind the columns that every file has come the
// counters that some case noted, by name.
#pragma once

#include <iosfwd>

#include "framework/report/analysis.h"
#include "framework/report/reporter_table.h"

namespace lab::report {

void WriteCsv(const Analysis& analysis, const ReportOptions& options, std::ostream& out);

}  // namespace lab::report
