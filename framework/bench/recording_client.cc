#include "framework/bench/recording_client.h"

#include <utility>

#include "framework/llm/estimate.h"

namespace lab {
namespace {

/// What is known of a call before it is sent.
struct Sent {
  std::shared_ptr<CallSink> sink;
  std::string model;
  Tokens prompt;
  int attempt;
  std::int64_t step;

  void Tell(const Reply& reply) const {
    sink->Add({.reply = reply, .model = model, .prompt = prompt, .attempt = attempt, .step = step});
  }
};

}  // namespace

RecordingClient::RecordingClient(std::unique_ptr<Client> inner, const CallDefaults& defaults)
    : inner_(std::move(inner)), defaults_(defaults) {}

Task<Reply> RecordingClient::Answer(Request request, Call call) {
  if (call.hints.empty()) call.hints = defaults_.hints;
  if (!call.sink) call.sink = defaults_.sink;
  if (!call.sink) co_return co_await inner_->Send(std::move(request), std::move(call));
  if (call.key.empty()) call.key = call.sink->NextKey();
  const std::string_view model = request.model.empty() ? inner_->model() : request.model;
  const Sent sent{call.sink, std::string(model), EstimatedPrompt(request), call.attempt, call.step};
  call.abandoned = [&sent, caller = std::move(call.abandoned)](const Reply& reply) {
    sent.Tell(reply);
    if (caller) caller(reply);
  };
  Reply reply = co_await inner_->Send(std::move(request), std::move(call));
  sent.Tell(reply);
  co_return reply;
}

}  // namespace lab
