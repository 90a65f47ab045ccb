// A model in memory for tests of techniques: it answers after a fixed time and fails when it was
// told to.
//
//   VirtualLoop loop;
//   FakeClient model(loop);
//   model.FailNext(2, ErrorKind::kOverloaded);
//   std::optional<Reply> reply = loop.Run(model.Send({.user = "hello"}));
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
  struct Call {
    std::string user;
    std::string lab_key;
    int attempt = 0;
    Time at = kUnset;
    Time intended = kUnset;
    Duration timeout{};
    bool watched = false;
  };

  explicit FakeClient(Loop& loop, std::string model = "fake") : loop_(loop), model_(model) {}

  Task<Reply> Send(Request request) override {
    InFlight exchange(*this, request);
    const std::optional<Failure> failure = Arrive(request);
    Reply& reply = exchange.reply;
    reply.timeline.start = loop_.Now();
    reply.timeline.intended = IsSet(request.intended) ? request.intended : loop_.Now();
    reply.timeline.streamed = request.stream;
    reply.model = model_;
    reply.request_id = "request " + std::to_string(calls_.size());
    co_await loop_.Sleep(first_token);
    const bool text_first = !failure || failure->after_text;
    if (text_first && Say(request, reply, "answer to ") == Flow::kStop) co_return exchange.End();
    if (failure) {
      SetFailure(*failure, reply);
      co_return exchange.End();
    }
    co_await loop_.Sleep(rest);
    if (Say(request, reply, request.user) == Flow::kStop) co_return exchange.End();
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
  const Call& call(int index) const { return calls_.at(static_cast<std::size_t>(index)); }
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
    InFlight(FakeClient& owner, const Request& request) : owner_(owner), request_(request) {
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
      if (request_.abandoned) request_.abandoned(reply);
    }
    Reply End() {
      over_ = true;
      reply.timeline.end = owner_.loop_.Now();
      return std::move(reply);
    }

    Reply reply;

   private:
    FakeClient& owner_;
    const Request& request_;
    bool over_ = false;
  };

  std::optional<Failure> Arrive(const Request& request) {
    calls_.push_back({.user = request.user,
                      .lab_key = request.lab_key,
                      .attempt = request.attempt,
                      .at = loop_.Now(),
                      .intended = request.intended,
                      .timeout = request.timeout,
                      .watched = static_cast<bool>(request.watch)});
    if (failures_.empty()) return std::nullopt;
    std::optional<Failure> failure = std::move(failures_.front());
    failures_.pop_front();
    return failure;
  }

  Flow Say(const Request& request, Reply& reply, const std::string& delta) {
    const Time now = loop_.Now();
    reply.text += delta;
    if (!IsSet(reply.timeline.first_token)) {
      reply.timeline.first_token = reply.timeline.first_visible = now;
    }
    reply.timeline.last_token = now;
    const auto bytes = static_cast<std::uint32_t>(delta.size());
    reply.timeline.tokens.push_back({.stamp = now, .previous = now, .bytes = bytes});
    if (!request.watch || !request.stream) return Flow::kContinue;
    const Flow flow = request.watch(Progress{reply, delta, now});
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
  std::vector<Call> calls_;
  int in_flight_ = 0;
  int most_in_flight_ = 0;
  int given_up_ = 0;
};

/// Sends and forgets the reply: for a TaskScope, whose end gives the request up.
inline Task<void> SendOnly(Client& client, Request request) {
  static_cast<void>(co_await client.Send(std::move(request)));
}

inline Task<void> Wait(Loop& loop, Duration duration) { co_await loop.Sleep(duration); }

}  // namespace lab::testing
