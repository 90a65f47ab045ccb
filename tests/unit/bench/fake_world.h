// A world without a network: virtual time, and a client that answers after a fixed time.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "framework/bench/world.h"
#include "framework/runtime/virtual_loop.h"

namespace lab::testing {

/// Answers "hello" after 100 ms, its first token after 40 ms; fails when asked to ("fail").
class FakeClient final : public Client {
 public:
  FakeClient(Loop& loop, std::string model) : loop_(loop), model_(std::move(model)) {}

  Task<Reply> Answer(Request request, Call call) override {
    Reply reply;
    reply.timeline.start = loop_.Now();
    reply.timeline.streamed = request.stream;
    co_await loop_.Sleep(std::chrono::milliseconds(40));
    reply.timeline.first_token = reply.timeline.first_visible = loop_.Now();
    co_await loop_.Sleep(std::chrono::milliseconds(60));
    reply.timeline.end = loop_.Now();
    reply.text = "hello";
    reply.request_id = call.key;
    reply.usage.input_uncached = Tokens{1000};
    reply.usage.output_total = Tokens{10};
    reply.usage_reported = true;
    if (request.user == "fail") reply.error = Error{ErrorKind::kOverloaded, "asked to fail"};
    co_return reply;
  }
  std::string_view model() const override { return model_; }

 private:
  Loop& loop_;
  std::string model_;
};

class FakeWorld final : public World {
 public:
  Loop& loop() override { return loop_; }
  Result<std::unique_ptr<Client>> NewClient(std::string_view model) override {
    if (model == "unknown") return Error{ErrorKind::kUsage, "there is no model 'unknown'"};
    const std::string name = model.empty() ? "claude-sonnet-5-5" : std::string(model);
    return std::unique_ptr<Client>(std::make_unique<FakeClient>(loop_, name));
  }

 private:
  VirtualLoop loop_;
};

inline WorldFactory FakeFactory() {
  return [](const WorldSpec&) -> Result<std::unique_ptr<World>> {
    return std::unique_ptr<World>(std::make_unique<FakeWorld>());
  };
}

}  // namespace lab::testing
