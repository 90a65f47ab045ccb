// Routing to whoever has been quick lately.
//
//   LatencyRoute policy(loop, 3, Rng::For(seed, "router"), {.decay = 60s});
//
// The load of a target is its peak EWMA of latency (peak_ewma.h) times the requests under way there
// and one more, as in Finagle: a service that slows down is left within one answer, one that
// recovers is found again because an old value sinks. A target that has not been tried counts as 0,
// so each is tried once, but one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "framework/base/rng.h"
#include "framework/base/time.h"
#include "framework/techniques/peak_ewma.h"
#include "framework/techniques/router.h"

namespace lab {

/// Who is compared.
enum class LatencyPick : std::uint8_t {
  kLeast,  ///< all; the least loaded gets everything, also from many callers at once
  /// Two drawn at random, the less loaded of them gets it ("the power of two choices", Mitzenmacher
  /// 2001). Callers that share no state do not all run to the same target.
  kTwoChoices,
};

/// What a reply tells of its target.
enum class LatencySignal : std::uint8_t {
  kWhole,       ///< sent to the whole answer: includes how long an answer it was
  kFirstToken,  ///< sent to the first token: compares services whatever they were asked
};

struct LatencyRouteOptions {
  Duration decay = std::chrono::seconds(30);  ///< see PeakEwmaOptions
  bool peak = true;
  LatencyPick pick = LatencyPick::kLeast;
  LatencySignal signal = LatencySignal::kWhole;
  /// The share of requests that go to a target drawn at random, whatever its load: costs that much
  /// and finds a recovery sooner than the decay does.
  double explore = 0;
  /// A failure of the service counts as this long at least: one that fails at once must not seem
  /// quick. A failure that is the request's own (retryable.h) says nothing of the service.
  Duration failure = std::chrono::seconds(30);
};

class LatencyRoute final : public RoutePolicy {
 public:
  /// `targets`: how many the router has. The random numbers are for `pick` and `explore`.
  LatencyRoute(Loop& loop, std::size_t targets, Rng rng, LatencyRouteOptions options = {});

  Task<Result<RouteChoice>> Choose(const Request& request, const Call& call) override;
  void Sent(const RouteChoice& choice) override;
  void Ended(const RouteOutcome& outcome) override;

  /// Milliseconds times requests; lower is better.
  double LoadOf(std::size_t target) const;

 private:
  struct State {
    PeakEwma latency;
    int under_way = 0;
  };

  std::size_t LeastLoaded() const;
  std::size_t BetterOfTwo();
  std::size_t Pick();

  Loop& loop_;
  Rng rng_;
  LatencyRouteOptions options_;
  std::optional<Error> wrong_;  // with the options
  std::vector<State> states_;
};

}  // namespace lab
