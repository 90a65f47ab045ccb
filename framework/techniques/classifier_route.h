// Routing by asking a small model first how hard a request is.
//
//   ClassifierRoute policy(haiku, AskHowHard, {.labels = {{"easy", kSmall}, {"hard", kLarge}},
//                                              .fallback = kLarge});
//
// The user waits for the classification before the answer can begin, and pays for it: worth it
// where the models differ by more than that. The reply may be any text; it counts when it names
// exactly one of the labels.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "framework/base/time.h"
#include "framework/techniques/router.h"

namespace lab {

struct LabelTarget {
  std::string label;  ///< a word or a phrase, no part of another label
  std::size_t target = 0;
};

struct ClassifierRouteOptions {
  std::vector<LabelTarget> labels;
  /// Where no label or several are named, and where the classifier fails or takes longer than
  /// `timeout`. The most capable target costs most and is wrong least.
  std::size_t fallback = 0;
  Duration timeout = std::chrono::seconds(10);
};

class ClassifierRoute final : public RoutePolicy {
 public:
  /// What the classifier is asked about a request; of the call that comes with it, what a simulated
  /// classifier is told counts.
  using Question = std::function<Outgoing(const Request&)>;

  /// `classifier` must outlive the policy.
  ClassifierRoute(Client& classifier, Question question, ClassifierRouteOptions options);

  /// RouteChoice::label is the label named, "" where it fell back.
  Task<Result<RouteChoice>> Choose(const Request& request, const Call& call) override;

 private:
  RouteChoice ChoiceBy(const Reply& reply) const;

  Client& classifier_;
  Question question_;
  ClassifierRouteOptions options_;
  std::vector<std::string> labels_;
};

}  // namespace lab
