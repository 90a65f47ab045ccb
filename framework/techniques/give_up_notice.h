// Tells whoever made a call that it was given up: once, however many requests a technique has sent
// for it, and also while it waits and has sent none.
//
//   GiveUpNotice notice(loop, asked);                // before anything that is awaited
//   attempt.abandoned = notice.Listener();
//   Reply reply = co_await inner.Send(request, std::move(attempt));
//   notice.Over();
//
// Lives in the frame of Answer(): where that is destroyed before Over(), Call::abandoned is told
// what the requests under way had come to; their usage is added up, because all of it is billed.
#pragma once

#include <functional>
#include <optional>

#include "framework/llm/reply.h"
#include "framework/runtime/loop.h"
#include "framework/techniques/local_reply.h"

namespace lab {

class GiveUpNotice {
 public:
  /// All must outlive it. `asked.call.abandoned` is looked at when the time comes.
  GiveUpNotice(Loop& loop, const Asked& asked) : loop_(loop), asked_(asked) {}
  GiveUpNotice(const GiveUpNotice&) = delete;
  GiveUpNotice& operator=(const GiveUpNotice&) = delete;
  ~GiveUpNotice();

  /// For a request that is sent on behalf of the call: takes the place of its `abandoned`. Must not
  /// outlive the notice. Empty where nobody wants to know.
  std::function<void(const Reply&)> Listener();
  /// There is a reply: nothing is told any more.
  void Over() { over_ = true; }

 private:
  void Hear(const Reply& reply);

  Loop& loop_;
  const Asked& asked_;
  std::optional<Reply> heard_;
  bool over_ = false;
};

}  // namespace lab
