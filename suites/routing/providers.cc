// Several services of about one ability, and who gets the question: each in turn, always the same
// one, or whoever has been quick lately.
//
// A question every three seconds, so that a router hears of a slow phase (they last some seconds)
// before it is over.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "suites/routing/quiz.h"

namespace {

constexpr const char* kFirst = "claude-haiku-5-5";
constexpr const char* kSecond = "gpt-5-mini";
constexpr const char* kThird = "gemini-2.5-flash";
constexpr std::chrono::seconds kPace{3};

class Providers : public Quiz {
 protected:
  std::vector<lab::Target> Targets() {
    return {
        {"anthropic", &client(kFirst)}, {"openai", &client(kSecond)}, {"google", &client(kThird)}};
  }

  lab::Task<void> AskByLatency(lab::Trial& trial, lab::LatencyPick pick) {
    if (!router_) {
      const lab::LatencyRouteOptions options{.decay = std::chrono::minutes(2), .pick = pick};
      router_.emplace(loop(), Targets(),
                      std::make_unique<lab::LatencyRoute>(loop(), 3, trial.rng("router"), options));
    }
    const lab::Routed routed = co_await router_->Ask(Question(trial));
    Finish(trial, routed);
  }

 private:
  std::optional<lab::Router> router_;  // learns from one question for the next
};

void AskAllServices(lab::CaseDefinition* options) {
  options->Every(kPace)->Needs(kFirst)->Needs(kSecond)->Needs(kThird);
}

// What a balancer without a memory does.
LAB_BASELINE_F(routing, Providers, InTurn) {
  const std::vector<lab::Target> targets = Targets();
  co_await AskOne(trial, *targets[static_cast<std::size_t>(trial.index()) % 3].client);
}
LAB_OPTIONS_F(routing, Providers, InTurn)->CompareBy(lab::kLatency)->Apply(AskAllServices);

LAB_BENCHMARK_F(routing, Providers, AlwaysFirst) { co_await AskOne(trial, client(kFirst)); }
LAB_OPTIONS_F(routing, Providers, AlwaysFirst)->Every(kPace)->Needs(kFirst);

LAB_BENCHMARK_F(routing, Providers, LatencyAware) {
  co_await AskByLatency(trial, lab::LatencyPick::kLeast);
}
LAB_OPTIONS_F(routing, Providers, LatencyAware)->Apply(AskAllServices);

LAB_BENCHMARK_F(routing, Providers, BetterOfTwoChoices) {
  co_await AskByLatency(trial, lab::LatencyPick::kTwoChoices);
}
LAB_OPTIONS_F(routing, Providers, BetterOfTwoChoices)->Apply(AskAllServices);

}  // namespace
