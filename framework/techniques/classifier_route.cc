#include "framework/techniques/classifier_route.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "framework/base/words.h"

namespace lab {

ClassifierRoute::ClassifierRoute(Client& classifier, Question question,
                                 ClassifierRouteOptions options)
    : classifier_(classifier), question_(std::move(question)), options_(std::move(options)) {
  for (const LabelTarget& each : options_.labels) labels_.push_back(each.label);
}

RouteChoice ClassifierRoute::ChoiceBy(const Reply& reply) const {
  RouteChoice choice;
  choice.target = options_.fallback;
  if (!reply.ok()) return choice;
  const std::optional<std::size_t> said = OnlyOneSaid(reply.text, labels_);
  if (!said) return choice;
  choice.target = options_.labels[*said].target;
  choice.label = labels_[*said];
  return choice;
}

Task<Result<RouteChoice>> ClassifierRoute::Choose(const Request& request, const Call& call) {
  Outgoing question = question_(request);
  question.request.timeout = std::min(question.request.timeout, options_.timeout);
  Call beside = call.Beside();
  beside.hints = std::move(question.call.hints);
  const Reply reply = co_await classifier_.Send(std::move(question.request), std::move(beside));
  co_return ChoiceBy(reply);
}

}  // namespace lab
