#include "mocks/answer_sender.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace lab::mocks {

Task<bool> AnswerSender::SendWhole(net::HttpResponseHead head, std::string body) {
  const Result<Time> sent = co_await http_.WriteResponse(std::move(head), body);
  co_return sent.ok();
}

Task<bool> AnswerSender::SendWithWrongLength(net::HttpResponseHead head, std::string body,
                                             std::int64_t delta) {
  const std::int64_t announced = static_cast<std::int64_t>(body.size()) + delta;
  head.headers.push_back(
      {"content-length", fmt::format("{}", std::max<std::int64_t>(0, announced))});
  const Result<Time> sent = co_await http_.WriteResponse(std::move(head), body);
  if (sent) http_.stream().FinishWriting();
  co_return false;
}

Task<bool> AnswerSender::SendHtml(int status) {
  net::HttpResponseHead head{
      .status = status,
      .reason = {},
      .headers = {{"content-type", "text/html; charset=UTF-8"}, {"server", "cloudflare"}}};
  const std::string body = fmt::format(
      "<html>\r\n<head><title>{0} Bad Gateway</title></head>\r\n<body>\r\n<center><h1>{0} Bad "
      "Gateway</h1></center>\r\n<hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n",
      status);
  const Result<Time> sent = co_await http_.WriteResponse(std::move(head), body);
  co_return sent.ok();
}

Task<bool> AnswerSender::Start(net::HttpResponseHead head) {
  const Result<Time> sent = co_await http_.StartChunked(std::move(head));
  co_return sent.ok();
}

Task<bool> AnswerSender::SendChunk(std::string bytes, Time due) {
  if (bytes.empty()) co_return true;
  log_.Announce(due, bytes.size());
  const Result<Time> sent = co_await http_.WriteChunk(bytes);
  co_return sent.ok();
}

Task<bool> AnswerSender::Finish() {
  const Result<Time> sent = co_await http_.FinishChunked();
  co_return sent.ok();
}

Task<bool> AnswerSender::Perform(std::vector<WireStep> steps, Time due) {
  for (WireStep& step : steps) {
    const Time its_due = step.kind == WireStep::Kind::kChunk ? std::exchange(due, kUnset) : kUnset;
    const bool usable = co_await Do(std::move(step), its_due);
    if (!usable) co_return false;
  }
  co_return true;
}

Task<bool> AnswerSender::Do(WireStep step, Time due) {
  switch (step.kind) {
    case WireStep::Kind::kChunk:
      return SendChunk(std::move(step.bytes), due);
    case WireStep::Kind::kCut:
      return SendCut(std::move(step.bytes), step.announced, due);
    case WireStep::Kind::kWait:
      return Wait(step.wait);
    case WireStep::Kind::kFinish:
      return Finish();
    case WireStep::Kind::kClose:
      return End(&net::Stream::FinishWriting);
    case WireStep::Kind::kReset:
      return End(&net::Stream::Reset);
  }
  return Finish();
}

/// To a client of HTTP/1.0 there are no chunks: what comes before the end is all of it.
Task<bool> AnswerSender::SendCut(std::string bytes, std::size_t announced, Time due) {
  log_.Announce(due, bytes.size());
  if (chunked_) bytes.insert(0, fmt::format("{:x}\r\n", announced));
  const Result<Time> sent = co_await http_.WriteBytes(bytes);
  co_return sent.ok();
}

Task<bool> AnswerSender::Wait(Duration wait) {
  co_await loop_.Sleep(wait);
  co_return true;
}

Task<bool> AnswerSender::End(void (net::Stream::*how)()) {
  (http_.stream().*how)();
  co_return false;
}

}  // namespace lab::mocks
