#include "framework/techniques/rule_route.h"

#include <algorithm>
#include <utility>

#include "framework/base/words.h"
#include "framework/llm/estimate.h"

namespace lab {

RuleRoute::RuleRoute(std::vector<RouteRule> rules, std::size_t otherwise)
    : rules_(std::move(rules)), otherwise_(otherwise) {}

std::size_t RuleRoute::TargetOf(const Request& request) const {
  const std::vector<std::string> words = WordsOf(request.user);
  const Tokens length = EstimatedPrompt(request);
  for (const RouteRule& rule : rules_) {
    if (rule.longer_than && length > *rule.longer_than) return rule.target;
    const bool said = std::any_of(
        rule.keywords.begin(), rule.keywords.end(),
        [&](const std::string& keyword) { return FindWords(words, WordsOf(keyword)).has_value(); });
    if (said) return rule.target;
  }
  return otherwise_;
}

Task<Result<RouteChoice>> RuleRoute::Choose(const Request& request, const Call& /*call*/) {
  RouteChoice choice;
  choice.target = TargetOf(request);
  co_return choice;
}

}  // namespace lab
