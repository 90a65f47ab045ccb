// OpenAI's automatic caching: no breakpoints, a prefix of 1,024 tokens or more is found again by
// itself, if the prompt is built so that it can be.

#include "framework/lab.h"

namespace {

class AutomaticCaching : public lab::Fixture {
 public:
  AutomaticCaching() { Expect("output_tokens=120"); }

 protected:
  lab::Request Ask(lab::Text system, const lab::Trial& trial) {
    return {.system = std::move(system),
            .user = lab::Corpus::Question(trial.index()),
            .max_tokens = lab::Tokens{2048},  // what the model thinks before it answers counts too
            .cache_key = "support-desk"};
  }
  lab::Text Policy(std::int64_t variant) {
    return corpus().Document("policy", lab::Tokens{20'000}, variant);
  }
};

LAB_BASELINE_F(caching, AutomaticCaching, NewPromptEachTime) {
  trial.Show(co_await client().Send(Ask(Policy(trial.index() + 1), trial)));
}
LAB_OPTIONS_F(caching, AutomaticCaching, NewPromptEachTime)->Model("gpt-5-mini");

LAB_BENCHMARK_F(caching, AutomaticCaching, SamePrefix) {
  trial.Show(co_await client().Send(Ask(Policy(0), trial)));
}
LAB_OPTIONS_F(caching, AutomaticCaching, SamePrefix)->Model("gpt-5-mini");

LAB_BENCHMARK_F(caching, AutomaticCaching, SpoiltByTimestamp) {
  const std::string dated = "Today is day " + std::to_string(trial.index()) + ".\n" + Policy(0);
  trial.Show(co_await client().Send(Ask(dated, trial)));
}
LAB_OPTIONS_F(caching, AutomaticCaching, SpoiltByTimestamp)->Model("gpt-5-mini");

}  // namespace
