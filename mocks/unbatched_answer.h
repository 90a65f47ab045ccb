// An answer of a service whose users do not feel each other: its whole schedule follows from the
// request. Internal to SimulatedModel.
//
//   UnbatchedAnswer answer(parts, std::move(request), key);
//   co_await answer.Begin();
#pragma once

#include <optional>

#include "mocks/paced_answer.h"

namespace lab::mocks {

class UnbatchedAnswer final : public PacedAnswer {
 public:
  UnbatchedAnswer(ModelParts& parts, MockRequest request, std::uint64_t key);
  ~UnbatchedAnswer() override;

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
