// Runs one case in one world: its trials one after the other, everything recorded.
//
//   measure::CaseRecord record = RunCase(instance, {.seed = 7, .trials = 50}, factory);
//
// Blocks until the case is done. In simulated time that is milliseconds, and any number of cases
// may run on threads of their own.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>

#include "framework/bench/registry.h"
#include "framework/bench/stop_rule.h"
#include "framework/bench/world.h"
#include "framework/measure/run.h"

namespace lab {

/// All of a case is kept in memory until it is reported.
constexpr std::int64_t kMostTrials = 1'000'000;

/// Longer than any answer takes. A case whose user pauses for hours says so.
constexpr Duration kTrialTimeout = std::chrono::minutes(30);

struct CaseOptions {
  std::uint64_t seed = 1;
  std::int64_t trials = 30;
  std::int64_t first_trial =
      0;  ///< index of the first; a repetition goes on where the one before ended
  bool paced =
      true;  ///< keep the case's interval between trials (simulated time); false: back to back
  /// How long a trial (and SetUp) may take, in the world's time, before it is given up and fails;
  /// 0: as the case says (->Timeout()), else kTrialTimeout. After three such the case's further
  /// trials fail unbegun.
  Duration trial_timeout{};
  std::optional<StopRule> until;  ///< stop before `trials` are done, when the rule says so
  /// A trial is complete; between it and the next one. May be empty.
  std::function<void(const measure::CaseRecord&, const measure::TrialRecord&)> trial_done = {};
  /// Asked to stop, from any thread, a case ends at once: the trial under way is given up and
  /// dropped, those before it stay, and the record is marked as cut.
  std::stop_token stop = {};
};

/// Never fails as a whole: a case that the target cannot run comes back skipped with the reason, a
/// trial that could not be carried out with its error, file and line of the case in front. A case
/// of which no trial shows anything has that as the error of each.
measure::CaseRecord RunCase(const CaseInstance& instance, const CaseOptions& options,
                            const WorldFactory& factory);

/// The same case in two worlds, each with a record of its own.
struct CasePair {
  measure::CaseRecord first;
  measure::CaseRecord second;
};

/// Trial by trial in turns (first, second, second, first, ...), so that a drift of the network or
/// the provider hits both sides alike. `options.until` is left aside.
CasePair RunCaseInTurns(const CaseInstance& instance, const CaseOptions& options,
                        const WorldFactory& first, const WorldFactory& second);

}  // namespace lab
