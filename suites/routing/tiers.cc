// Which of a maker's models answers which question: always the large one, always a cheaper one, or
// one that is chosen by rules, by a classifier, by a budget, or after a look at the small one's
// answer.
//
// How right each is comes from the mock's skills in simulation. There the classifier and the
// verifier are right at one rate, however hard the question is; real models judge hard answers
// worse than easy ones, so a real cascade will do worse than here.

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "suites/routing/quiz.h"

namespace {

enum Tier : std::size_t { kSmall, kMedium, kLarge };

/// Three sizes of one maker.
struct Family {
  std::string_view prefix;  ///< of the run's model
  std::array<const char*, 3> models;
};
constexpr std::array<Family, 3> kFamilies{{
    {"claude-", {"claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5"}},
    {"gpt-", {"gpt-5-nano", "gpt-5-mini", "gpt-5"}},
    {"gemini-", {"gemini-2.5-flash-lite", "gemini-2.5-flash", "gemini-2.5-pro"}},
}};

class Tiers : public Quiz {
 protected:
  /// Of the run's model's maker. A model without known siblings is all three.
  std::string ModelOf(Tier tier) const {
    for (const Family& family : kFamilies) {
      if (model().starts_with(family.prefix)) return family.models[tier];
    }
    return std::string(model());
  }
  lab::Client& At(Tier tier) { return client(ModelOf(tier)); }

  lab::Task<void> AskAlways(lab::Trial& trial, Tier tier) {
    lab::Routed routed;
    routed.reply = co_await At(tier).Send(Question(trial));
    Finish(trial, routed, tier == kLarge);
  }
  /// For policies that keep nothing from one question to the next.
  lab::Task<lab::Routed> AskBy(lab::Trial& trial, std::unique_ptr<lab::RoutePolicy> policy) {
    const std::vector<lab::Target> targets{
        {"small", &At(kSmall)}, {"medium", &At(kMedium)}, {"large", &At(kLarge)}};
    lab::Router router(loop(), targets, std::move(policy));
    lab::Routed routed = co_await router.Ask(Question(trial));
    Finish(trial, routed, routed.target == kLarge);
    co_return routed;
  }
  lab::Task<void> AskCascade(lab::Trial& trial, lab::ReplyCheck check,
                             lab::CascadeOptions options) {
    lab::Cascade cascade(loop(), At(kSmall), At(kLarge), std::move(check), std::move(options));
    const lab::Routed routed = co_await cascade.Ask(Question(trial));
    Finish(trial, routed, routed.target == 1);
  }

  static void Finish(lab::Trial& trial, const lab::Routed& routed, bool by_large) {
    Quiz::Finish(trial, routed);
    trial.Note("by large %", by_large ? 100 : 0);
  }

