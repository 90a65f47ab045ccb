// Streamed requests over one kept connection, through all that a suite's request goes through:
// recording, hints, encoding, HTTP, SSE, decoding, the record.
//
//   StreamedRequests requests("anthropic", {.tokens = 64});
//   requests.Send(100);
//   requests.failed();          // 0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace lab::overhead {

struct StreamedRequestOptions {
  int tokens = 64;          ///< of each answer, one an event
  int prompt_bytes = 1000;  ///< of the system prompt, which all share
};

class StreamedRequests {
 public:
  StreamedRequests(std::string_view provider, StreamedRequestOptions options);
  ~StreamedRequests();

  /// One after the other. The first of all makes the connection.
  void Send(int count);
  std::int64_t failed() const;
  /// Content events of the last answer, as its record holds them.
  std::int64_t tokens() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lab::overhead
