#include "framework/bench/recording_client.h"

#include <fmt/format.h>

#include <utility>

#include "framework/llm/estimate.h"

namespace lab {

void Recorder::Begin(measure::TrialRecord& record, std::string key) {
  record_ = &record;
  key_ = std::move(key);
  next_ = 0;
}

std::string Recorder::NextKey() { return fmt::format("{}/{}", key_, next_++); }

void Recorder::Add(measure::Sample sample) {
  if (record_ != nullptr) record_->samples.push_back(std::move(sample));
}

namespace {

// What the request itself says of its place in the trial.
struct Place {
  int attempt;
  std::int64_t step;
};

measure::Sample At(Place place, measure::Sample sample) {
  sample.retries = place.attempt;
  sample.step = place.step;
  return sample;
}

// A stream that was cut before the provider said what the prompt cost: what is billed is not known.
bool BillIsUnknown(const Reply& reply) {
  return reply.http_status == 200 && !reply.usage_reported && reply.usage.prompt() == Tokens{0};
}

}  // namespace

measure::Sample SampleOf(const Reply& reply, std::string_view model, const PriceTable& prices) {
  measure::Sample sample;
  sample.model = reply.model.empty() ? std::string(model) : reply.model;
  sample.request_id = reply.request_id;
  sample.http_status = reply.http_status;
  sample.timeline = reply.timeline;
  sample.usage = reply.usage;
  sample.usage_reported = reply.usage_reported;
  const Price* price = prices.Find(model);
  if (price != nullptr && !BillIsUnknown(reply)) sample.cost = CostOf(reply.usage, *price);
  sample.stop_reason = reply.stop_reason;
  sample.stopped_early = reply.stopped_early;
  sample.error = reply.error;
  return sample;
}

measure::Sample SampleOfAbandoned(Reply reply, Tokens prompt, std::string_view model,
                                  const PriceTable& prices) {
  const bool sent = IsSet(reply.timeline.sent);
  if (sent && reply.usage.prompt() == Tokens{0}) reply.usage.input_uncached = prompt;
  measure::Sample sample = SampleOf(reply, model, prices);
  const Price* price = prices.Find(model);
  if (price != nullptr) sample.cost = CostOf(reply.usage, *price);
  return sample;
}

RecordingClient::RecordingClient(std::unique_ptr<Client> inner, Recorder& recorder)
    : inner_(std::move(inner)), recorder_(recorder) {}

Task<Reply> RecordingClient::Send(Request request) {
  if (request.lab_key.empty()) request.lab_key = recorder_.NextKey();
  const std::string model = request.model.empty() ? std::string(inner_->model()) : request.model;
  const Place place{request.attempt, request.step};
  request.abandoned = [this, place, model, prompt = EstimatedPrompt(request),
                       caller = std::move(request.abandoned)](const Reply& reply) {
    recorder_.Add(At(place, SampleOfAbandoned(reply, prompt, model, recorder_.prices())));
    if (caller) caller(reply);
  };
  Reply reply = co_await inner_->Send(std::move(request));
  recorder_.Add(At(place, SampleOf(reply, model, recorder_.prices())));
  co_return reply;
}

}  // namespace lab
