// The tables that a person reads: one a group of cases, the baseline first; then, when several
// groups ran, the summary over all of them (summary.h).
//
//   WriteComparisonTables(Analyse(run), {.colour = true}, std::cout);
//
// A row is a case: how many answers, percentiles of TTFT and latency, speed, money, cache hits
// where a cache was used, and the change of the group's metric against the baseline with its 95 %
// interval and one word. A percentile that the sample is too small for is shown as n<K, with the K
// that it needs, never as the maximum under another name.
//
// A group whose answers are graded says which cases are on the Pareto frontier of latency, cost and
// accuracy; where the mock answered, that its accuracy is modelled. `confusion` adds which label
// was taken for which, where something was classified.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "framework/report/analysis.h"
#include "framework/report/reporter_table.h"
#include "framework/report/text_table.h"

namespace lab::report {

void WriteComparisonTables(const Analysis& analysis, const ReportOptions& options,
                           std::ostream& out);

/// A group's table alone, for every form that shows tables. Skipped cases have no row.
TextTable ComparisonTable(const Group& group);
/// The same cases with every figure that there is (measure/figures.h): wide, for a page that
/// scrolls.
TextTable FiguresTable(const Group& group);
/// What has to be said below it, one sentence each: what was skipped, what failed and why, of which
/// cases the money is an estimate (`~`).
std::vector<std::string> NotesOf(const Group& group);
/// "" where the accuracies are not modelled, or there are none.
std::string ModelledNote(const Group& group, const measure::Run& run);

}  // namespace lab::report
