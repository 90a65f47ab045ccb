// A cache that answers what means nearly the same: how much it saves, and how often it is wrong.
//
// Customers ask a shop's support desk (scenarios/faq.yaml, where it is known which questions ask
// the same). The cache is empty at first; question i is the same in every case. A hit is false when
// the stored answer belongs to another question; then the customer is told something wrong, which
// lowers the accuracy too. The similarities are the embedder's own, nothing about the hits is
// modelled.

#include <optional>
#include <string>

#include "framework/lab.h"

namespace {

class SemanticCache : public lab::Fixture {
 protected:
  static constexpr lab::Duration kTtl = std::chrono::hours(24);

  lab::Task<void> Ask(lab::Trial& trial, lab::Client& model) {
    lab::Rng rng = trial.rng("question");
    const lab::FaqQuestion& question = faq_.Draw(rng, {});
    const lab::Reply reply = co_await model.Send(faq_.RequestOf(question));
    trial.Show(reply);
    trial.Grade(faq_.IsRight(question, reply.text));
  }

  // `cache` was asked, and has answered from `stored` if there was a hit.
  void NoteHit(lab::Trial& trial, const std::optional<std::string>& stored) const {
    trial.Note("hit rate %", stored ? 100 : 0);
    if (!stored) return;
    lab::Rng rng = trial.rng("question");
    const std::size_t right = faq_.Draw(rng, {}).answer;
    trial.Note("false hits %", faq_.Find(*stored)->answer == right ? 0 : 100);
  }

  lab::ResponseCache& Exact() {
    if (!exact_) exact_.emplace(loop(), client(), lab::ResponseCacheOptions{.ttl = kTtl});
    return *exact_;
  }
  lab::SemanticCache& Similar(double threshold) {
    const auto remember = [this](const lab::SemanticHit& hit) { stored_ = hit.stored; };
    const lab::SemanticCacheOptions options{
        .threshold = threshold, .ttl = kTtl, .on_hit = remember};
    if (!similar_) similar_.emplace(loop(), client(), embedder_, options);
    return *similar_;
  }

  std::optional<std::string> stored_;  // the question whose answer was given to this trial's

 private:
  const lab::Faq& faq_ = lab::Faq::Shipped();
  lab::HashedNgramEmbedder embedder_;
  std::optional<lab::ResponseCache> exact_;
  std::optional<lab::SemanticCache> similar_;
};

LAB_BASELINE_F(caching, SemanticCache, NoCache) { co_await Ask(trial, client()); }

// Only the very same words hit, so no hit is ever false.
LAB_BENCHMARK_F(caching, SemanticCache, ExactWords) {
  const std::int64_t hits = Exact().counts().hits;
  co_await Ask(trial, Exact());
  trial.Note("hit rate %", Exact().counts().hits > hits ? 100 : 0);
}

LAB_BENCHMARK_F(caching, SemanticCache, Similar) {
  stored_.reset();
  co_await Ask(trial, Similar(static_cast<double>(trial.arg()) / 100));
  NoteHit(trial, stored_);
}
LAB_OPTIONS_F(caching, SemanticCache, Similar)
    ->ArgName("threshold_percent")
    ->Arg(70)
    ->Arg(80)
    ->Arg(90)
    ->Arg(95);

}  // namespace
