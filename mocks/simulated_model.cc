#include "mocks/simulated_model.h"

#include <memory>
#include <unordered_map>
#include <utility>

#include "framework/base/hash.h"
#include "mocks/batch_scheduler.h"
#include "mocks/batched_answer.h"
#include "mocks/model_parts.h"
#include "mocks/unbatched_answer.h"

namespace lab::mocks {

struct SimulatedModel::Impl {
  Impl(Loop& loop, Profile profile, const SimulatedModelOptions& options)
      : parts(loop, std::move(profile), options), faults(parts.seed, parts.profile.faults) {
    if (parts.profile.batch.max_sequences == 0) return;
    const auto wasted = [this](std::int64_t tokens) { parts.Book(tokens, Heard::kNo); };
    scheduler = std::make_unique<BatchScheduler>(
        loop, StepModel{&parts.clock, &parts.latency, &parts.incidents}, parts.profile, parts.seed,
        wasted);
  }

  /// The client's own key, else the content and how often it has been answered.
  std::uint64_t KeyOf(const MockRequest& request) const {
    if (!request.key.empty()) return Hash64(request.key);
    const auto seen = answered.find(request.content_hash);
    return HashCombine(request.content_hash, seen == answered.end() ? 0 : seen->second);
  }

  ModelParts parts;
  FaultPlan faults;
  std::unordered_map<std::uint64_t, std::uint64_t> answered;  ///< by content hash
  std::unordered_map<std::uint64_t, std::uint64_t> attempts;  ///< by key, while incidents matter
  std::unique_ptr<BatchScheduler> scheduler;  ///< null: an API. Last: its steps use the parts
};

SimulatedModel::SimulatedModel(Loop& loop, Profile profile, SimulatedModelOptions options)
    : impl_(std::make_unique<Impl>(loop, std::move(profile), options)) {}

SimulatedModel::~SimulatedModel() = default;

Admission SimulatedModel::Admit(const MockRequest& request) {
  ModelParts& parts = impl_->parts;
  const Duration now = parts.clock.Now();
  const Tokens cached = parts.cache.Peek(request, impl_->KeyOf(request), now);
  const Tokens uncached = request.prompt_tokens() - cached;
  Admission admission = parts.limiter.Admit(uncached, now, parts.incidents.SqueezeFactor(now));
  for (Duration* duration : {&admission.retry_after, &admission.requests.reset,
                             &admission.input_tokens.reset, &admission.output_tokens.reset}) {
    *duration = parts.clock.Shorten(*duration);
  }
  return admission;
}

Task<std::unique_ptr<ModelAnswer>> SimulatedModel::Start(MockRequest request) {
  const std::uint64_t key = impl_->KeyOf(request);
  if (request.key.empty()) ++impl_->answered[request.content_hash];
  std::unique_ptr<PacedAnswer> answer;
  if (impl_->scheduler) {
    answer =
        std::make_unique<BatchedAnswer>(impl_->parts, *impl_->scheduler, std::move(request), key);
  } else {
    answer = std::make_unique<UnbatchedAnswer>(impl_->parts, std::move(request), key);
  }
  co_await answer->Begin();
  co_return std::move(answer);
}

std::vector<Fault> SimulatedModel::Faults(const MockRequest& request) {
  const Duration now = impl_->parts.clock.Now();
  const std::uint64_t key = impl_->KeyOf(request);
  std::vector<Fault> faults = impl_->faults.ForRequest(key, request.faults, now);
  if (!impl_->parts.profile.incidents.empty()) {
    const std::uint64_t draw = HashCombine(key, impl_->attempts[key]++);
    const std::optional<int> status = impl_->parts.incidents.IncidentStatus(now, draw);
    if (status) faults.push_back({.kind = FaultKind::kStatus, .status = *status});
  }
  Shorten(faults, impl_->parts.clock);
  return faults;
}

const Profile& SimulatedModel::profile() const { return impl_->parts.profile; }

const Ledger& SimulatedModel::ledger() const { return impl_->parts.ledger; }

}  // namespace lab::mocks
