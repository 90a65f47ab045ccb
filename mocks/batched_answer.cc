#include "mocks/batched_answer.h"

#include <utility>

namespace lab::mocks {

BatchedAnswer::BatchedAnswer(ModelParts& parts, BatchScheduler& scheduler, MockRequest request,
                             std::uint64_t key)
    : PacedAnswer(parts, std::move(request), key), scheduler_(scheduler) {}

BatchedAnswer::~BatchedAnswer() {
  if (done_) return;
  ++parts_.ledger.cancelled;
  if (sequence_ == nullptr) return;
  parts_.Book(sequence_->made() - booked_, Heard::kYes);
  sequence_->Cancel(parts_.clock.Now());
}

// The fixed part of TTFT is spent before the queue; the prompt is looked up in the cache when a
// slot is free, because what the batch has read by then can be used.
Task<void> BatchedAnswer::Begin() {
  const Duration now = parts_.clock.Now();
  const PrefillModel& prefill = parts_.profile.prefill;
  if (prefill.early_headers) ReadCache();
  sequence_ = std::make_shared<Sequence>(parts_.loop, script_.total_tokens(), [this] {
    if (!parts_.profile.prefill.early_headers) ReadCache();
    return PromptToRead();
  });
  const double factor = parts_.incidents.PrefillFactor(now, key_);
  scheduler_.Submit(sequence_, Later(now, parts_.latency.Prefill(key_, {}, factor)));
  if (prefill.early_headers) {
    const Duration head = Later(now, FromMs(prefill.early_headers_ms));
    co_await parts_.loop.SleepUntil(parts_.clock.ToLoop(head));
    co_return;
  }
  while (!sequence_->prefilled()) co_await sequence_->Wait(0);
  CommitCache();
}

Task<std::optional<Piece>> BatchedAnswer::Next() {
  if (!committed_) {
    while (!sequence_->prefilled()) co_await sequence_->Wait(0);
    CommitCache();
  }
  if (!TakePortion()) {
    done_ = true;
    co_return std::nullopt;
  }
  const std::int64_t wanted = booked_ + portion_.tokens;
  while (sequence_->made() < wanted) co_await sequence_->Wait(wanted);
  Deliver();
  done_ = !portion_.shown;
  if (done_) co_return std::nullopt;
  portion_.piece.due = parts_.clock.ToLoop(sequence_->time_of(wanted - 1));
  co_return portion_.piece;
}

}  // namespace lab::mocks
