// The baselines of the simulated suites: baselines/<suite>.json, an outlined Run file each.
//
//   Baselines baselines{.directory = "baselines"};
//   const Result<bool> same = CheckBaselines(run, baselines, std::cout);       // suites --gate
//   const Result<void> done = ApproveBaselines(run, baselines, std::cout);     // suites --approve
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>

#include "framework/base/result.h"
#include "framework/measure/run.h"

namespace lab::apps {

/// Few, so that the files stay small: exactness does not need many.
inline constexpr std::int64_t kBaselineTrials = 10;

struct Baselines {
  std::string directory;
  /// Which cases the run was asked for; cases of a baseline that it takes and the run lacks are
  /// gone.
  std::function<bool(const std::string& case_name)> selects;
  bool every_case = true;  ///< `selects` takes all there are: a suite without a case is gone
  bool colour = false;
};

/// Compares each suite of the run with its file, prints what differs and the command that approves
/// it. False when something does, or when a suite has no file. An error when a file does not read.
Result<bool> CheckBaselines(const measure::Run& run, const Baselines& baselines, std::ostream& out);

/// Writes each suite of the run, which must be whole, to its file and prints what changed; a file
/// whose suite is no more is removed.
Result<void> ApproveBaselines(const measure::Run& run, const Baselines& baselines,
                              std::ostream& out);

}  // namespace lab::apps
