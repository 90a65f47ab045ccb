// Runs one case in one world: its trials one after the other, everything recorded.
//
//   measure::CaseRecord record = RunCase(instance, {.seed = 7, .trials = 50}, factory);
//
// Blocks until the case is done. In simulated time that is milliseconds, and any number of cases
// may run on threads of their own.
#pragma once

#include <cstdint>

#include "framework/bench/registry.h"
#include "framework/bench/world.h"
#include "framework/measure/run.h"

namespace lab {

struct CaseOptions {
  std::uint64_t seed = 1;
  std::int64_t trials = 30;
  std::int64_t first_trial =
      0;  ///< index of the first; a repetition goes on where the one before ended
  bool paced =
      true;  ///< keep the case's interval between trials (simulated time); false: back to back
};

/// Never fails as a whole: a case that cannot run comes back skipped with the reason, a trial that
/// cannot with its error.
measure::CaseRecord RunCase(const CaseInstance& instance, const CaseOptions& options,
                            const WorldFactory& factory);

}  // namespace lab
