// One trial: what one user waits for. Handed to the body of an experiment.
//
//   LAB_BENCHMARK_F(chat, Desk, FollowUp) {
//     Reply first = co_await client().Send(Ask(trial));        // recorded, whatever you do with it
//     co_await Pause(90s);
//     trial.Ask();     // the user asks again: the clock starts anew
//     trial.Show(co_await client().Send(Again(first)));
//   }
//
// The clock starts with the trial. Show() notes when the user first saw text and when the answer
// was whole; a trial may show several answers, each measured from the last Ask() before it, and
// then counts as its mean in a paired comparison.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/rng.h"
#include "framework/llm/reply.h"
#include "framework/measure/sample.h"
#include "framework/runtime/loop.h"

namespace lab {

class Trial {
 public:
  /// `loop`, `record` and `args` must outlive the trial.
  Trial(Loop& loop, std::uint64_t seed, const std::vector<std::int64_t>& args,
        measure::TrialRecord& record);

  /// 0, 1, 2 ...: trial i of every case of a group has the same prompts and the same seeds.
  std::int64_t index() const { return record_.index; }
  /// The case's argument number `place` (->Arg(), ->Args()); asserts when it has none.
  std::int64_t arg(std::size_t place = 0) const;
  /// A stream of random numbers for one purpose; the same for this trial in every case.
  Rng rng(std::string_view purpose) const;

  /// The user asks now.
  void Ask() { asked_ = loop_.Now(); }
  /// The user has the answer. A failed reply counts as a failure, never as a time.
  void Show(const Reply& reply);
  /// The same for an answer that was put together from several replies: its first text came at
  /// `first_visible`.
  void ShowAt(Time first_visible, const Reply& last);

  /// A figure of the experiment's own, averaged over the trials and printed with the case:
  /// "rounds", "hit". One that is not finite fails the trial.
  void Note(std::string_view name, double value);
  /// The trial could not be carried out. The first reason stays.
  void Fail(Error error);

 private:
  Loop& loop_;
  std::uint64_t seed_;
  const std::vector<std::int64_t>& args_;
  measure::TrialRecord& record_;
  Time asked_;
};

}  // namespace lab
