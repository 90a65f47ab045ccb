#include "framework/lab.h"

namespace {

/// One long handbook, many short questions about it.
class Handbook : public lab::Fixture {
 protected:
  lab::Request Ask(const lab::Trial& trial) {
    return {.system = corpus().Document("handbook", lab::Tokens{20'000}),
            .user = lab::Corpus::Question(trial.index()),
            .max_tokens = lab::Tokens{300}};
  }
};

LAB_BASELINE_F(caching, Handbook, Uncached) { trial.Show(co_await client().Send(Ask(trial))); }

LAB_BENCHMARK_F(caching, Handbook, Cached) {
  trial.Show(co_await client().Send(Ask(trial).CacheSystem()));
}

}  // namespace