  /// Of a policy that learns from one question for the next.
  std::optional<lab::Router> kept_;
};

LAB_BASELINE_F(routing, Tiers, AlwaysLarge) { co_await AskAlways(trial, kLarge); }
LAB_OPTIONS_F(routing, Tiers, AlwaysLarge)->CompareBy(lab::kLatency);

LAB_BENCHMARK_F(routing, Tiers, AlwaysMedium) { co_await AskAlways(trial, kMedium); }

LAB_BENCHMARK_F(routing, Tiers, AlwaysSmall) { co_await AskAlways(trial, kSmall); }

// Rules as one writes them after a look at one's own traffic: what asks for a search goes up, and
// so does what is long.
LAB_BENCHMARK_F(routing, Tiers, RuleRouter) {
  const std::vector<lab::RouteRule> rules{
      {.keywords = {"smallest", "shortest", "greatest", "divisible", "remainder"},
       .longer_than = lab::Tokens{115},
       .target = kLarge},
      {.keywords = {"program", "premise", "order"},
       .longer_than = lab::Tokens{100},
       .target = kMedium}};
  std::unique_ptr<lab::RoutePolicy> policy = std::make_unique<lab::RuleRoute>(rules, kSmall);
  co_await AskBy(trial, std::move(policy));
}

const char* DifficultyOf(const lab::KnownTask& task) {
  if (task.complexity <= 2) return "easy";
  return task.complexity == 3 ? "medium" : "hard";
}

// The small model is asked how hard the question is; the user waits for that, and pays.
LAB_BENCHMARK_F(routing, Tiers, SmallModelClassifies) {
  const auto how_hard = [&trial](const lab::Request& request) {
    const lab::KnownTask& task = TaskOf(trial);
    return lab::LabelRequest(request.user.str(),
                             {.instructions = "How hard is this question for a person? Easy takes "
                                              "one or two steps, medium several, hard a search or "
                                              "a long chain of deductions.",
                              .labels = {"easy", "medium", "hard"},
                              .truth = DifficultyOf(task)},
                             task.id + "/" + RoundOf(trial));
  };
  const lab::ClassifierRouteOptions options{
      .labels = {{"easy", kSmall}, {"medium", kMedium}, {"hard", kLarge}}, .fallback = kLarge};
  std::unique_ptr<lab::RoutePolicy> policy =
      std::make_unique<lab::ClassifierRoute>(At(kSmall), how_hard, options);
  const lab::Routed routed = co_await AskBy(trial, std::move(policy));
  trial.Classify(DifficultyOf(TaskOf(trial)), routed.label);
}

// The small model is asked twice at once; where both answers are the same, it is believed.
LAB_BENCHMARK_F(routing, Tiers, CascadeByAgreement) {
  lab::CascadeOptions options{.samples = 2};
  options.vary = [&trial](lab::Outgoing& copy, int sample) {
    const std::string draw = RoundOf(trial) + (sample > 0 ? "/again" : "");
    copy.call.hints = lab::RequestOf(TaskOf(trial), {.sample = draw}).call.hints;
  };
  lab::ReplyCheck check = lab::SameAnswer(lab::AnswerEssence);
  co_await AskCascade(trial, std::move(check), std::move(options));
}

// The small model answers and is then asked whether that is right.
LAB_BENCHMARK_F(routing, Tiers, CascadeByVerifier) {
  const auto is_it_right = [&trial](const lab::Request& request, const lab::Reply& reply) {
    const lab::KnownTask& task = TaskOf(trial);
    return lab::LabelRequest(
        "Question: " + request.user + "\n\nProposed answer: " + reply.text,
        {.instructions = "Check the proposed answer by working it out yourself.",
         .labels = {"right", "wrong"},
         .truth = lab::IsRight(task, reply.text) ? "right" : "wrong"},
        "verify/" + task.id + "/" + RoundOf(trial));
  };
  lab::ReplyCheck check = lab::VerifiedBy(At(kSmall), is_it_right);
  const lab::CascadeOptions once;
  co_await AskCascade(trial, std::move(check), once);
}

// The best model that the money is there for: about two thirds of what the large one would cost at
// two questions a minute, which is the pace of simulated time.
LAB_BENCHMARK_F(routing, Tiers, CostBounded) {
  if (!kept_) {
    const std::vector<lab::Target> best_first{
        {"large", &At(kLarge)}, {"medium", &At(kMedium)}, {"small", &At(kSmall)}};
    std::vector<lab::Price> prices;
    for (const lab::Target& target : best_first) {
      prices.push_back(*lab::PriceTable::Shipped().Find(target.client->model()));
    }
    const lab::BudgetRouteOptions options{.per_minute = lab::Usd::FromDollars(0.0017),
                                          .expected_output = lab::Tokens{60},
                                          .over_budget = lab::OverBudget::kCheapest};
    kept_.emplace(loop(), best_first,
                  std::make_unique<lab::BudgetRoute>(loop(), std::move(prices), options));
  }
  const lab::Routed routed = co_await kept_->Ask(Question(trial));
  Finish(trial, routed, routed.target == 0);
}
LAB_OPTIONS_F(routing, Tiers, CostBounded)->NeedsPrice();

}  // namespace
