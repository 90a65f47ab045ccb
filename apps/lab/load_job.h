// One load of `lab load`, from the flags to what is printed and written.
//
//   Result<LoadOutcome> outcome = RunLoadJob(flags, *std::move(job), std::cout, std::cerr);
#pragma once

#include <array>
#include <iosfwd>
#include <string>

#include "apps/lab/load_flags.h"

namespace lab::apps {

/// How it ended: an exit code, and a row for a table of several.
struct LoadOutcome {
  int exit = 0;
  bool cut = false;  ///< by an interrupt
  /// Verdict, ok, failed, TTFT p50 and p99, latency p50 and p99, output tokens a second.
  std::array<std::string, 8> cells;
};

/// Prints the report to `out`, progress to `err`. Errors: what keeps it from being sent, or from
/// being written.
Result<LoadOutcome> RunLoadJob(const LoadFlags& flags, LoadJob job, std::ostream& out,
                               std::ostream& err);

}  // namespace lab::apps
