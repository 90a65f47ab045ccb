// Two simulated runs are the same bytes or they are not: what differs, and where it begins.
//
//   ExactComparison comparison = CompareExactly(baseline, now);
//   if (comparison.same()) return 0;
//   const Difference& first = comparison.cases[0].first;
//   fmt::print("{} is {}, was {}", first.path, first.now, first.baseline);
//
// Compared is all that a Run file holds of a case. Where one of the two was read from an outline
// (measure/trial_outline.h), outlines are compared, whose digests cover the rest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/measure/run.h"

namespace lab::gate {

/// The first field that is not the same, and what stands there; "(nothing)" where it is missing.
struct Difference {
  std::string path;  ///< "trials[3].samples[0].first_token_ns"; times are from the trial's start
  std::string baseline;
  std::string now;
};

/// A figure of the case (measure/figures.h), or one of its counters, that moved; absent where only
/// one side has it.
struct FigureChange {
  std::string name;
  std::optional<double> baseline;
  std::optional<double> now;
};

struct CaseDifference {
  std::string name;
  Difference first;
  std::int64_t trials = 0;  ///< how many of them differ
  std::int64_t of_trials = 0;
  std::vector<FigureChange> changes;  ///< may be empty: one stamp moved and no figure saw it
};

struct ExactComparison {
  std::vector<Difference> config;  ///< the runs were asked for different things
  std::vector<std::string> gone;   ///< cases of the baseline that are no more
  std::vector<std::string> added;  ///< cases that the baseline does not know
  std::vector<CaseDifference> cases;
  std::int64_t equal_cases = 0;

  bool same() const { return config.empty() && gone.empty() && added.empty() && cases.empty(); }
};

/// Of the configuration what decides the record is compared: target, model, profile, seed and
/// trials.
ExactComparison CompareExactly(const measure::Run& baseline, const measure::Run& now);

}  // namespace lab::gate
