// How far a study has come, told after each trial.
//
//   ProgressTally tally(options.progress, {.trials = {200, 200, 66}});     // of three cases
//   tally.TrialEnds(0, record, trial);
//   tally.CaseEnds(0);              // no more of it: a rule stopped it, or it was skipped
//
// Thread: any; the hook is called under a lock, one call at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "framework/measure/run.h"
#include "framework/runtime/guarded.h"

namespace lab {

struct StudyProgress {
  std::int64_t trials = 0;   ///< complete
  std::int64_t failed = 0;   ///< of them: an answer or the trial itself
  std::int64_t planned = 0;  ///< trials, as far as is known now; 0: it is not known
  double share = 0;          ///< of the whole that is done, 0 to 1
  std::string name;          ///< the case whose trial it was
};

class ProgressTally {
 public:
  using Hook = std::function<void(const StudyProgress&)>;

  struct Plan {
    std::vector<std::int64_t> trials;  ///< of each case, over its repetitions
    /// The numbers are limits and say nothing of how long it takes; the share is by cases then.
    bool open = false;
  };

  /// `hook` may be empty.
  ProgressTally(Hook hook, Plan plan);

  void TrialEnds(std::size_t index, const measure::CaseRecord& record,
                 const measure::TrialRecord& trial);
  /// The case will have `trials` in all and no more.
  void Replan(std::size_t index, std::int64_t trials);
  /// The case will have no more trials than it has now.
  void CaseEnds(std::size_t index);

  /// So far.
  StudyProgress progress() const;

 private:
  struct Count {
    std::int64_t done = 0;
    std::int64_t planned = 0;
    bool over = false;
  };
  struct State {
    std::vector<Count> counts;
    StudyProgress now;
  };
  double ShareOf(const State& state) const;
  void Expect(State& state, Count& count, std::int64_t trials) const;

  Hook hook_;
  bool open_;
  mutable Guarded<State> state_;
};

}  // namespace lab
