// What has to be said below a group's table, one sentence each.
//
//   for (const std::string& note : NotesOf(group, options)) out << "  " << note << '\n';
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "framework/report/analysis.h"
#include "framework/report/reporter_table.h"

namespace lab::report {

/// What the marks mean that the table shows at its width (`~` before a percentile, `*` before
/// money); what was skipped; what failed, and why the first did; what never showed text.
std::vector<std::string> NotesOf(const Group& group, const ReportOptions& options);

/// "" where the accuracies are not modelled, or there are none.
std::string ModelledNote(const Group& group, const measure::Run& run);

/// What `~` means and how many answers it takes to be rid of it, where figures of these names have
/// no upper bound in some case: "~ no 95 % upper bound at this n: p95 takes 72 answers, p99 368".
/// "" where all have one.
std::string MarkNote(const Group& group, const std::vector<std::string>& figures);

/// Why the first thing of the case that failed did: a trial that could not be carried out, else an
/// answer's request. "" when nothing failed.
std::string FirstFailure(const measure::CaseRecord& record);

}  // namespace lab::report
