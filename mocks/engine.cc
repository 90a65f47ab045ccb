#include "mocks/engine.h"

#include <memory>
#include <unordered_map>
#include <utility>

#include "framework/base/hash.h"
#include "mocks/api_generation.h"
#include "mocks/batch_generation.h"
#include "mocks/engine_core.h"
#include "mocks/scheduler.h"

namespace lab::mocks {

struct Engine::Impl {
  Impl(Loop& loop, Profile profile, const EngineOptions& options)
      : core(loop, std::move(profile), options), faults(core.seed, core.profile.faults) {
    if (core.profile.batch.max_sequences == 0) return;
    const auto wasted = [this](std::int64_t tokens) { core.Book(tokens, Heard::kNo); };
    scheduler =
        std::make_unique<Scheduler>(loop, StepModel{&core.clock, &core.latency, &core.conditions},
                                    core.profile, core.seed, wasted);
  }

  /// The client's own key, else the content and how often it has been answered.
  std::uint64_t KeyOf(const MockRequest& request) const {
    if (!request.key.empty()) return Hash64(request.key);
    const auto seen = answered.find(request.content_hash);
    return HashCombine(request.content_hash, seen == answered.end() ? 0 : seen->second);
  }

  EngineCore core;
  FaultPlan faults;
  std::unordered_map<std::uint64_t, std::uint64_t> answered;  ///< by content hash
  std::unordered_map<std::uint64_t, std::uint64_t> attempts;  ///< by key, while incidents matter
  std::unique_ptr<Scheduler> scheduler;  ///< null: an API. Last: its steps use the core
};

Engine::Engine(Loop& loop, Profile profile, EngineOptions options)
    : impl_(std::make_unique<Impl>(loop, std::move(profile), options)) {}

Engine::~Engine() = default;

Admission Engine::Admit(const MockRequest& request) {
  EngineCore& core = impl_->core;
  const Duration now = core.clock.Now();
  const Tokens cached = core.cache.Peek(request, impl_->KeyOf(request), now);
  const Tokens uncached = request.prompt_tokens() - cached;
  Admission admission = core.limiter.Admit(uncached, now, core.conditions.SqueezeFactor(now));
  for (Duration* duration : {&admission.retry_after, &admission.requests.reset,
                             &admission.input_tokens.reset, &admission.output_tokens.reset}) {
    *duration = core.clock.Shorten(*duration);
  }
  return admission;
}

Task<std::unique_ptr<Generation>> Engine::Start(MockRequest request) {
  const std::uint64_t key = impl_->KeyOf(request);
  if (request.key.empty()) ++impl_->answered[request.content_hash];
  std::unique_ptr<PacedGeneration> generation;
  if (impl_->scheduler) {
    generation =
        std::make_unique<BatchGeneration>(impl_->core, *impl_->scheduler, std::move(request), key);
  } else {
    generation = std::make_unique<ApiGeneration>(impl_->core, std::move(request), key);
  }
  co_await generation->Begin();
  co_return std::move(generation);
}

Result<std::vector<Fault>> Engine::Faults(const MockRequest& request) {
  Result<std::vector<FaultRule>> own = ParseFaultRules(request.fault);
  if (!own) return own.error();
  const Duration now = impl_->core.clock.Now();
  const std::uint64_t key = impl_->KeyOf(request);
  std::vector<Fault> faults = impl_->faults.ForRequest(key, *own, now);
  if (!impl_->core.profile.incidents.empty()) {
    const std::uint64_t draw = HashCombine(key, impl_->attempts[key]++);
    const std::optional<int> status = impl_->core.conditions.IncidentStatus(now, draw);
    if (status) faults.push_back({.kind = FaultKind::kStatus, .status = *status});
  }
  for (Fault& fault : faults) {
    fault.delay = impl_->core.clock.Shorten(fault.delay);
    fault.retry_after = impl_->core.clock.Shorten(fault.retry_after);
  }
  return faults;
}

std::vector<Fault> Engine::ConnectionFaults() {
  std::vector<Fault> faults = impl_->faults.ForConnection(impl_->core.clock.Now());
  for (Fault& fault : faults) fault.delay = impl_->core.clock.Shorten(fault.delay);
  return faults;
}

const Profile& Engine::profile() const { return impl_->core.profile; }

const Ledger& Engine::ledger() const { return impl_->core.ledger; }

}  // namespace lab::mocks
