#include "framework/techniques/give_up_notice.h"

#include <utility>

namespace lab {

std::function<void(const Reply&)> GiveUpNotice::Listener() {
  if (!asked_.call.abandoned) return nullptr;
  return [this](const Reply& reply) { Hear(reply); };
}

// Of several, the one that came furthest is what the caller would have seen.
void GiveUpNotice::Hear(const Reply& reply) {
  if (!heard_) {
    heard_ = reply;
    return;
  }
  Usage used = heard_->usage;
  used += reply.usage;
  if (reply.text.size() > heard_->text.size()) heard_ = reply;
  heard_->usage = used;
}

GiveUpNotice::~GiveUpNotice() {
  if (over_ || !asked_.call.abandoned) return;
  const Time now = loop_.Now();
  if (heard_) {
    heard_->timeline.intended = IntendedOf(asked_);
    asked_.call.abandoned(*heard_);
    return;
  }
  Error error{ErrorKind::kCancelled, "the request was given up by its caller before it was sent"};
  asked_.call.abandoned(FailedHere(asked_, now, std::move(error)));
}

}  // namespace lab
