// Routing to the best model that can be paid for.
//
//   BudgetRoute policy(loop, {*prices.Find("claude-opus-5-5"), *prices.Find("claude-haiku-5-5")},
//                      {.per_minute = Usd::FromDollars(0.05)});
//
// The targets stand in the order of preference. A request is estimated at the prices of each: its
// prompt at four bytes a token, its answer at `expected_output`. The first target fits whose
// estimate is within the budget of a request and within what is left of the minute. The estimate is
// set aside when the request is sent, and settled with what it really cost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "framework/base/units.h"
#include "framework/llm/prices.h"
#include "framework/techniques/router.h"
#include "framework/techniques/token_bucket.h"

namespace lab {

enum class OverBudget : std::uint8_t {
  kRefuse,    ///< ErrorKind::kLimit says what it would have cost and what is left
  kCheapest,  ///< it goes to the target with the lowest estimate: the budget is a wish
};

struct BudgetRouteOptions {
  std::optional<Usd> per_request;
  /// A steady allowance that keeps at most a minute's worth. At $0 nothing ever fits.
  std::optional<Usd> per_minute;
  /// Unset: Request::max_tokens, the most that can come. With it and kRefuse the budget holds
  /// whatever is answered; with a lower one a request can cost more than was set aside, and the
  /// minutes after it pay.
  std::optional<Tokens> expected_output;
  OverBudget over_budget = OverBudget::kRefuse;
};

class BudgetRoute final : public RoutePolicy {
 public:
  /// One price a target, in their order. Without any, or with a budget below $0, requests fail
  /// (ErrorKind::kConfig).
  BudgetRoute(Loop& loop, std::vector<Price> prices, BudgetRouteOptions options);

  Task<Result<RouteChoice>> Choose(const Request& request, const Call& call) override;
  void Sent(const RouteChoice& choice) override;
  void Ended(const RouteOutcome& outcome) override;

  Usd EstimateFor(const Request& request, std::size_t target) const;
  /// What is left of the minute's budget now; below zero when it was overdrawn.
  Usd left();

 private:
  bool Fits(Usd estimate);
  Result<RouteChoice> Decide(const Request& request);
  Error Refusal(Usd cheapest);

  Loop& loop_;
  std::vector<Price> prices_;
  BudgetRouteOptions options_;
  std::optional<Error> wrong_;         // with the options
  std::optional<TokenBucket> minute_;  // millionths of a dollar
};

}  // namespace lab
