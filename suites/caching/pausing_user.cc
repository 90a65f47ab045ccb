// How long a cache must live: a user asks, goes away for a while, and asks again. The second
// question is what is measured; both are paid for.

#include "framework/lab.h"

namespace {

class PausingUser : public lab::Fixture {
 public:
  PausingUser() { Expect("output_tokens=120"); }

 protected:
  lab::Request Question(const lab::Trial& trial, std::int64_t number) {
    return {.system = corpus().Document("handbook", lab::Tokens{10'000}, trial.index()),
            .user = lab::Corpus::Question(2 * trial.index() + number),
            .max_tokens = lab::Tokens{240}};
  }
  lab::Task<void> AskTwice(lab::Trial& trial, lab::CacheTtl ttl) {
    co_await client().Send(Question(trial, 0).CacheSystem(ttl));
    co_await Pause(std::chrono::seconds(trial.arg()));
    trial.Ask();
    trial.Show(co_await client().Send(Question(trial, 1).CacheSystem(ttl)));
  }
};

LAB_BASELINE_F(caching, PausingUser, Uncached) { co_await AskTwice(trial, lab::CacheTtl::kNone); }
LAB_OPTIONS_F(caching, PausingUser, Uncached)
    ->ArgName("pause_s")
    ->Arg(60)
    ->Arg(600)
    ->Arg(7200)
    ->Timeout(std::chrono::hours(3));

LAB_BENCHMARK_F(caching, PausingUser, FiveMinutes) {
  co_await AskTwice(trial, lab::CacheTtl::k5Minutes);
}
LAB_OPTIONS_F(caching, PausingUser, FiveMinutes)
    ->ArgName("pause_s")
    ->Arg(60)
    ->Arg(600)
    ->Arg(7200)
    ->Timeout(std::chrono::hours(3));

LAB_BENCHMARK_F(caching, PausingUser, OneHour) { co_await AskTwice(trial, lab::CacheTtl::k1Hour); }
LAB_OPTIONS_F(caching, PausingUser, OneHour)
    ->ArgName("pause_s")
    ->Arg(60)
    ->Arg(600)
    ->Arg(7200)
    ->Timeout(std::chrono::hours(3));

}  // namespace
