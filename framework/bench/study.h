// All selected cases as Google Benchmark benchmarks with manual time.
//
//   Study study({.seed = 7, .trials = 50, .threads = 2}, factory);
//   Result<std::vector<measure::CaseRecord>> records = study.Run({"--benchmark_filter=caching"});
//
// Each case is a real benchmark: Google Benchmark repeats and reports it, and its JSON and
// compare.py work. An iteration is a trial, its manual time the first time that the case's
// group is judged by (CaseRecord::judged_time).
//
// The number of trials is chosen here and never by Google Benchmark: every case is registered with
// a fixed number of iterations, so that it is called once a repetition, and a call is a repetition.
// Where a rule or --benchmark_min_time decides the number, the case runs before it is registered;
// no trial is run to find a number and then thrown away. Simulated cases are computed on `threads`
// threads before Google Benchmark asks for the first; it then only reads the times out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "framework/base/result.h"
#include "framework/bench/case_runner.h"
#include "framework/bench/progress.h"
#include "framework/bench/world.h"
#include "framework/measure/run.h"

namespace lab {

struct StudyOptions {
  std::uint64_t seed = 1;
  std::int64_t trials = 30;
  /// False: as many as --benchmark_min_time says, a time ("0.5", "0.5s") that they are to fill, at
  /// most kMostTimedTrials, or a number ("20x").
  bool fixed_trials = true;
  bool paced = true;         ///< see CaseOptions
  Duration trial_timeout{};  ///< likewise
  /// Each case stops by itself, `trials` at the latest; only with fixed_trials.
  std::optional<StopRule> until;
  int threads = 1;  ///< above 1 only where cases do not disturb each other's time: in simulation
  bool print_console =
      false;  ///< let Google Benchmark print its own console, JSON or CSV to standard output
  std::vector<std::pair<std::string, std::string>> context;  ///< for the JSON's "context"
  /// Told after each trial, under a lock, from whichever thread it ran on. May be empty.
  ProgressTally::Hook progress;
  /// Each trial when it is complete, so that a run that is killed has lost nothing. With several
  /// threads the cases come one after the other when all are computed, so that the order is the
  /// same at any number of them. May be empty.
  std::function<void(const measure::CaseRecord&, const measure::TrialRecord&)> trial_done;
  /// Asked to stop, from any thread, the study ends at once and returns what is complete; see
  /// CaseOptions.
  std::stop_token stop;
};

/// What --benchmark_min_time is not to fill memory by.
inline constexpr std::int64_t kMostTimedTrials = 100'000;

class Study {
 public:
  Study(StudyOptions options, WorldFactory factory);

  /// Runs what `flags` (--benchmark_..., unparsed) select; the records in the order of the tables.
  /// ErrorKind::kUsage when an experiment has a mistake (mistakes.h), when the filter is no regular
  /// expression or fits no case (the message lists the suites), and for a --benchmark_min_time that
  /// is none. Google Benchmark keeps its flags from one call to the next, so give them all. Once
  /// `stop` was asked for, cases without a trial are left out, and Google Benchmark is told of
  /// those that were cut as failed.
  Result<std::vector<measure::CaseRecord>> Run(const std::vector<std::string>& flags);

  /// Every case in this study's worlds and in those of `other` in turns (RunCaseInTurns), without
  /// Google Benchmark; of `flags` only the filter counts.
  Result<std::vector<CasePair>> RunInTurns(const std::vector<std::string>& flags,
                                           const WorldFactory& other);

  /// Of the last run: it was asked to stop and something is missing.
  bool cut() const { return cut_; }
  /// Of the last run: how far it came.
  const StudyProgress& progress() const { return progress_; }

 private:
  StudyOptions options_;
  WorldFactory factory_;
  StudyProgress progress_;
  bool cut_ = false;
};

/// The names that `flags` select, in the order of the tables; errors as those of Run().
Result<std::vector<std::string>> SelectedCases(const std::vector<std::string>& flags);

/// Whether Google Benchmark's filter takes a name: a regular expression found anywhere in it, "-"
/// in front turns it round.
Result<bool> FilterMatches(const std::string& filter, const std::string& name);

}  // namespace lab
