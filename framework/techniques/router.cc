#include "framework/techniques/router.h"

#include <fmt/format.h>

#include <cassert>
#include <utility>

#include "framework/techniques/give_up_notice.h"
#include "framework/techniques/local_reply.h"

namespace lab {
namespace {

// Tells the policy of the end, by whichever way it comes.
class EndWatch {
 public:
  EndWatch(Loop& loop, RoutePolicy& policy, const RouteChoice& choice)
      : loop_(loop), policy_(policy), choice_(choice), sent_(loop.Now()) {
    policy_.Sent(choice_);
  }
  EndWatch(const EndWatch&) = delete;
  EndWatch& operator=(const EndWatch&) = delete;
  ~EndWatch() {
    if (!over_) Tell(nullptr);
  }

  void End(const Reply& reply) {
    over_ = true;
    Tell(&reply);
  }
  Time sent() const { return sent_; }

 private:
  void Tell(const Reply* reply) {
    policy_.Ended({.choice = choice_, .sent = sent_, .ended = loop_.Now(), .reply = reply});
  }

  Loop& loop_;
  RoutePolicy& policy_;
  const RouteChoice& choice_;
  Time sent_;
  bool over_ = false;
};

}  // namespace

Router::Router(Loop& loop, std::vector<Target> targets, std::unique_ptr<RoutePolicy> policy)
    : loop_(loop), targets_(std::move(targets)), policy_(std::move(policy)) {
  assert(!targets_.empty() && policy_ != nullptr);
}

Task<Routed> Router::Route(Request request, Call call) {
  const Asked asked{request, call, loop_.Now()};
  call.deadline = DeadlineOf(asked);
  call.intended = IntendedOf(asked);
  GiveUpNotice notice(loop_, asked);
  Result<RouteChoice> decided = co_await policy_->Choose(request, call);
  notice.Over();  // from here on the client below tells of it
  Routed routed;
  routed.added = loop_.Now() - asked.at;
  if (!decided) {
    routed.reply = FailedHere(asked, loop_.Now(), std::move(decided).error());
    co_return routed;
  }
  const RouteChoice choice = *std::move(decided);
  routed.target = choice.target;
  routed.label = choice.label;
  if (choice.target >= targets_.size()) {
    Error none{ErrorKind::kConfig,
               fmt::format("the policy chose target {} when the router has {}, counted from 0",
                           choice.target, targets_.size())};
    routed.reply = FailedHere(asked, loop_.Now(), std::move(none));
    co_return routed;
  }
  if (call.deadline <= loop_.Now()) {
    Error late{ErrorKind::kTimeout, "choosing a model took the whole time of the request"};
    routed.reply = FailedHere(asked, loop_.Now(), std::move(late));
    co_return routed;
  }
  request.model.clear();  // the target's own
  EndWatch watch(loop_, *policy_, choice);
  Reply reply = co_await targets_[choice.target].client->Send(std::move(request), std::move(call));
  watch.End(reply);
  routed.reply = std::move(reply);
  co_return routed;
}

}  // namespace lab
