// Tells of every byte that a connection sends: MockServerOptions::on_write.
//
//   WriteLog log(options.on_write);
//   std::unique_ptr<net::Stream> stream = log.Watch(std::move(accepted));
//   log.BeginAnswer(request.key);
//   log.Announce(piece.due, out.size());      // what the next write is, as its bytes do not tell
//   co_await http.WriteChunk(out);            // on_write has heard of it by now
//
// It stands below the HTTP server, so that no way of answering goes past it: heads, chunk framing,
// errors, broken bodies, refusals that the server makes by itself. TLS is below it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "framework/base/time.h"
#include "framework/net/stream.h"
#include "mocks/event_record.h"

namespace lab::mocks {

class WriteLog {
 public:
  /// `on_write` must outlive the log; empty: nobody listens, and nothing is in the way.
  explicit WriteLog(const std::function<void(const EventRecord&)>& on_write)
      : on_write_(on_write) {}

  /// The same stream with its writes on record; the log must outlive it.
  std::unique_ptr<net::Stream> Watch(std::unique_ptr<net::Stream> stream);

  /// What is written from now on answers the request with this key.
  void BeginAnswer(std::string_view key);
  void EndAnswer() { BeginAnswer({}); }
  /// Of the next write: when it was due, and how much of it is the body's. Without this a write is
  /// a whole response, or none at all.
  void Announce(Time due, std::size_t body_bytes) { next_ = Next{due, body_bytes}; }

  void Record(Time sent, const net::Pieces& bytes);

 private:
  struct Next {
    Time due = kUnset;
    std::size_t body_bytes = 0;
  };

  const std::function<void(const EventRecord&)>& on_write_;
  std::string key_;
  int write_ = 0;
  std::int64_t offset_ = 0;
  std::optional<Next> next_;
};

}  // namespace lab::mocks
