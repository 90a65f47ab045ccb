// Continuous batching with chunked prefill: one model whose users feel each other.
//
//   BatchScheduler scheduler(loop, {&clock, &latency, &incidents}, profile, seed);
//   auto sequence = std::make_shared<Sequence>(loop, tokens, admit);
//   scheduler.Submit(sequence, arrival);
//   while (!sequence->prefilled()) co_await sequence->Wait(0);
//   while (sequence->made() < 10) co_await sequence->Wait(10);
//
// Each step reads up to the prefill budget of prompt tokens, of the oldest first, and makes one
// token for each sequence that decodes; it takes b0 + b1 * prompt tokens + b2 * decoding sequences.
// Beyond `max_sequences` requests queue, first come first served. A cancelled sequence keeps its
// slot until the step under way ends (or until the profile's lag has passed).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "framework/base/time.h"
#include "framework/base/units.h"
#include "framework/runtime/loop.h"
#include "framework/runtime/task_scope.h"
#include "framework/runtime/wait_queue.h"
#include "mocks/incidents.h"
#include "mocks/latency_model.h"
#include "mocks/model_clock.h"
#include "mocks/profile.h"

namespace lab::mocks {

/// One request in the batch. Shared by who waits for it and the scheduler. Times are model time.
class Sequence {
 public:
  /// `tokens` will be made. `admit` is called when a slot is free and returns the prompt tokens
  /// that have to be read; what it refers to must outlive the sequence or its cancellation.
  Sequence(Loop& loop, std::int64_t tokens, std::function<Tokens()> admit)
      : tokens_(tokens), admit_(std::move(admit)), progress_(loop) {}

  bool prefilled() const { return prefilled_; }
  /// When it was; the first token has the same time.
  Duration prefilled_at() const { return prefilled_at_; }
  std::int64_t made() const { return static_cast<std::int64_t>(times_.size()); }
  /// When token `index` was made.
  Duration time_of(std::int64_t index) const { return times_[static_cast<std::size_t>(index)]; }
  bool finished() const { return prefilled_ && made() == tokens_; }

  /// Wakes when `tokens` are made, or once the prompt is read. One coroutine waits at a time; it
  /// must look again, as with any WaitQueue.
  WaitQueue::Awaiter Wait(std::int64_t tokens) {
    wanted_ = tokens;
    return progress_.Wait();
  }
  /// Nobody listens any more.
  void Cancel(Duration now) {
    cancelled_ = true;
    cancelled_at_ = now;
    admit_ = nullptr;
  }

 private:
  friend class BatchScheduler;
  void Make(Duration at);

  std::int64_t tokens_;
  std::function<Tokens()> admit_;
  std::int64_t prefill_left_ = 0;
  std::int64_t prefill_now_ = 0;  ///< in the step under way
  bool prefilled_ = false;
  bool cancelled_ = false;
  Duration prefilled_at_ = Duration::zero();
  Duration cancelled_at_ = Duration::zero();
  std::vector<Duration> times_;
  std::int64_t wanted_ = 0;
  WaitQueue progress_;
};

/// The parts of the model that a step needs; all must outlive the scheduler.
struct StepModel {
  const ModelClock* clock;
  const LatencyModel* latency;
  Incidents* incidents;
};

class BatchScheduler {
 public:
  /// `wasted` is told of each token that is made for a cancelled sequence.
  BatchScheduler(Loop& loop, StepModel model, const Profile& profile, std::uint64_t seed,
                 std::function<void(std::int64_t)> wasted);

  /// Joins the queue at `arrival` (model time), or now when that has passed.
  void Submit(std::shared_ptr<Sequence> sequence, Duration arrival);

  std::size_t running() const { return running_.size(); }
  std::size_t waiting() const { return waiting_.size(); }

 private:
  using SequencePtr = std::shared_ptr<Sequence>;

  Task<void> Arrive(SequencePtr sequence, Duration at);
  Task<void> Run();
  void Admit();
  Duration PlanStep(Duration now);
  void FinishStep(Duration now);
  /// False when the sequence leaves its slot.
  bool Advance(Sequence& sequence, Duration now);

  Loop& loop_;
  StepModel model_;
  BatchModel batch_;
  Duration lag_;
  Rng rng_;
  std::function<void(std::int64_t)> wasted_;
  std::deque<SequencePtr> waiting_;
  std::vector<SequencePtr> running_;
  WaitQueue work_;
  TaskScope scope_;  // last: its tasks use all of the above
};

}  // namespace lab::mocks
