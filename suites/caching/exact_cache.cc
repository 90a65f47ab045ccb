// A cache of exact answers: how long it should keep them, and how many.
//
// Every 30 seconds somebody asks one of 40 questions, the popular ones more often (Zipf's law),
// with the shop's 2,000-token rules before it. A longer TTL hits more and serves older answers; a
// bound on the entries costs the rare questions first.

#include <map>
#include <optional>
#include <string>

#include "framework/lab.h"

namespace {

class ExactCache : public lab::Fixture {
 public:
  ExactCache() { Expect("output_tokens=60"); }

 protected:
  static constexpr int kQuestions = 40;

  lab::Request Question(const lab::Trial& trial) {
    lab::Rng rng = trial.rng("question");
    std::vector<double> popularity;
    for (int rank = 1; rank <= kQuestions; ++rank) popularity.push_back(1.0 / rank);
    const auto number = static_cast<std::int64_t>(rng.Categorical(popularity));
    return {.system = corpus().Document("rules", lab::Tokens{2'000}),
            .user = lab::Corpus::Question(number),
            .max_tokens = lab::Tokens{120}};
  }

  lab::Task<void> AskThrough(lab::Trial& trial, lab::ResponseCacheOptions options) {
    if (!cache_) cache_.emplace(loop(), client(), std::move(options));
    lab::Request request = Question(trial);
    const std::string question = request.user.str();
    const std::int64_t hits = cache_->counts().hits;
    const lab::Reply reply = co_await cache_->Send(std::move(request));
    trial.Show(reply);
    NoteHit(trial, question, cache_->counts().hits > hits);
  }

 private:
  void NoteHit(lab::Trial& trial, const std::string& question, bool hit) {
    trial.Note("hit rate %", hit ? 100 : 0);
    if (hit) {
      trial.Note("age of hits s", lab::ToSeconds(loop().Now() - answered_[question]));
    } else {
      answered_[question] = loop().Now();
    }
  }

  std::optional<lab::ResponseCache> cache_;
  std::map<std::string, lab::Time> answered_;
};

LAB_BASELINE_F(caching, ExactCache, NoCache) {
  trial.Show(co_await client().Send(Question(trial)));
}

LAB_BENCHMARK_F(caching, ExactCache, Kept) {
  const lab::ResponseCacheOptions options{.ttl = std::chrono::seconds(trial.arg())};
  co_await AskThrough(trial, options);
}
LAB_OPTIONS_F(caching, ExactCache, Kept)->ArgName("ttl_s")->Arg(60)->Arg(600)->Arg(36'000);

LAB_BENCHMARK_F(caching, ExactCache, Bounded) {
  const lab::ResponseCacheOptions options{.ttl = std::chrono::hours(10),
                                          .max_entries = static_cast<std::size_t>(trial.arg())};
  co_await AskThrough(trial, options);
}
LAB_OPTIONS_F(caching, ExactCache, Bounded)->ArgName("entries")->Arg(3)->Arg(10);

}  // namespace
