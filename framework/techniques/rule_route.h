// Routing by what can be seen of a request without asking anybody: its length and its words.
//
//   RuleRoute policy({{.keywords = {"prove", "schedule"}, .target = kLarge},
//                     {.longer_than = Tokens{300}, .target = kMedium}}, kSmall);
//
// Costs nothing and is as right as the rules are. The first rule that fits decides.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "framework/base/units.h"
#include "framework/techniques/router.h"

namespace lab {

/// Fits when any of its conditions does.
struct RouteRule {
  std::vector<std::string> keywords;  ///< whole words or phrases of Request::user, in any case
  std::optional<Tokens> longer_than;  ///< the whole prompt, at four bytes a token
  std::size_t target = 0;
};

class RuleRoute final : public RoutePolicy {
 public:
  /// `otherwise`: where no rule fits.
  RuleRoute(std::vector<RouteRule> rules, std::size_t otherwise);

  Task<Result<RouteChoice>> Choose(const Request& request, const Call& call) override;

  /// The same without a task.
  std::size_t TargetOf(const Request& request) const;

 private:
  std::vector<RouteRule> rules_;
  std::size_t otherwise_;
};

}  // namespace lab
