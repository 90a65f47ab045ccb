// Puts an answer on the wire, whole or broken on purpose, and says what each write was.
//
//   AnswerSender sender(loop, http, log);
//   bool usable = co_await sender.SendWhole(std::move(head), body);
//
//   usable = co_await sender.Start(std::move(head));          // a chunked answer
//   if (usable) usable = co_await sender.SendChunk(events, due);
//   if (usable) usable = co_await sender.Finish();
//
// Everything returns whether the connection may be used further. Internal to the server.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/net/http_server.h"
#include "framework/runtime/loop.h"
#include "framework/runtime/task.h"
#include "mocks/event_faults.h"
#include "mocks/write_log.h"

namespace lab::mocks {

class AnswerSender {
 public:
  /// All must outlive the sender. `chunked`: the client reads chunks, which one of HTTP/1.0 does
  /// not.
  AnswerSender(Loop& loop, net::HttpServerConnection& http, WriteLog& log, bool chunked)
      : loop_(loop), http_(http), log_(log), chunked_(chunked) {}

  Task<bool> SendWhole(net::HttpResponseHead head, std::string body);
  /// Announces `delta` bytes more than come, and ends the connection.
  Task<bool> SendWithWrongLength(net::HttpResponseHead head, std::string body, std::int64_t delta);
  /// A page of what stands in front of the service and answers in its own way.
  Task<bool> SendHtml(int status);

  Task<bool> Start(net::HttpResponseHead head);
  /// `due` is when the schedule wanted it sent.
  Task<bool> SendChunk(std::string bytes, Time due);
  Task<bool> Finish();
  /// Carries out steps in turn; `due` is that of the first chunk.
  Task<bool> Perform(std::vector<WireStep> steps, Time due);

 private:
  Task<bool> Do(WireStep step, Time due);
  Task<bool> SendCut(std::string bytes, std::size_t announced, Time due);
  Task<bool> Wait(Duration wait);
  Task<bool> End(void (net::Stream::*how)());

  Loop& loop_;
  net::HttpServerConnection& http_;
  WriteLog& log_;
  const bool chunked_;
};

}  // namespace lab::mocks
