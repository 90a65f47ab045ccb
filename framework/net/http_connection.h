// One connection of the HTTP client, in use or idle, and the pool of those that are idle.
//
//   std::unique_ptr<HttpConnection> connection = pool.Take(endpoint, loop.Now());
//   Result<Time> written = co_await connection->stream->Write(head);
//   Result<ResponseHead> response = co_await connection->ReadHead(limits);
//   pool.Put(endpoint, std::move(connection), loop.Now());
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "framework/base/result.h"
#include "framework/net/http_client.h"
#include "framework/net/http_head.h"
#include "framework/net/read_buffer.h"
#include "framework/net/stream.h"

namespace lab::net {

/// Owned by whoever uses it. One call at a time.
struct HttpConnection {
  HttpConnection(std::unique_ptr<Stream> the_stream, std::size_t read_buffer_bytes)
      : stream(std::move(the_stream)), buffer(read_buffer_bytes) {}

  struct HeadOptions {
    std::size_t max_bytes = 0;  ///< of the head with the interim heads and blank lines before it
    bool to_head_request = false;
    bool stop_at_continue = false;  ///< return a 100 instead of reading over it
  };
  /// The next final response head; sets `head_arrival`. Errors: kConnect when the connection ended
  /// before a byte of it, kClosed, kProtocol, kLimit.
  Task<Result<ResponseHead>> ReadHead(HeadOptions options);

  /// False at the end of what the server sends. kClosed.
  Task<Result<bool>> ReadMore();
  /// What ReadMore() would say at once; nothing where it would wait.
  std::optional<Result<bool>> TryReadMore();

  /// Nothing has come that nobody asked for: no byte, no end. Looks without waiting; of no further
  /// use when false, as what it found would be taken for the next answer.
  bool IsSilent();

  std::unique_ptr<Stream> stream;
  ReadBuffer buffer;
  Arrival arrival;         ///< of the last read
  Arrival head_arrival;    ///< of the read that brought the first byte of the last head
  Time previous = kUnset;  ///< stamp of the read before the last
  bool continues = false;  ///< the last read brought more of the one before
  Time idle_since = kUnset;
  Duration kept_for = Duration::max();  ///< idle, by the server's word (Keep-Alive: timeout=5)
  bool reused = false;
  bool answered = false;  ///< a byte of the response under way has come

 private:
  bool Add(const ReadResult& read);
  Result<std::size_t> FindHead(std::size_t searched, std::size_t spent,
                               std::size_t max_bytes) const;
  std::size_t SkipBlankLines();
  Error EndedInHead() const;
};

/// The newest idle connection of an endpoint is used first, so that the others may grow old. One on
/// which the server has spoken or ended meanwhile is dropped, and the next one looked at; so is one
/// that is about to be closed, as far as the server has said or shown how long it keeps them.
class HttpPool {
 public:
  HttpPool(std::size_t max_idle_per_host, Duration idle_timeout)
      : max_idle_(max_idle_per_host), idle_timeout_(idle_timeout) {}

  void Put(const Endpoint& endpoint, std::unique_ptr<HttpConnection> connection, Time now);
  /// Null when there is none that is young enough and silent.
  std::unique_ptr<HttpConnection> Take(const Endpoint& endpoint, Time now);
  /// A request met the end of a connection that had been idle for so long. From then on those of
  /// this endpoint are given out for half of that only, so that no other request meets it.
  void EndedAfter(const Endpoint& endpoint, Duration idle);
  void Clear() { idle_.clear(); }

 private:
  std::size_t max_idle_;
  Duration idle_timeout_;
  std::map<Endpoint, Duration> trusted_;  // where a server has shown how long it keeps them
  std::map<Endpoint, std::vector<std::unique_ptr<HttpConnection>>> idle_;
};

}  // namespace lab::net
