#include "framework/techniques/budget_route.h"

#include <fmt/format.h>

#include <utility>

#include "framework/llm/estimate.h"
#include "framework/techniques/option_check.h"

namespace lab {
namespace {

constexpr std::int64_t kPicoInMicro = 1'000'000;

// Rounded up: what is taken is never less than what it costs.
std::int64_t MicroDollars(Usd amount) { return (amount.pico + kPicoInMicro - 1) / kPicoInMicro; }

std::optional<TokenBucket> MinuteOf(const std::optional<Usd>& per_minute, Time now) {
  if (!per_minute) return std::nullopt;
  return TokenBucket({.per_minute = MicroDollars(*per_minute)}, now);
}

}  // namespace

BudgetRoute::BudgetRoute(Loop& loop, std::vector<Price> prices, BudgetRouteOptions options)
    : loop_(loop),
      prices_(std::move(prices)),
      options_(options),
      wrong_(OptionCheck("BudgetRoute")
                 .AtLeast("prices", static_cast<std::int64_t>(prices_.size()), 1)
                 .Holds(options.per_request.value_or(Usd()) >= Usd(), "per_request",
                        FormatUsd(options.per_request.value_or(Usd())), "no less than $0")
                 .Holds(options.per_minute.value_or(Usd()) >= Usd(), "per_minute",
                        FormatUsd(options.per_minute.value_or(Usd())), "no less than $0")
                 .error()),
      minute_(MinuteOf(options.per_minute, loop.Now())) {}

Usd BudgetRoute::EstimateFor(const Request& request, std::size_t target) const {
  Usage usage;
  usage.input_uncached = EstimatedPrompt(request);
  usage.output_total = options_.expected_output.value_or(request.max_tokens);
  return CostOf(usage, prices_[target]);
}

Usd BudgetRoute::left() {
  Usd amount;
  if (minute_) amount.pico = minute_->Level(loop_.Now()) * kPicoInMicro;
  return amount;
}

bool BudgetRoute::Fits(Usd estimate) {
  if (options_.per_request && estimate > *options_.per_request) return false;
  return !minute_ || minute_->Level(loop_.Now()) >= MicroDollars(estimate);
}

Error BudgetRoute::Refusal(Usd cheapest) {
  std::string budget;
  if (options_.per_request)
    budget += fmt::format(", {} a request", FormatUsd(*options_.per_request));
  if (minute_) {
    budget += fmt::format(", {} a minute of which {} is left", FormatUsd(*options_.per_minute),
                          FormatUsd(left()));
  }
  return {ErrorKind::kLimit,
          fmt::format("the cheapest model would cost about {} when the budget is {}; raise it, or "
                      "lower max_tokens",
                      FormatUsd(cheapest), budget.substr(2))};
}

Result<RouteChoice> BudgetRoute::Decide(const Request& request) {
  if (wrong_) return *wrong_;
  RouteChoice cheapest;
  for (std::size_t i = 0; i < prices_.size(); ++i) {
    RouteChoice choice;
    choice.target = i;
    choice.reserved = EstimateFor(request, i);
    if (Fits(choice.reserved)) return choice;
    if (i == 0 || choice.reserved < cheapest.reserved) cheapest = choice;
  }
  if (options_.over_budget == OverBudget::kRefuse) return Refusal(cheapest.reserved);
  return cheapest;
}

Task<Result<RouteChoice>> BudgetRoute::Choose(const Request& request, const Call& /*call*/) {
  co_return Decide(request);
}

void BudgetRoute::Sent(const RouteChoice& choice) {
  if (minute_) minute_->Take(MicroDollars(choice.reserved), loop_.Now());
}

// What was set aside for a request of unknown cost stays spent.
void BudgetRoute::Ended(const RouteOutcome& outcome) {
  if (!minute_ || outcome.reply == nullptr || !outcome.reply->usage_reported) return;
  const Usd cost = CostOf(outcome.reply->usage, prices_[outcome.choice.target]);
  const std::int64_t unused = MicroDollars(outcome.choice.reserved) - MicroDollars(cost);
  if (unused > 0) minute_->Give(unused, loop_.Now());
  if (unused < 0) minute_->Take(-unused, loop_.Now());
}

}  // namespace lab
