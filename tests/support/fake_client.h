// A model in memory for tests of techniques: it answers after a fixed time and fails when it was
// told to.
//
//   VirtualLoop loop;
//   FakeClient model(loop);
//   model.FailNext(2, ErrorKind::kOverloaded);
//   std::optional<Reply> reply = loop.Run(model.Send(Request{.user = "hello"}));
//   EXPECT_EQ(model.calls(), 1);
//
// The answer to "x" is "answer to x", in two events: "answer to " after `first_token`, the rest
// `rest` later. A failure comes after `first_token`, before or behind the first event.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/base/time.h"
#include "framework/llm/client.h"
#include "framework/runtime/loop.h"

namespace lab::testing {

class FakeClient final : public Client {
 public:
  /// What the next request meets instead of an answer.
  struct Failure {
    ErrorKind kind = ErrorKind::kOverloaded;
    std::optional<Duration> retry_after;
    std::optional<bool> should_retry;
    bool after_text = false;  ///< the first event has been seen by then
  };
  /// One request as it came in.
  struct Seen {
    std::string user;
    std::string key;
    int attempt = 0;
    std::uint64_t lineage = 0;
    Time at = kUnset;
    Time intended = kUnset;
    Duration left{};  ///< until its deadline
    bool watched = false;
  };

  explicit FakeClient(Loop& loop, std::string model = "fake") : loop_(loop), model_(model) {}

  Task<Reply> Answer(Request request, Call call) override {
    InFlight exchange(*this, call);
    const std::optional<Failure> failure = Arrive(request, call);
    Reply& reply = exchange.reply;
    reply.timeline.start = loop_.Now();
    reply.timeline.intended = IsSet(call.intended) ? call.intended : loop_.Now();
    reply.timeline.streamed = request.stream;
    reply.model = model_;
    reply.request_id = "request " + std::to_string(calls_.size());
    co_await loop_.Sleep(first_token);
    const bool text_first = !failure || failure->after_text;
    if (text_first && Say(request, call, reply, "answer to ") == Flow::kStop)
      co_return exchange.End();
    if (failure) {
      SetFailure(*failure, reply);
      co_return exchange.End();
    }
    co_await loop_.Sleep(rest);
    if (Say(request, call, reply, request.user) == Flow::kStop) co_return exchange.End();
    reply.http_status = 200;
    reply.usage = usage;
    reply.usage_reported = true;
    reply.terminated = true;
    reply.stop_reason = stop_reason;
    co_return exchange.End();
  }
  std::string_view model() const override { return model_; }

  void FailNext(int count, ErrorKind kind) { FailNext(count, Failure{.kind = kind}); }
  void FailNext(int count, Failure failure) {
    for (int i = 0; i < count; ++i) failures_.emplace_back(failure);
  }
  /// Lets `count` requests through before the failures that are told next.
  void AnswerNext(int count) {
    for (int i = 0; i < count; ++i) failures_.emplace_back(std::nullopt);
  }

  int calls() const { return static_cast<int>(calls_.size()); }
  const Seen& call(int index) const { return calls_.at(static_cast<std::size_t>(index)); }
  int in_flight() const { return in_flight_; }
  int most_in_flight() const { return most_in_flight_; }
  /// Requests whose task was destroyed before its end.
  int given_up() const { return given_up_; }

  Duration first_token = std::chrono::milliseconds(40);
  Duration rest = std::chrono::milliseconds(60);
  Usage usage = UsageOf(1000, 10);
  std::string stop_reason = "end_turn";

 private:
  static Usage UsageOf(std::int64_t input, std::int64_t output) {
    Usage made;
    made.input_uncached = Tokens{input};
    made.output_total = Tokens{output};
    return made;
  }

  // Lives in the frame of Send().
  class InFlight {
   public:
    InFlight(FakeClient& owner, const Call& call) : owner_(owner), call_(call) {
      owner_.most_in_flight_ = std::max(owner_.most_in_flight_, ++owner_.in_flight_);
    }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;
    ~InFlight() {
      --owner_.in_flight_;
      if (over_) return;
      ++owner_.given_up_;
      reply.timeline.end = owner_.loop_.Now();
      reply.usage.input_uncached = owner_.usage.input_uncached;
      reply.error = Error{ErrorKind::kCancelled, "given up"};
      if (call_.abandoned) call_.abandoned(reply);
    }
    Reply End() {
      over_ = true;
      reply.timeline.end = owner_.loop_.Now();
      return std::move(reply);
    }

    Reply reply;

   private:
    FakeClient& owner_;
    const Call& call_;
    bool over_ = false;
  };

  std::optional<Failure> Arrive(const Request& request, const Call& call) {
    const Duration left = call.deadline - loop_.Now();
    calls_.push_back({.user = request.user.str(),
                      .key = call.key,
                      .attempt = call.attempt,
                      .lineage = call.lineage,
                      .at = loop_.Now(),
                      .intended = call.intended,
                      .left = std::min(request.timeout, left),
                      .watched = static_cast<bool>(call.watch)});
    if (failures_.empty()) return std::nullopt;
    std::optional<Failure> failure = std::move(failures_.front());
    failures_.pop_front();
    return failure;
  }

  Flow Say(const Request& request, const Call& call, Reply& reply, std::string_view delta) {
    const Time now = loop_.Now();
    reply.text += delta;
    if (!IsSet(reply.timeline.first_token)) {
      reply.timeline.first_token = reply.timeline.first_visible = now;
    }
    reply.timeline.last_token = now;
    const auto bytes = static_cast<std::uint32_t>(delta.size());
    reply.timeline.tokens.push_back({.stamp = now, .previous = now, .bytes = bytes});
    if (!call.watch || !request.stream) return Flow::kContinue;
    const Flow flow = call.watch(Progress{reply, delta, now});
    reply.stopped_early = flow == Flow::kStop;
    return flow;
  }

  static void SetFailure(const Failure& failure, Reply& reply) {
    reply.error = Error{failure.kind, "told to fail"};
    reply.rate_limits.retry_after = failure.retry_after;
    reply.rate_limits.should_retry = failure.should_retry;
  }

  Loop& loop_;
  std::string model_;
  std::deque<std::optional<Failure>> failures_;
  std::vector<Seen> calls_;
  int in_flight_ = 0;
  int most_in_flight_ = 0;
  int given_up_ = 0;
};

/// Sends and forgets the reply: for a TaskScope, whose end gives the request up.
inline Task<void> SendOnly(Client& client, Request request, Call call) {
  static_cast<void>(co_await client.Send(std::move(request), std::move(call)));
}
inline Task<void> SendOnly(Client& client, Request request) {
  return SendOnly(client, std::move(request), Call());
}

inline Task<void> Wait(Loop& loop, Duration duration) { co_await loop.Sleep(duration); }

}  // namespace lab::testing
