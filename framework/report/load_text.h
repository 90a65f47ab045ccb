// A load run for people: the verdict, then tables of at most 100 columns.
//
//   WriteLoadText(report, {.colour = IsTerminal(1)}, std::cout);
#pragma once

#include <iosfwd>
#include <string>

#include "framework/report/load_report.h"
#include "framework/report/text_table.h"

namespace lab::report {

void WriteLoadText(const LoadReport& report, const RenderOptions& options, std::ostream& out);

/// Three digits or so of a time in ms: "5,597", "412", "41.2", "4.12", "0.041"; from 100 s up with
/// its unit, "720s".
std::string ShownMs(double ms);

}  // namespace lab::report
