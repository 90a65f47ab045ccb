// What a run's requests come to, and the limit that they may not pass.
//
//   const SpendLimit limit{.usd = Usd::FromDollars(5), .reached = [](Usd spent, Usd next) { ... }};
//   auto meter = std::make_shared<SpendMeter>(limit);
//   WorldFactory metered = Metered(factory, meter);
//   ... the run ...
//   meter->total().cost;
//
// A request is let through when the limit holds what is spent, what the requests under way may come
// to at most, what this one may come to at most, and the most that one was ever above that.
// Otherwise `reached` is told, once, and the request waits for the run to end. Thread: any.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "framework/base/units.h"
#include "framework/bench/world.h"
#include "framework/llm/call.h"
#include "framework/llm/prices.h"
#include "framework/llm/request.h"
#include "framework/runtime/guarded.h"

namespace lab::apps {

struct SpendLimit {
  Usd usd;
  /// Given what is spent and what the next request may come to. Must end the run.
  std::function<void(Usd spent, Usd next)> reached;
};

/// Of the requests that are over, given up or not.
struct SpendTotal {
  std::int64_t requests = 0;
  Tokens input;   ///< all of the prompt, cached or not
  Tokens output;  ///< with what was thought
  Usd cost;
  std::int64_t unpriced = 0;  ///< requests that `cost` does not have
};

class SpendMeter {
 public:
  explicit SpendMeter(std::optional<SpendLimit> limit = std::nullopt);

  bool limited() const { return limit_.has_value(); }
  Usd limit() const { return limit_ ? limit_->usd : Usd(); }
  /// True: the request may be sent, and `at_most` is set aside for it until Settle().
  bool Reserve(Usd at_most);
  void Settle(Usd reserved, const CallRecord& record);
  SpendTotal total() const;

 private:
  std::optional<SpendLimit> limit_;
  struct State {
    SpendTotal total;
    Usd reserved;
    Usd margin;  // a service counts what we do not see: the most that it was above MostOf()
    bool reached = false;
  };
  mutable Guarded<State> state_;
};

/// "$0.0123", with "> " in front where some of it is not known; under a limit " of $5.00" behind.
std::string SpentText(const SpendMeter& meter);

/// What a request costs at most: a token for every two bytes of the prompt, none of them read from
/// a cache and each written to one where that costs more, and an answer as long as it may be.
Usd MostOf(const Request& request, const Price& price);

/// Every request of these worlds passes the meter. Where it has a limit, a model without a price is
/// an error (ErrorKind::kUsage), as the limit could not hold.
WorldFactory Metered(WorldFactory factory, std::shared_ptr<SpendMeter> meter);

/// The error of a model that a limit cannot hold for.
Error NoPriceFor(std::string_view model);

}  // namespace lab::apps
