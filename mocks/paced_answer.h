// An answer being made: what is said, portion by portion, and its bill. How it is paced is the
// business of UnbatchedAnswer and BatchedAnswer. Internal to SimulatedModel.
//
//   auto answer = std::make_unique<UnbatchedAnswer>(parts, std::move(request), key);
//   co_await answer->Begin();             // the head may be sent
//   co_await answer->Next();
//
// Both pace by absolute times, so that a late consumer does not push the tokens behind it back, and
// both settle the bill when they are destroyed. The model's parts must outlive them.
#pragma once

#include <cstdint>

#include "framework/base/rng.h"
#include "framework/llm/usage.h"
#include "mocks/answer_script.h"
#include "mocks/model_parts.h"
#include "mocks/prompt_cache.h"
#include "mocks/simulated_model.h"

namespace lab::mocks {

class PacedAnswer : public ModelAnswer {
 public:
  PacedAnswer(ModelParts& parts, MockRequest request, std::uint64_t key);

  /// Until the response head may be sent. Call once, before Next().
  virtual Task<void> Begin() = 0;

  const Usage& usage() const override { return usage_; }
  Stop stop() const override { return script_.stop(); }
  std::string_view stop_sequence() const override { return script_.stop_sequence(); }

 protected:
  /// The next piece and the tokens that have to be made for it, hidden thinking before it included.
  struct Portion {
    Piece piece;
    std::int64_t tokens = 0;
    bool shown = false;  ///< false: nothing but hidden thinking, the answer ends with it
  };

  /// Puts the next portion into `portion_`; false when there is none.
  bool TakePortion();
  /// The portion has been made: books it.
  void Deliver();
  /// Looks the prompt up; its counters in usage() are final then.
  void ReadCache();
  /// The prompt has been read: what was written to the cache is usable.
  void CommitCache();

  ModelParts& parts_;
  const std::uint64_t key_;
  AnswerScript script_;
  Portion portion_;
  std::int64_t booked_ = 0;  ///< tokens made and in the ledger
  bool done_ = false;        ///< Next() has returned nullopt
  bool committed_ = false;

 private:
  int ChunkTokens();

  MockRequest request_;
  Rng chunks_;
  int chunk_min_;
  int chunk_max_;
  std::int64_t hidden_left_;
  Usage usage_;
  CachePlan plan_;
};

}  // namespace lab::mocks
