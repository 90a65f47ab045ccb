// `suites --gate` and `suites --approve`: a simulated run against the baselines.
//
//   if (options.gate || options.approve) return AgainstBaselines(run, options, colour, out, err);
#pragma once

#include <iosfwd>

#include "apps/suites_options.h"
#include "framework/base/result.h"
#include "framework/measure/run.h"

namespace lab::apps {

/// The exit code. Approving takes whole suites: a filter that takes a part of one is refused.
Result<int> AgainstBaselines(const measure::Run& run, const SuitesOptions& options, bool colour,
                             std::ostream& out);

}  // namespace lab::apps
