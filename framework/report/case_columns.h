// The columns of a group's table: which there are, in which order, and which go first where the
// table is too wide.
//
//   for (const CaseColumn& column : ColumnsOf(group, options)) {
//     row.push_back(column.cell(result));
//   }
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "framework/report/analysis.h"
#include "framework/report/reporter_table.h"
#include "framework/report/text_table.h"

namespace lab::report {

/// A column: its title, and what stands in it for a case.
struct CaseColumn {
  Column title;
  std::function<Cell(const CaseResult&)> cell;
  std::string figure;  ///< its name in measure/figures.h; "" where it is none of a metric's
};

/// `group` and `options` must outlive them. What nobody's case has is no column: no failures, no
/// cache, no baseline.
std::vector<CaseColumn> ColumnsOf(const Group& group, const ReportOptions& options);

/// A row a case; skipped ones have none.
TextTable TableOf(const Group& group, const std::vector<CaseColumn>& columns);

}  // namespace lab::report
