// The whole way of a streamed token in simulated time: mock, link, HTTP, SSE, JSON, record.

#include <benchmark/benchmark.h>

#include <memory>

#include "apps/worlds/sim_world.h"
#include "framework/bench/case_runner.h"

namespace {

constexpr int kTokens = 1000;

class LongStream : public lab::Fixture {
 public:
  lab::Task<void> Run(lab::Trial& trial) override {
    lab::Request request{.user = lab::Corpus::Question(trial.index()),
                         .max_tokens = lab::Tokens{2 * kTokens}};
    lab::Call call = lab::Expecting("output_tokens=" + std::to_string(kTokens));
    trial.Show(co_await client().Send(std::move(request), std::move(call)));
  }
};

/// items_per_second is streamed tokens a second, each in an event of its own; its inverse is the
/// cost of one.
void SimulatedToken(benchmark::State& state, const std::string& model) {
  const lab::CaseDefinition definition("overhead", "LongStream", "Token", true,
                                       [] { return std::make_unique<LongStream>(); });
  const lab::CaseInstance instance{&definition, {}};
  const lab::Result<lab::WorldFactory> factory =
      lab::apps::SimWorldFactory({.model = model, .profile = "ideal"});
  std::int64_t tokens = 0;
  for (auto _ : state) {
    const lab::measure::CaseRecord record =
        lab::RunCase(instance, {.seed = 1, .trials = 20}, *factory);
    for (const lab::measure::TrialRecord& trial : record.trials) {
      for (const lab::measure::Sample& sample : trial.samples) {
        tokens += static_cast<std::int64_t>(sample.timeline.tokens.size());
      }
    }
  }
  if (tokens == 0) state.SkipWithError("no token was streamed");
  state.SetItemsProcessed(tokens);
}
BENCHMARK_CAPTURE(SimulatedToken, anthropic, "claude-sonnet-5-5")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(SimulatedToken, openai, "gpt-5-mini")->Unit(benchmark::kMillisecond);

}  // namespace
