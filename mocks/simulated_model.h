// One model behind the mock server: admission, batching, prefill, decoding, caches and content,
// on the loop's clock.
//
//   SimulatedModel model(loop, profile, {.seed = 7});
//   Admission admission = model.Admit(request);             // rate limits; decided at once
//   if (admission.rejected) return Write429(admission);
//   std::unique_ptr<ModelAnswer> answer = co_await model.Start(request);
//   while (auto piece = co_await answer->Next()) Send(*piece);
//
// Every draw is keyed by (seed, request key, purpose), never by arrival order: concurrency, retries
// and threads change no request's own numbers. What others do to a request (queueing, batch
// slow-down) follows from the loop's time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "framework/base/time.h"
#include "framework/llm/usage.h"
#include "framework/runtime/loop.h"
#include "mocks/answer_piece.h"
#include "mocks/fault_plan.h"
#include "mocks/mock_request.h"
#include "mocks/profile.h"
#include "mocks/rate_limiter.h"

namespace lab::mocks {

struct SimulatedModelOptions {
  std::uint64_t seed = 1;
  double speed = 1;  ///< 10: everything takes a tenth of its time
  /// Zero of the model's time, which regimes, routes and incidents follow; unset: now.
  Time began = kUnset;
};

/// One answer in the making. Destroying it is what a cancelled stream does: the batch slot is
/// free at the next step.
class ModelAnswer {
 public:
  virtual ~ModelAnswer() = default;
  /// Waits until the next piece is due; nullopt when the answer is complete.
  virtual Task<std::optional<Piece>> Next() = 0;
  /// Prompt counters are final from the start; output counters grow.
  virtual const Usage& usage() const = 0;
  /// Final once Next() has returned nullopt.
  virtual Stop stop() const = 0;
  virtual std::string_view stop_sequence() const = 0;
};

/// What was generated after nobody listened any more, and the rest of the bill.
struct Ledger {
  std::int64_t requests = 0;
  std::int64_t cancelled = 0;
  Tokens output;
  Tokens output_after_cancel;
};

class SimulatedModel {
 public:
  /// `loop` must outlive the model, and the model its answers.
  SimulatedModel(Loop& loop, Profile profile, SimulatedModelOptions options);
  ~SimulatedModel();

  Admission Admit(const MockRequest& request);
  /// Returns when the prompt has been read (prefill is done) and the response head may be
  /// sent; with early headers as soon as it is queued.
  Task<std::unique_ptr<ModelAnswer>> Start(MockRequest request);

  /// What this request meets: of the profile's plan, its incidents and the request's own
  /// x-lab-fault.
  /// Counts the request: call it once for each. Durations are the loop's.
  std::vector<Fault> Faults(const MockRequest& request);

  const Profile& profile() const;
  const Ledger& ledger() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lab::mocks
