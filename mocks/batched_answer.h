// An answer of a shared batch: each token comes with a step of the scheduler. Internal to
// SimulatedModel.
//
//   BatchedAnswer answer(parts, scheduler, std::move(request), key);
//   co_await answer.Begin();
#pragma once

#include <memory>
#include <optional>

#include "mocks/batch_scheduler.h"
#include "mocks/paced_answer.h"

namespace lab::mocks {

class BatchedAnswer final : public PacedAnswer {
 public:
  /// The scheduler must outlive it.
  BatchedAnswer(ModelParts& parts, BatchScheduler& scheduler, MockRequest request,
                std::uint64_t key);
  ~BatchedAnswer() override;

  Task<void> Begin() override;
  Task<std::optional<Piece>> Next() override;

 private:
  Tokens PromptToRead() const { return usage().prompt() - usage().cache_read; }

  BatchScheduler& scheduler_;
  std::shared_ptr<Sequence> sequence_;
};

}  // namespace lab::mocks
