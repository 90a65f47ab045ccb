// A crowd asks the same thing at nearly the same moment: a page is opened, a news item breaks.
//
// Six people ask one question, spread evenly over `spread_ms`. The trial is what the last of them
// waits for; the cost is the whole crowd's. A cache of answers does not help as long as the first
// answer is not there; coalescing shares it while it is on its way.

#include <optional>
#include <string>

#include "framework/lab.h"

namespace {

class Coalescing : public lab::Fixture {
 protected:
  static constexpr int kPeople = 6;

  // One luck for the whole crowd: whoever sends it, the question is as slow.
  lab::Outgoing Question(const lab::Trial& trial) {
    return {.request = {.system = corpus().Document("news", lab::Tokens{1'500}),
                        .user = lab::Corpus::Question(trial.index()),
                        .max_tokens = lab::Tokens{80}},
            .call = lab::Call()
                        .Key("caching/Coalescing/" + std::to_string(trial.index()))
                        .Expect("output_tokens=40")};
  }

  lab::Task<void> AskAll(lab::Trial& trial, lab::Client& model) {
    const auto spread = std::chrono::milliseconds(trial.arg());
    lab::TaskScope others(loop());
    for (int person = 0; person + 1 < kPeople; ++person) {
      others.Spawn(AskOne(model, Question(trial), spread * person / (kPeople - 1)));
    }
    co_await Pause(spread);
    trial.Ask();
    co_await loop().Yield();  // the others of this moment go first
    trial.Show(co_await model.Send(Question(trial)));
    co_await others.Join();
  }

  lab::Coalescer& Shared() {
    if (!shared_) shared_.emplace(loop(), client());
    return *shared_;
  }
  lab::ResponseCache& Cached(lab::Client& inner) {
    if (!cached_) cached_.emplace(loop(), inner);
    return *cached_;
  }

 private:
  lab::Task<void> AskOne(lab::Client& model, lab::Outgoing request, lab::Duration later) {
    co_await Pause(later);
    static_cast<void>(co_await model.Send(std::move(request)));
  }

  std::optional<lab::Coalescer> shared_;
  std::optional<lab::ResponseCache> cached_;
};

LAB_BASELINE_F(caching, Coalescing, Separate) {
  co_await AskAll(trial, client());
  trial.Note("requests", kPeople);
}
LAB_OPTIONS_F(caching, Coalescing, Separate)->ArgName("spread_ms")->Arg(0)->Arg(3000);

LAB_BENCHMARK_F(caching, Coalescing, CacheAlone) {
  const std::int64_t before = Cached(client()).counts().misses;
  co_await AskAll(trial, Cached(client()));
  trial.Note("requests", static_cast<double>(Cached(client()).counts().misses - before));
}
LAB_OPTIONS_F(caching, Coalescing, CacheAlone)->ArgName("spread_ms")->Arg(0)->Arg(3000);

LAB_BENCHMARK_F(caching, Coalescing, Coalesced) {
  const std::int64_t before = Shared().sent();
  co_await AskAll(trial, Shared());
  trial.Note("requests", static_cast<double>(Shared().sent() - before));
}
LAB_OPTIONS_F(caching, Coalescing, Coalesced)->ArgName("spread_ms")->Arg(0)->Arg(3000);

LAB_BENCHMARK_F(caching, Coalescing, CacheOverCoalesced) {
  const std::int64_t before = Shared().sent();
  co_await AskAll(trial, Cached(Shared()));
  trial.Note("requests", static_cast<double>(Shared().sent() - before));
}
LAB_OPTIONS_F(caching, Coalescing, CacheOverCoalesced)->ArgName("spread_ms")->Arg(0)->Arg(3000);

}  // namespace
