// An answer of a shared batch: each token comes with a step of the scheduler. Internal to the
// engine.
//
//   BatchGeneration generation(core, scheduler, std::move(request), key);
//   co_await generation.Begin();
#pragma once

#include <memory>
#include <optional>

#include "mocks/generation.h"
#include "mocks/scheduler.h"

namespace lab::mocks {

class BatchGeneration final : public PacedGeneration {
 public:
  /// The scheduler must outlive it.
  BatchGeneration(EngineCore& core, Scheduler& scheduler, MockRequest request, std::uint64_t key);
  ~BatchGeneration() override;

  Task<void> Begin() override;
  Task<std::optional<Piece>> Next() override;

 private:
  Tokens PromptToRead() const { return usage().prompt() - usage().cache_read; }

  Scheduler& scheduler_;
  std::shared_ptr<Sequence> sequence_;
};

}  // namespace lab::mocks
