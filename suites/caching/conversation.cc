// A conversation grows with every turn. A breakpoint that moves along with it makes each turn pay
// for what is new only.

#include "framework/lab.h"

namespace {

class Conversation : public lab::Fixture {
 public:
  Conversation() { Expect("output_tokens=200"); }

 protected:
  static constexpr int kTurns = 6;

  /// What changes from turn to turn: where the breakpoints stand.
  struct Breakpoints {
    lab::CacheTtl system = lab::CacheTtl::kNone;
    lab::CacheTtl user = lab::CacheTtl::kNone;
  };

  lab::Task<void> Talk(lab::Trial& trial, Breakpoints breakpoints) {
    lab::Request request{.system = corpus().Document("persona", lab::Tokens{4'000}, trial.index()),
                         .max_tokens = lab::Tokens{400},
                         .cache_system = breakpoints.system,
                         .cache_user = breakpoints.user};
    for (int turn = 0; turn < kTurns; ++turn) {
      request.user = corpus().Document("letter", lab::Tokens{600}, kTurns * trial.index() + turn);
      trial.Ask();
      lab::Reply reply = co_await client().Send(request);
      trial.Show(reply);
      request.messages.push_back({.role = lab::Role::kUser, .text = request.user});
      request.messages.push_back({.role = lab::Role::kAssistant, .text = reply.text});
      co_await Pause(std::chrono::seconds(20));
    }
  }
};

LAB_BASELINE_F(caching, Conversation, Uncached) {
  const Breakpoints none;
  co_await Talk(trial, none);
}

LAB_BENCHMARK_F(caching, Conversation, SystemOnly) {
  const Breakpoints system{.system = lab::CacheTtl::k5Minutes};
  co_await Talk(trial, system);
}

LAB_BENCHMARK_F(caching, Conversation, MovingBreakpoint) {
  const Breakpoints moving{.system = lab::CacheTtl::k5Minutes, .user = lab::CacheTtl::k5Minutes};
  co_await Talk(trial, moving);
}

}  // namespace
