// A second copy of a request whose first token is late. It costs a few percent more and cuts the
// tail, which the median does not show, so the group is judged by p95 and p99. A copy to the same
// model may meet the same bad minute; another model, or another provider, has bad minutes of its
// own.

#include "framework/lab.h"

namespace {

constexpr const char* kOther = "claude-haiku-5-5";

class Hedged : public lab::Fixture {
 public:
  Hedged() { Expect("output_tokens=40"); }

 protected:
  static constexpr std::int64_t kQuestions = 4;

  lab::Request Ask(const lab::Trial& trial, std::int64_t number) {
    return {.system = corpus().Document("house rules", lab::Tokens{2'000}),
            .user = lab::Corpus::Question(kQuestions * trial.index() + number),
            .max_tokens = lab::Tokens{120}};
  }
  // Someone asks, reads, and asks again.
  lab::Task<void> AskAll(lab::Trial& trial, lab::Client& asked) {
    for (std::int64_t i = 0; i < kQuestions; ++i) {
      trial.Ask();
      trial.Show(co_await asked.Send(Ask(trial, i)));
      co_await Pause(std::chrono::seconds(7));
    }
  }
  // One hedge a case: it learns from all of its trials.
  lab::Task<void> AskHedged(lab::Trial& trial, lab::Client& second, lab::HedgeOptions options) {
    if (hedge_ == nullptr) {
      hedge_ = std::make_unique<lab::Hedge>(loop(), client(), second, options);
    }
    const lab::HedgeCounts before = hedge_->counts();
    co_await AskAll(trial, *hedge_);
    const lab::HedgeCounts& after = hedge_->counts();
    constexpr double kPercent = 100.0 / static_cast<double>(kQuestions);
    trial.Note("hedged %", kPercent * static_cast<double>(after.sent - before.sent));
    trial.Note("hedge won %", kPercent * static_cast<double>(after.won - before.won));
  }

 private:
  std::unique_ptr<lab::Hedge> hedge_;
};

LAB_BASELINE_F(parallelism, Hedged, Single) { co_await AskAll(trial, client()); }
LAB_OPTIONS_F(parallelism, Hedged, Single)
    ->CompareBy(lab::kTtft, lab::kP95)
    ->CompareBy(lab::kTtft, lab::kP99);

LAB_BENCHMARK_F(parallelism, Hedged, AfterQuantile) {
  const lab::HedgeOptions options{.quantile = static_cast<double>(trial.arg()) / 100,
                                  .budget = 0.3};
  co_await AskHedged(trial, client(), options);
}
LAB_OPTIONS_F(parallelism, Hedged, AfterQuantile)->ArgName("percent")->Arg(80)->Arg(95);

// The copy goes to another model, which answers sooner and costs less.
LAB_BENCHMARK_F(parallelism, Hedged, AfterP95ToAnotherModel) {
  const lab::HedgeOptions options;
  co_await AskHedged(trial, client(kOther), options);
}
LAB_OPTIONS_F(parallelism, Hedged, AfterP95ToAnotherModel)->Needs(kOther);

}  // namespace
