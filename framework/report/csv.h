// A line a case, for spreadsheets and data frames: RFC 4180, numbers without thousands' separators.
//
//   WriteCsv(Analyse(run), {}, file);
//
//   suite,group,case,model,baseline,...,ttft_ms_p50,ttft_ms_p50_low,ttft_ms_p50_high,...,metric,
//   change_ratio,...,verdict,...
//
// Between the case's names and its change stand all figures of measure/figures.h, whatever a table
// shows; the unit is last in a column's name. Behind a percentile and a mean come the bounds of its
// 95 % interval. A field is empty where there is no such number: the case was skipped, nothing
// succeeded, the sample is too small for that bound, or no price is known. What is infinite (an
// answer that never came, a change from a baseline of 0) is "inf". A change of failures is a
// difference of shares, of everything else a ratio. Behind the columns that every file has come the
// counters that some case noted, by name.
#pragma once

#include <iosfwd>

#include "framework/report/analysis.h"
#include "framework/report/reporter_table.h"

namespace lab::report {

void WriteCsv(const Analysis& analysis, const ReportOptions& options, std::ostream& out);

}  // namespace lab::report
