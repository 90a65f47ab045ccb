#include "mocks/batch_scheduler.h"

#include <algorithm>
#include <limits>

namespace lab::mocks {

void Sequence::Make(Duration at) {
  if (!prefilled_) {
    prefilled_ = true;
    prefilled_at_ = at;
  }
  if (made() < tokens_) times_.push_back(at);
  if (made() >= wanted_) progress_.WakeOne();
}

BatchScheduler::BatchScheduler(Loop& loop, StepModel model, const Profile& profile,
                               std::uint64_t seed, std::function<void(std::int64_t)> wasted)
    : loop_(loop),
      model_(model),
      batch_(profile.batch),
      lag_(FromMs(profile.decode.cancel_lag_ms)),
      rng_(Rng::For(seed, "batch steps")),
      wasted_(std::move(wasted)),
      work_(loop),
      scope_(loop) {
  scope_.Spawn(Run());
}

void BatchScheduler::Submit(SequencePtr sequence, Duration arrival) {
  scope_.Spawn(Arrive(std::move(sequence), arrival));
}

Task<void> BatchScheduler::Arrive(SequencePtr sequence, Duration at) {
  co_await loop_.SleepUntil(model_.clock->ToLoop(at));
  waiting_.push_back(std::move(sequence));
  work_.WakeOne();
}

// The end of a step is computed from the end of the one before, not from when the loop came round
// to it, so a busy model does not drift.
Task<void> BatchScheduler::Run() {
  Duration now = Duration::zero();
  while (true) {
    while (running_.empty() && waiting_.empty()) {
      co_await work_.Wait();
      now = std::max(now, model_.clock->Now());
    }
    Admit();
    if (running_.empty()) continue;
    now = Later(now, PlanStep(now));
    const Time end = model_.clock->ToLoop(now);
    co_await loop_.SleepUntil(end);
    FinishStep(now);
  }
}

void BatchScheduler::Admit() {
  const auto slots = batch_.max_sequences > 0 ? static_cast<std::size_t>(batch_.max_sequences)
                                              : std::numeric_limits<std::size_t>::max();
  while (!waiting_.empty() && running_.size() < slots) {
    SequencePtr sequence = std::move(waiting_.front());
    waiting_.pop_front();
    if (sequence->cancelled_) continue;
    // The last prompt token is always read: its output is the first token.
    sequence->prefill_left_ = std::max<std::int64_t>(1, sequence->admit_().count);
    sequence->times_.reserve(static_cast<std::size_t>(sequence->tokens_));
    running_.push_back(std::move(sequence));
  }
}

Duration BatchScheduler::PlanStep(Duration now) {
  std::int64_t budget = std::max(1, batch_.prefill_budget_tokens);
  std::int64_t prefill = 0;
  std::int64_t decoding = 0;
  for (const SequencePtr& sequence : running_) {
    sequence->prefill_now_ = std::min(sequence->prefill_left_, budget);
    budget -= sequence->prefill_now_;
    prefill += sequence->prefill_now_;
    decoding += sequence->prefill_left_ == 0 ? 1 : 0;
  }
  return model_.latency->Step(rng_, prefill, decoding, model_.incidents->StepFactor(now));
}

void BatchScheduler::FinishStep(Duration now) {
  std::erase_if(running_, [&](const SequencePtr& sequence) { return !Advance(*sequence, now); });
}

bool BatchScheduler::Advance(Sequence& sequence, Duration now) {
  const bool decoding = sequence.prefill_left_ == 0;
  sequence.prefill_left_ -= sequence.prefill_now_;
  const bool makes = decoding || (sequence.prefill_left_ == 0 && sequence.prefill_now_ > 0);
  if (makes) {
    const std::int64_t before = sequence.made();
    sequence.Make(now);
    if (sequence.cancelled_) wasted_(sequence.made() - before);
  }
  if (sequence.cancelled_ && now >= Later(sequence.cancelled_at_, lag_)) return false;
  return !sequence.finished();
}

}  // namespace lab::mocks
