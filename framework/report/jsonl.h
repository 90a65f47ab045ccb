// A line a request, written as trials end: a run that is killed has lost nothing.
//
//   options.trial_done = [&](const auto& record, const auto& trial) {
//     WriteTrialLines(record, trial, file);
//     file.flush();
//   };
//   WriteJsonl(analysis, {}, file);        // the same lines, of a run that has ended
//
//   {"suite":"caching","group":"Handbook","case":"Cached","trial":3,"number":0,"row":{...},...}
//
// Behind the case, the trial and the request's number in it stand its figures ("row", the columns
// of measure/row.h) and then the fields of a sample in the Run file (measure/run_json.h), times in
// nanoseconds from the start of the trial. A trial that
// could not be carried out has a line of its own with "trial_error", one that measured times by its
// own names one with "times_ns"; one without requests has no other.
#pragma once

#include <iosfwd>

#include "framework/report/analysis.h"
#include "framework/report/reporter_table.h"

namespace lab::report {

void WriteTrialLines(const measure::CaseRecord& record, const measure::TrialRecord& trial,
                     std::ostream& out);

void WriteJsonl(const Analysis& analysis, const ReportOptions& options, std::ostream& out);

}  // namespace lab::report
