// Two runs that were measured apart, by two threads or two machines, as the one run that they are
// parts of.
//
//   Result<Run> whole = Merge(std::move(first), std::move(second));
//
// Exact: nothing is averaged or thinned, every trial of both is there once. Merging three runs in
// either order of nesting gives the same bytes.
#pragma once

#include "framework/base/result.h"
#include "framework/measure/run.h"

namespace lab::measure {

/// Cases that both have get the trials of both, by their number. The cases of `second` alone stand
/// behind those of `first`.
///
/// ErrorKind::kUsage names what keeps them apart: they were made by other versions, of another
/// target, address, model, profile, seed, price table or stopping rule; one is simulated and the
/// other not; a case has two meanings, was skipped in one of them alone, or has a trial that both
/// claim.
Result<Run> Merge(Run first, Run second);

}  // namespace lab::measure
