#include "framework/bench/recording_client.h"

#include <functional>
#include <utility>

#include "framework/llm/estimate.h"

namespace lab {
namespace {

/// What is known of a call before it is sent.
struct Sent {
  std::shared_ptr<CallSink> sink;
  std::string own_model;   ///< of the request
  std::string_view model;  ///< or of the client below
  Tokens prompt;
  int attempt;
  std::int64_t step;
  std::uint64_t lineage;
  std::function<void(const Reply&)> abandoned;  ///< the caller's

  void Tell(const Reply& reply) const {
    sink->Add({.reply = reply,
               .model = model,
               .prompt = prompt,
               .attempt = attempt,
               .step = step,
               .lineage = lineage});
  }
  void TellGivenUp(const Reply& reply) const {
    Tell(reply);
    if (abandoned) abandoned(reply);
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
  Sent sent{.sink = call.sink,
            .own_model = request.model,
            .model = inner_->model(),
            .prompt = EstimatedPrompt(request),
            .attempt = call.attempt,
            .step = call.step,
            .lineage = call.lineage,
            .abandoned = std::move(call.abandoned)};
  if (!sent.own_model.empty()) sent.model = sent.own_model;
  call.abandoned = [&sent](const Reply& reply) { sent.TellGivenUp(reply); };
  Reply reply = co_await inner_->Send(std::move(request), std::move(call));
  sent.Tell(reply);
  co_return reply;
}

}  // namespace lab
