// One trial: what one user waits for. Handed to the body of an experiment.
//
//   LAB_BENCHMARK_F(chat, Desk, FollowUp) {
//     Reply first = co_await client().Send(Ask(trial));        // recorded, whatever you do with it
//     co_await Pause(90s);
//     trial.Ask();     // the user asks again: the clock starts anew
//     trial.Show(co_await client().Send(Again(first)));
//   }
//
// The clock starts with the trial. Show() notes when the user first saw text (of an answer without
// any: never) and when the answer was whole; a trial may show several answers, each measured from
// the last Ask() before it, and then counts as its mean in a paired comparison.
//
// Steps make a trace of what runs inside a trial (--trace):
//
//   lab::Step billing = trial.StepInto("billing specialist");
//   lab::Step lookup = billing.StepInto("look up the invoice", lab::SpanKind::kTool);
//   lab::Reply reply = co_await client().Send(Ask(trial), billing.In());
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/rng.h"
#include "framework/llm/call.h"
#include "framework/llm/reply.h"
#include "framework/measure/sample.h"
#include "framework/runtime/loop.h"

namespace lab {

using measure::SpanKind;

/// A step that is under way: it ends with End(), or with the object. Move only.
class Step {
 public:
  Step(Step&& other) noexcept;
  Step& operator=(Step&&) = delete;
  ~Step() { End(); }

  /// A step inside this one; once this one has ended, it fails the trial.
  Step StepInto(std::string_view name, SpanKind kind = SpanKind::kStep) const;
  /// A call that this step makes: where it hangs in the trace.
  Call In() const { return In(Call()); }
  Call In(Call call) const;
  /// Now, unless it has ended already.
  void End();

 private:
  friend class Trial;
  Step(Loop& loop, measure::TrialRecord& record, std::string_view name, SpanKind kind,
       std::int64_t parent);

  Loop* loop_;
  measure::TrialRecord* record_;
  std::int64_t index_;
  bool ended_ = false;  // or moved from
};

class Trial {
 public:
  /// `loop`, `record` and `args` must outlive the trial.
  Trial(Loop& loop, std::uint64_t seed, const std::vector<std::int64_t>& args,
        measure::TrialRecord& record);

  /// 0, 1, 2 ...: trial i of every case of a group has the same prompts and the same seeds.
  std::int64_t index() const { return record_.index; }
  /// The case's argument number `place` (->Arg(), ->Args()). Throws when it has none, which fails
  /// the trial.
  std::int64_t arg(std::size_t place = 0) const;
  /// A stream of random numbers for one purpose; the same for this trial in every case.
  Rng rng(std::string_view purpose) const;

  /// The user asks now.
  void Ask() { asked_ = loop_.Now(); }
  /// The user has the answer. A failed reply counts as a failure, never as a time. One that nobody
  /// gave, or that ended before the last Ask(), fails the trial.
  void Show(const Reply& reply);
  /// The same for an answer that was put together from several replies: its first text came at
  /// `first_visible`.
  void ShowAt(Time first_visible, const Reply& last);

  /// A figure of the experiment's own, averaged over the trials and printed with the case:
  /// "rounds", "hit". One that is not finite, or has no name, fails the trial.
  void Note(std::string_view name, double value);
  /// A time of the experiment's own: "first sentence". It gets percentiles, a verdict
  /// (CompareBy("first sentence")), `lab compare --metric "first sentence_ms_p95"` and
  /// `--slo "first sentence p95=800ms"`. Several a trial count each, as answers do. One that is
  /// negative, or has the name of a metric, fails the trial.
  void Measure(std::string_view name, Duration duration);
  /// Whether the answer was right: the mean over the trials is the case's accuracy, in percent.
  void Grade(bool right) { Note(measure::kAccuracy, right ? 100 : 0); }
  /// The same for several answers: which share of them was right. One outside 0 to 1 fails the
  /// trial.
  void Grade(double share);
  /// What a classification said, and what would have been right: their share is the case's label
  /// accuracy, --confusion prints which was taken for which. The last one of a trial counts.
  void Classify(std::string_view truth, std::string_view said);
  /// A step of the trial begins. One without a name, or that has not ended when the trial does,
  /// fails the trial.
  Step StepInto(std::string_view name, SpanKind kind = SpanKind::kStep);

  /// Notes what the trial has come to so far, when its agents are done: "calls" of models, "tokens"
  /// in and out, and the "critical path": how many calls and tools ran one after the other
  /// (measure/critical_path.h).
  void NoteEffort();

  /// The trial could not be carried out. The first reason stays.
  void Fail(Error error);

 private:
  void Refuse(std::string why);

  Loop& loop_;
  std::uint64_t seed_;
  const std::vector<std::int64_t>& args_;
  measure::TrialRecord& record_;
  Time asked_;
};

}  // namespace lab
