// Eight people open the same new document in the same second. A cache entry is usable only once the
// first response has begun, so all eight pay for a write, unless one goes first.

#include "framework/lab.h"

namespace {

class Crowd : public lab::Fixture {
 public:
  Crowd() { Expect("output_tokens=120"); }

 protected:
  static constexpr std::int64_t kPeople = 8;

  lab::Request Question(const lab::Trial& trial, std::int64_t person) {
    return {.system = corpus().Document("report", lab::Tokens{8'000}, trial.index()),
            .user = lab::Corpus::Question(kPeople * trial.index() + person),
            .max_tokens = lab::Tokens{240}};
  }
  std::vector<lab::Request> Everybody(const lab::Trial& trial, std::int64_t first,
                                      lab::CacheTtl ttl) {
    std::vector<lab::Request> requests;
    for (std::int64_t person = first; person < kPeople; ++person) {
      requests.push_back(Question(trial, person).CacheSystem(ttl));
    }
    return requests;
  }
  lab::Task<void> AskAtOnce(lab::Trial& trial, std::int64_t first, lab::CacheTtl ttl) {
    const std::vector<lab::Reply> replies = co_await SendAll(Everybody(trial, first, ttl));
    for (const lab::Reply& reply : replies) trial.Show(reply);
  }
  // Sets `begun` at the end too, so that a failed first request does not hold up the others.
  lab::Task<void> ShowFirst(lab::Trial& trial, lab::Event& begun) {
    lab::Call call = lab::Call().Watch([&begun](const lab::Progress&) {
      begun.Set();
      return lab::Flow::kContinue;
    });
    lab::Reply reply = co_await client().Send(Question(trial, 0).CacheSystem(), std::move(call));
    begun.Set();
    trial.Show(reply);
  }
};

LAB_BASELINE_F(caching, Crowd, Uncached) { co_await AskAtOnce(trial, 0, lab::CacheTtl::kNone); }

LAB_BENCHMARK_F(caching, Crowd, AllColdAtOnce) {
  co_await AskAtOnce(trial, 0, lab::CacheTtl::k5Minutes);
}

// The first to ask goes alone; the others wait until the answer has begun. Their waiting is
// measured.
LAB_BENCHMARK_F(caching, Crowd, OneGoesFirst) {
  lab::Event begun(loop());
  lab::TaskScope scope(loop());
  scope.Spawn(ShowFirst(trial, begun));
  co_await begun.Wait();
  co_await AskAtOnce(trial, 1, lab::CacheTtl::k5Minutes);
  co_await scope.Join();
}

// The prompt was put into the cache before anybody asked.
LAB_BENCHMARK_F(caching, Crowd, WarmedBefore) {
  lab::Request ahead = Question(trial, 0).CacheSystem().Buffered();
  ahead.max_tokens = lab::Tokens{0};
  co_await client().Send(std::move(ahead));
  trial.Ask();
  co_await AskAtOnce(trial, 0, lab::CacheTtl::k5Minutes);
}

}  // namespace
