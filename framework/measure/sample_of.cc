#include "framework/measure/sample_of.h"

#include <string>

#include "framework/llm/reply.h"

namespace lab::measure {
namespace {

bool IsGivenUp(const Reply& reply) {
  return reply.error && reply.error->kind == ErrorKind::kCancelled;
}

// An answer of which neither the prompt nor a token was seen: what is billed is not known.
bool BillIsUnknown(const Reply& reply) {
  return reply.http_status / 100 == 2 && !reply.usage_reported &&
         reply.usage.prompt() == Tokens{0} && !IsGivenUp(reply);
}

Usage UsageOf(const CallRecord& record) {
  Usage usage = record.reply.usage;
  const bool sent = IsSet(record.reply.timeline.sent);
  if (IsGivenUp(record.reply) && sent && usage.prompt() == Tokens{0})
    usage.input_uncached = record.prompt;
  return usage;
}

}  // namespace

Sample SampleOf(const CallRecord& record, const PriceTable& prices) {
  const Reply& reply = record.reply;
  Sample sample;
  sample.model = reply.model.empty() ? record.model : reply.model;
  sample.request_id = reply.request_id;
  sample.http_status = reply.http_status;
  sample.timeline = reply.timeline;
  sample.usage = UsageOf(record);
  sample.usage_reported = reply.usage_reported;
  const Price* price = prices.Find(record.model);
  if (price != nullptr && !BillIsUnknown(reply)) sample.cost = CostOf(sample.usage, *price);
  sample.retries = record.attempt;
  sample.step = record.step;
  sample.lineage = static_cast<std::int64_t>(record.lineage);
  sample.stop_reason = reply.stop_reason;
  sample.stopped_early = reply.stopped_early;
  sample.error = reply.error;
  return sample;
}

}  // namespace lab::measure
