#include "framework/techniques/local_reply.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace lab {
namespace {

// How providers say that max_tokens or the context window cut the answer.
constexpr std::array<std::string_view, 5> kCut = {
    "max_tokens", "length", "MAX_TOKENS", "max_output_tokens", "model_context_window_exceeded"};

Timeline TimelineHere(const Asked& asked, Time now) {
  Timeline timeline;
  timeline.intended = IntendedOf(asked);
  timeline.start = asked.at;
  timeline.end = now;
  timeline.streamed = asked.request.stream;
  return timeline;
}

void StampText(const std::string& text, Time now, Timeline& timeline) {
  if (text.empty()) return;
  timeline.first_visible = now;
  if (!timeline.streamed) return;
  timeline.first_token = timeline.last_token = now;
  timeline.tokens.push_back(
      {.stamp = now, .previous = timeline.start, .bytes = static_cast<std::uint32_t>(text.size())});
}

}  // namespace

Reply FailedHere(const Asked& asked, Time now, Error error) {
  Reply reply;
  reply.timeline = TimelineHere(asked, now);
  reply.usage_reported = true;
  reply.error = std::move(error);
  return reply;
}

Reply ServedHere(const Reply& stored, const Asked& asked, Time now) {
  Reply reply = AnswerOf(stored);
  reply.timeline = TimelineHere(asked, now);
  StampText(reply.text, now, reply.timeline);
  if (!asked.request.stream || !asked.call.watch || reply.text.empty()) return reply;
  const Flow flow = asked.call.watch(Progress{reply, reply.text, now});
  reply.stopped_early = flow == Flow::kStop;
  return reply;
}

Reply AnswerOf(const Reply& reply) {
  Reply answer;
  answer.text = reply.text;
  answer.reasoning = reply.reasoning;
  answer.tool_calls = reply.tool_calls;
  answer.stop_reason = reply.stop_reason;
  answer.stopped_early = reply.stopped_early;
  answer.usage_reported = true;  // nothing was used, and that is known
  answer.model = reply.model;
  answer.request_id = reply.request_id;
  answer.http_status = reply.http_status;
  answer.terminated = reply.terminated;
  answer.error = reply.error;
  return answer;
}

bool IsWholeAnswer(const Reply& reply) {
  if (!reply.ok() || reply.stopped_early || !reply.tool_calls.empty()) return false;
  return reply.terminated && std::find(kCut.begin(), kCut.end(), reply.stop_reason) == kCut.end();
}

}  // namespace lab
