// A model that thinks before it shows: its first token comes early, its first *visible* text late,
// and only a user who is shown the thinking is helped by the difference.

#include "framework/lab.h"

namespace {

class Thinker : public lab::Fixture {
 public:
  Thinker() { Expect("output_tokens=200"); }

 protected:
  lab::Request Ask(const lab::Trial& trial) const {
    return {
        .system = "You settle disputes between a shop and its customers. Think it through first.",
        .user = lab::Corpus::Question(trial.index()),
        .max_tokens = lab::Tokens{4096},
        .reasoning = lab::Reasoning::kMedium};
  }
};

LAB_BASELINE_F(streaming, Thinker, Buffered) {
  trial.Show(co_await client().Send(Ask(trial).Buffered()));
}

LAB_BENCHMARK_F(streaming, Thinker, Streamed) { trial.Show(co_await client().Send(Ask(trial))); }

// The page shows the reasoning as it comes, so the user sees something from the first token on.
LAB_BENCHMARK_F(streaming, Thinker, StreamedThinkingShown) {
  lab::Reply reply = co_await client().Send(Ask(trial));
  trial.ShowAt(reply.timeline.first_token, reply);
}

}  // namespace
