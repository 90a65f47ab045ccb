// A run as one page that needs no network: tables that sort, distributions, scaling, the Pareto
// plot, a timeline of single trials.
//
//   WriteHtml(Analyse(run), {.requests_per_month = 100'000}, file);
//
// The page's own source is framework/report/html/; Chart.js (MIT) is embedded at build time from
// Debian's libjs-chart.js, its licence with it. All sources are inline and a content security
// policy forbids any other. Text reaches the page as JSON and is only ever set as text.
#pragma once

#include <iosfwd>

#include "framework/report/analysis.h"
#include "framework/report/reporter_table.h"

namespace lab::report {

void WriteHtml(const Analysis& analysis, const ReportOptions& options, std::ostream& out);

}  // namespace lab::report
