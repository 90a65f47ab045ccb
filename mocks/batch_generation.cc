#include "mocks/batch_generation.h"

#include <utility>

namespace lab::mocks {

BatchGeneration::BatchGeneration(EngineCore& core, Scheduler& scheduler, MockRequest request,
                                 std::uint64_t key)
    : PacedGeneration(core, std::move(request), key), scheduler_(scheduler) {}

BatchGeneration::~BatchGeneration() {
  if (done_) return;
  ++core_.ledger.cancelled;
  if (sequence_ == nullptr) return;
  core_.Book(sequence_->made() - booked_, Heard::kYes);
  sequence_->Cancel(core_.clock.Now());
}

// The fixed part of TTFT is spent before the queue; the prompt is looked up in the cache when a
// slot is free, because what the batch has read by then can be used.
Task<void> BatchGeneration::Begin() {
  const Duration now = core_.clock.Now();
  const PrefillModel& prefill = core_.profile.prefill;
  if (prefill.early_headers) ReadCache();
  sequence_ = std::make_shared<Sequence>(core_.loop, answer_.total_tokens(), [this] {
    if (!core_.profile.prefill.early_headers) ReadCache();
    return PromptToRead();
  });
  const double factor = core_.conditions.PrefillFactor(now, key_);
  scheduler_.Submit(sequence_, now + core_.latency.Prefill(key_, {}, factor));
  if (prefill.early_headers) {
    const Duration head = now + FromMs(prefill.early_headers_ms);
    co_await core_.loop.SleepUntil(core_.clock.ToLoop(head));
    co_return;
  }
  while (!sequence_->prefilled()) co_await sequence_->Wait(0);
  CommitCache();
}

Task<std::optional<Piece>> BatchGeneration::Next() {
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
  portion_.piece.due = core_.clock.ToLoop(sequence_->time_of(wanted - 1));
  co_return portion_.piece;
}

}  // namespace lab::mocks
