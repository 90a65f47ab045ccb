// A trial as an indented timeline: what ran when, inside what, for how long.
//
//   WriteTimeline(record, trial, {.colour = true}, std::cout);
//
//   topology/IncidentReport/Hierarchical   trial 0, 9.41 s
//      offset  duration
//        0 ms   1.20 s  |==o                     | supervisor
//        0 ms   1.20 s  |==o                     |   claude-sonnet-5-5   12 -> 80 tokens
//     1.20 s    2.31 s  |   ---                  |   billing specialist
//
// A bar is as long as what it stands for: '-' a step, '=' a request, '+' a tool, 'x' a request that
// failed or was given up, 'o' in a request its first token. What never started is named below.
#pragma once

#include <iosfwd>

#include "framework/measure/run.h"
#include "framework/report/text_table.h"

namespace lab::report {

/// `trial` is one of `record`.
void WriteTimeline(const measure::CaseRecord& record, const measure::TrialRecord& trial,
                   const RenderOptions& options, std::ostream& out);

}  // namespace lab::report
