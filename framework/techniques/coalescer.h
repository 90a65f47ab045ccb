// Requests for the same thing at the same time share one answer.
//
//   Coalescer shared(loop, model);
//   std::vector<Reply> replies = co_await All(loop, SendEach(shared, ten_equal_requests));
//   // one request was sent; shared.joined() == 9
//
// The first to ask pays: its reply is the provider's own. The others get the same answer, or the
// same failure, with a timeline that begins when they asked (what had come by then is there at
// once), no usage and no cost. Watchers see the stream as it comes; one that joins later first gets
// what it missed, as one event.
//
// The request belongs to all who wait for it. Whoever gives up only leaves; the next in line pays.
// When the last one leaves, the request is given up.
//
// The request runs under the timeout of the one who sent it, so one that joins later may be told of
// a timeout before its own is over. What a watcher throws reaches all who wait. Streamed and
// buffered requests do not join each other.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "framework/llm/client.h"
#include "framework/runtime/loop.h"
#include "framework/techniques/answer_key.h"

namespace lab {

struct CoalescerOptions {
  std::function<std::string(const Request&)> key = AnswerKey;
};

class Coalescer final : public Client {
 public:
  /// `loop` and `inner` must outlive it, and it must outlive its requests.
  Coalescer(Loop& loop, Client& inner, CoalescerOptions options = {});
  ~Coalescer() override;

  Task<Reply> Answer(Request request, Call call) override;
  std::string_view model() const override { return inner_.model(); }

  /// Requests that were passed on.
  std::int64_t sent() const { return sent_; }
  /// Requests that joined one which was on its way.
  std::int64_t joined() const { return joined_; }
  /// On their way now.
  std::size_t flights() const { return flights_.size(); }

 private:
  struct Member;
  struct Flight;
  class Seat;

  std::shared_ptr<Flight> Board(Member& member);
  Call ForAll(Flight& flight, const Call& sender);
  static Task<void> Fly(Coalescer* coalescer, Flight* flight, Request request, Call call);
  Flow Tell(Flight& flight, const Progress& progress);
  bool CatchUp(Flight& flight, Member& member);
  void Stop(Member& member, const Reply& so_far);
  static void Settle(Member& member, Reply reply);
  void Land(Flight& flight, Reply reply);
  void Crash(Flight& flight, const std::exception_ptr& thrown);
  void Close(const Flight& flight);

  Loop& loop_;
  Client& inner_;
  CoalescerOptions options_;
  std::map<std::string, std::shared_ptr<Flight>> flights_;
  std::int64_t sent_ = 0;
  std::int64_t joined_ = 0;
};

}  // namespace lab
