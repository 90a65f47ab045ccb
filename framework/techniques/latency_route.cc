#include "framework/techniques/latency_route.h"

#include <algorithm>
#include <utility>

#include "framework/techniques/option_check.h"
#include "framework/techniques/retryable.h"

namespace lab {

LatencyRoute::LatencyRoute(Loop& loop, std::size_t targets, Rng rng, LatencyRouteOptions options)
    : loop_(loop),
      rng_(rng),
      options_(options),
      wrong_(OptionCheck("LatencyRoute")
                 .AtLeast("targets", static_cast<std::int64_t>(targets), 1)
                 .NotNegative("decay", options.decay)
                 .Share("explore", options.explore)
                 .NotNegative("failure", options.failure)
                 .error()) {
  const State unseen{.latency = PeakEwma({.decay = options.decay, .peak = options.peak})};
  states_.assign(targets, unseen);
}

double LatencyRoute::LoadOf(std::size_t target) const {
  constexpr double kUntriedAndBusyMs = 1e9;  // one request is enough to find out
  const State& state = states_[target];
  if (!state.latency.seen()) return state.under_way > 0 ? kUntriedAndBusyMs : 0;
  return state.latency.ValueMs(loop_.Now()) * (state.under_way + 1);
}

std::size_t LatencyRoute::LeastLoaded() const {
  std::size_t best = 0;
  for (std::size_t i = 1; i < states_.size(); ++i) {
    if (LoadOf(i) < LoadOf(best)) best = i;
  }
  return best;
}

std::size_t LatencyRoute::BetterOfTwo() {
  const std::size_t one = rng_.Below(states_.size());
  const std::size_t other = (one + 1 + rng_.Below(states_.size() - 1)) % states_.size();
  return LoadOf(other) < LoadOf(one) ? other : one;
}

std::size_t LatencyRoute::Pick() {
  if (states_.size() == 1) return 0;
  if (options_.explore > 0 && rng_.Chance(options_.explore)) return rng_.Below(states_.size());
  return options_.pick == LatencyPick::kLeast ? LeastLoaded() : BetterOfTwo();
}

Task<Result<RouteChoice>> LatencyRoute::Choose(const Request& /*request*/, const Call& /*call*/) {
  if (wrong_) co_return *wrong_;
  RouteChoice choice;
  choice.target = Pick();
  co_return choice;
}

void LatencyRoute::Sent(const RouteChoice& choice) { ++states_[choice.target].under_way; }

void LatencyRoute::Ended(const RouteOutcome& outcome) {
  State& state = states_[outcome.choice.target];
  --state.under_way;
  Duration took = outcome.ended - outcome.sent;
  if (outcome.reply == nullptr) {
    // It would have taken longer than that; how much longer is not known.
    if (ToMs(took) > state.latency.ValueMs(outcome.ended))
      state.latency.Observe(took, outcome.ended);
    return;
  }
  if (!outcome.reply->ok() && !IsRetryable(*outcome.reply)) return;
  const Time begun = outcome.reply->timeline.first_token;
  if (options_.signal == LatencySignal::kFirstToken && IsSet(begun)) took = begun - outcome.sent;
  if (!outcome.reply->ok()) took = std::max(took, options_.failure);
  state.latency.Observe(took, outcome.ended);
}

}  // namespace lab
