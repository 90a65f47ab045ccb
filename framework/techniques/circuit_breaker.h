// Stops asking a service that is down, and tries again carefully.
//
//   CircuitBreaker breaker(loop, model, {.failure_share = 0.5, .open_for = 30s});
//   Reply reply = co_await breaker.Send(std::move(request));
//
// What is refused fails at once with ErrorKind::kOverloaded, an http_status of 0, and a retry-after
// that a Retry around the breaker waits for. What counts as a failure is IsRetryable(): a request
// that is wrong says nothing against the service, and one that is given up says nothing at all.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "framework/base/time.h"
#include "framework/llm/client.h"
#include "framework/runtime/loop.h"

namespace lab {

struct CircuitBreakerOptions {
  int window = 20;             ///< the latest so many outcomes are looked at
  int min_calls = 10;          ///< fewer outcomes than this never open it; at most the window
  double failure_share = 0.5;  ///< of the window; it opens at this share and above
  Duration open_for = std::chrono::seconds(30);
  int probes = 1;  ///< 1 or more, let through when it is half-open; all of them must succeed
};

class CircuitBreaker final : public Client {
 public:
  enum class State : std::uint8_t {
    kClosed,    ///< everything passes; outcomes are counted
    kOpen,      ///< nothing passes until open_for is over
    kHalfOpen,  ///< the probes pass: one failure opens it again, all successes close it
  };

  /// `loop` and `inner` must outlive it. With options that could never act every request fails
  /// (ErrorKind::kConfig).
  CircuitBreaker(Loop& loop, Client& inner, CircuitBreakerOptions options = {});

  Task<Reply> Answer(Request request, Call call) override;
  std::string_view model() const override { return inner_.model(); }

  State state() const;
  std::int64_t refused() const { return refused_; }
  /// How often it has opened.
  std::int64_t opened() const { return opened_; }

 private:
  class Passage;

  bool Admit();
  void Enter(State state);
  void Count(bool failed);
  void CountProbe(bool failed);
  Reply Refuse(const Request& request, const Call& call);

  Loop& loop_;
  Client& inner_;
  CircuitBreakerOptions options_;
  std::optional<Error> wrong_;  // with the options
  State state_ = State::kClosed;
  std::int64_t era_ = 0;  // grows with each change of state: outcomes of an earlier one are stale
  Time half_open_at_ = kUnset;
  std::deque<bool> failed_;  // the window, oldest first
  int failures_ = 0;
  int probes_left_ = 0;       // that may still be let through
  int probes_succeeded_ = 0;  // since it became half-open
  std::int64_t refused_ = 0;
  std::int64_t opened_ = 0;
};

}  // namespace lab
