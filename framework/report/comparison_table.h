// The tables that a person reads: one a group of cases, the baseline first; then, when several
// groups ran, the summary over all of them (summary.h).
//
//   WriteComparisonTables(Analyse(run), {.colour = true}, std::cout);
//
// A row is a case: how many answers, percentiles of TTFT and latency, speed, money, cache hits
// where a cache was used, failures where something failed, and the change of what the group is
// judged by against the baseline with its 95 % interval and one word. A percentile is always shown;
// where the sample is too small for an upper bound it is marked, `~5,597`, and a line below says
// so. What does not fit into the width is left out, the least important first, and named below.
//
// A group whose answers are graded says which cases are on the Pareto frontier of latency, cost and
// accuracy; where the mock answered, that its accuracy is modelled. `confusion` adds which label
// was taken for which, where something was classified.
#pragma once

#include <iosfwd>

#include "framework/report/analysis.h"
#include "framework/report/reporter_table.h"
#include "framework/report/text_table.h"

namespace lab::report {

void WriteComparisonTables(const Analysis& analysis, const ReportOptions& options,
                           std::ostream& out);

/// A group's table alone, for every form that shows tables. Skipped cases have no row.
TextTable ComparisonTable(const Group& group, const ReportOptions& options);
/// The same cases with every figure that there is (measure/figures.h): wide, for a page that
/// scrolls.
TextTable FiguresTable(const Group& group);

}  // namespace lab::report
