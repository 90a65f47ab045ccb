// What the page of html.h shows, as JSON: tables, distributions, the Pareto plot, scaling, traces.
//
//   const std::string json = HtmlData(analysis, options);
//
// Thinned, so that the page stays small whatever the run's size: of a distribution the quantiles
// that a plot can show (every value up to 128), of a case's trials the fastest, the median and the
// slowest, of those at most 300 parts.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/report/analysis.h"
#include "framework/report/reporter_table.h"

namespace lab::report {

/// Valid UTF-8; may hold "</script>", so escape it (markup.h).
std::string HtmlData(const Analysis& analysis, const ReportOptions& options);

/// (value, share of the sample at or below it), ascending: all of `sorted`, or 128 of it with the
/// last percent in full.
std::vector<std::pair<double, double>> ThinnedEcdf(const std::vector<double>& sorted);

}  // namespace lab::report
