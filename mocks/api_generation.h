// An answer of a service whose users do not feel each other: its whole schedule follows from the
// request. Internal to the engine.
//
//   ApiGeneration generation(core, std::move(request), key);
//   co_await generation.Begin();
#pragma once

#include <optional>

#include "mocks/generation.h"

namespace lab::mocks {

class ApiGeneration final : public PacedGeneration {
 public:
  ApiGeneration(EngineCore& core, MockRequest request, std::uint64_t key);
  ~ApiGeneration() override;

  Task<void> Begin() override;
  Task<std::optional<Piece>> Next() override;

 private:
  void Schedule(std::int64_t tokens);
  void SettleCancelled();

  Rng gaps_;
  Duration read_ = Duration::zero();  ///< the prompt has been read; the first token's time
  Duration last_ = Duration::zero();  ///< when the last booked token was made
  Duration due_ = Duration::zero();   ///< when the portion under way is made
  bool begun_ = false;
};

}  // namespace lab::mocks
