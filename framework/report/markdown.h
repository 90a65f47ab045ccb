// The tables of a run as Markdown: for a pull request, an issue or a page in a repository.
//
//   WriteMarkdown(Analyse(run), {.requests_per_month = 100'000}, file);
//
// The rows are those of comparison_table.h and summary.h.
#pragma once

#include <iosfwd>

#include "framework/report/analysis.h"
#include "framework/report/reporter_table.h"

namespace lab::report {

void WriteMarkdown(const Analysis& analysis, const ReportOptions& options, std::ostream& out);

}  // namespace lab::report
