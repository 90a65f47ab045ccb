#include "framework/load/request_sink.h"

#include <fmt/format.h>

#include <utility>

#include "framework/measure/sample_of.h"

namespace lab::load {

RequestSink::RequestSink(LoadRecorder& recorder, std::string key, const PriceTable& prices)
    : recorder_(recorder), key_(std::move(key)), prices_(prices) {}

RequestSink::~RequestSink() {
  if (last_) recorder_.Attempted(*last_);
}

void RequestSink::Add(const CallRecord& record) {
  measure::Sample sample = measure::SampleOf(record, prices_);
  const bool given_up = sample.error && sample.error->kind == ErrorKind::kCancelled;
  if (last_ && given_up) return recorder_.Attempted(sample);  // a copy that was not needed
  if (last_) recorder_.Attempted(*last_);
  last_ = std::move(sample);
}

std::string RequestSink::NextKey() { return fmt::format("{}/{}", key_, next_++); }

measure::Sample RequestSink::Last(const Reply& reply) {
  if (!last_)
    return measure::SampleOf({.reply = reply, .model = reply.model, .prompt = Tokens{}}, prices_);
  measure::Sample last = *std::move(last_);
  last_.reset();
  return last;
}

}  // namespace lab::load
