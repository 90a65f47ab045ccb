// Which bounds a run kept: a row for each case and bound, below the tables.
//
//   WriteSloTable(measure::JudgeSlos(run, slos)..., {.colour = true}, std::cout);
//
// What the words mean stands in measure/slo.h.
#pragma once

#include <iosfwd>
#include <vector>

#include "framework/measure/slo.h"
#include "framework/report/text_table.h"

namespace lab::report {

/// Nothing where there are no results.
void WriteSloTable(const std::vector<measure::SloResult>& results, const RenderOptions& options,
                   std::ostream& out);

}  // namespace lab::report
