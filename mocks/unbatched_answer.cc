#include "mocks/unbatched_answer.h"

#include <algorithm>
#include <utility>

namespace lab::mocks {

UnbatchedAnswer::UnbatchedAnswer(ModelParts& parts, MockRequest request, std::uint64_t key)
    : PacedAnswer(parts, std::move(request), key), gaps_(Rng::For(parts.seed, "token gaps", key)) {}

UnbatchedAnswer::~UnbatchedAnswer() {
  if (!done_) SettleCancelled();
}

Task<void> UnbatchedAnswer::Begin() {
  const Duration now = parts_.clock.Now();
  ReadCache();
  const PromptCost prompt{usage().prompt() - usage().cache_read, usage().cache_read};
  const double factor = parts_.incidents.PrefillFactor(now, key_);
  read_ = Later(now, parts_.latency.Prefill(key_, prompt, factor));
  begun_ = true;
  const PrefillModel& prefill = parts_.profile.prefill;
  Duration head = read_;
  if (prefill.early_headers) head = std::min(read_, Later(now, FromMs(prefill.early_headers_ms)));
  co_await parts_.loop.SleepUntil(parts_.clock.ToLoop(head));
  if (head == read_) CommitCache();
}

// The first token comes with the end of the prompt, each further one a gap later.
void UnbatchedAnswer::Schedule(std::int64_t tokens) {
  if (booked_ == 0) due_ = read_;
  for (std::int64_t i = booked_ == 0 ? 1 : 0; i < tokens; ++i) {
    due_ = Later(due_, parts_.latency.Gap(gaps_, parts_.incidents.StepFactor(due_)));
  }
}

Task<std::optional<Piece>> UnbatchedAnswer::Next() {
  if (!committed_) {
    co_await parts_.loop.SleepUntil(parts_.clock.ToLoop(read_));
    CommitCache();
  }
  if (!TakePortion()) {
    done_ = true;
    co_return std::nullopt;
  }
  last_ = due_;
  Schedule(portion_.tokens);
  const Time due = parts_.clock.ToLoop(due_);
  co_await parts_.loop.SleepUntil(due);
  Deliver();
  done_ = !portion_.shown;
  if (done_) co_return std::nullopt;
  portion_.piece.due = due;
  co_return portion_.piece;
}

// What had been made by now is output like any other; then the token under way is finished, and
// whatever else falls into the lag.
void UnbatchedAnswer::SettleCancelled() {
  ++parts_.ledger.cancelled;
  const Duration now = parts_.clock.Now();
  const std::int64_t left = script_.total_tokens() - booked_;
  if (!begun_ || now < read_ || left <= 0) return;
  const bool under_way = portion_.tokens > 0;
  const Duration gap = under_way && booked_ > 0 ? (due_ - last_) / portion_.tokens
                                                : FromMs(parts_.profile.decode.b0_us / 1000);
  const Duration since = under_way && booked_ > 0 ? last_ : (booked_ > 0 ? due_ : read_ - gap);
  const std::int64_t made =
      gap.count() > 0 ? std::clamp((now - since) / gap, std::int64_t{0}, left) : left;
  parts_.Book(made, Heard::kYes);
  const Duration lag = FromMs(parts_.profile.decode.cancel_lag_ms);
  const std::int64_t after = gap.count() > 0 ? 1 + lag / gap : 0;
  parts_.Book(std::min(after, left - made), Heard::kNo);
}

}  // namespace lab::mocks
