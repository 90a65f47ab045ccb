// A run as JUnit XML, which CI servers show: a test suite a group, a test case a case.
//
//   WriteJunit(Analyse(run), {}, file);
//
// A test case fails when one of its answers failed or a trial could not be carried out, with the
// reason of the first, and is skipped when the case was. What was measured stands in its
// <system-out>. That a technique is
// slow is no failure: the gate decides what is a regression. A run that is INVALID has a failed
// test case "run.trust" with the reason.
#pragma once

#include <iosfwd>

#include "framework/report/analysis.h"
#include "framework/report/reporter_table.h"

namespace lab::report {

void WriteJunit(const Analysis& analysis, const ReportOptions& options, std::ostream& out);

}  // namespace lab::report
