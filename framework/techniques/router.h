// Sends each request to one of several models; a policy decides to which.
//
//   std::vector<Target> tiers{{"small", &haiku}, {"large", &opus}};
//   Router router(loop, tiers, std::make_unique<RuleRoute>(rules, kSmall));
//   Reply reply = co_await router.Send(std::move(request));      // a Client like any other
//   Routed routed = co_await router.Ask(std::move(request));     // and who answered, and why
//
// Policies: RuleRoute (length, keywords), ClassifierRoute (a small model says how hard it is),
// LatencyRoute (who has been quick lately), BudgetRoute (what can be paid for). A cascade, which
// looks at the answer before it decides, is cascade.h.
//
// What a policy asks of a model itself is billed like any request (a recording client below writes
// it down), and the user waits for it: `Routed::added`.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/base/time.h"
#include "framework/base/units.h"
#include "framework/llm/client.h"
#include "framework/runtime/loop.h"
#include "framework/techniques/routed_client.h"

namespace lab {

/// Where a request may go. The client must outlive the router.
struct Target {
  std::string name;
  Client* client = nullptr;
};

/// What a policy decided for one request.
struct RouteChoice {
  std::size_t target = 0;
  std::string label;  ///< what a classifier said; "" without one, or where it named no label
  Usd reserved;       ///< set aside by a policy that keeps a budget
};

/// How it went.
struct RouteOutcome {
  const RouteChoice& choice;
  Time sent = kUnset;
  Time ended = kUnset;
  const Reply* reply = nullptr;  ///< nullptr: the caller gave it up before its end
};

/// Decides, and learns from what came of it. One policy serves all requests of its router, which
/// may overlap.
class RoutePolicy {
 public:
  virtual ~RoutePolicy() = default;
  /// May ask a model itself. An error is the reply of the request, which is then not sent.
  /// Both outlive the task; what it asks goes out beside the call (Call::Beside).
  virtual Task<Result<RouteChoice>> Choose(const Request& request, const Call& call) = 0;
  /// Called right after Choose(), and once more at the end. Must not throw.
  virtual void Sent(const RouteChoice& /*choice*/) {}
  virtual void Ended(const RouteOutcome& /*outcome*/) {}
};

class Router final : public RoutedClient {
 public:
  /// At least one target; the policy's choices are indices of them. A request for which it chooses
  /// another fails (ErrorKind::kConfig).
  Router(Loop& loop, std::vector<Target> targets, std::unique_ptr<RoutePolicy> policy);

  Task<Routed> Route(Request request, Call call) override;
  /// The first target's: a router has none of its own.
  std::string_view model() const override { return targets_[0].client->model(); }

  const std::vector<Target>& targets() const { return targets_; }

 private:
  Loop& loop_;
  std::vector<Target> targets_;
  std::unique_ptr<RoutePolicy> policy_;
};

}  // namespace lab
