// What all answers of one simulated model share: clock, dice, cache, limits, ledger. Internal to
// it.
//
//   ModelParts parts(loop, profile, {.seed = 7});
//   parts.Book(3, Heard::kYes);                 // three tokens more in the ledger
#pragma once

#include <cstdint>

#include "framework/runtime/loop.h"
#include "mocks/incidents.h"
#include "mocks/latency_model.h"
#include "mocks/model_clock.h"
#include "mocks/profile.h"
#include "mocks/prompt_cache.h"
#include "mocks/rate_limiter.h"
#include "mocks/simulated_model.h"

namespace lab::mocks {

/// Whether anybody still listened when tokens were made.
enum class Heard : std::uint8_t { kYes, kNo };

struct ModelParts {
  ModelParts(Loop& event_loop, Profile service, const SimulatedModelOptions& options)
      : loop(event_loop),
        profile(std::move(service)),
        seed(options.seed),
        clock(loop, options.speed, options.began),
        incidents(profile, seed),
        latency(profile, seed),
        cache(profile.cache, seed),
        limiter(profile.limits) {}

  void Book(std::int64_t tokens, Heard heard) {
    ledger.output += Tokens{tokens};
    if (heard == Heard::kNo) ledger.output_after_cancel += Tokens{tokens};
    limiter.SpendOutput(Tokens{tokens});
  }

  Loop& loop;
  Profile profile;
  std::uint64_t seed;
  ModelClock clock;
  Incidents incidents;
  LatencyModel latency;
  PromptCache cache;
  RateLimiter limiter;
  Ledger ledger;
};

}  // namespace lab::mocks
