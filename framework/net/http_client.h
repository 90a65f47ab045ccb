// An HTTP/1.1 client with a connection pool that records every phase.
//
//   HttpClient http(loop, network, {});
//   Result<HttpResponse> response = co_await http.Send(request);  // returns when the head is there
//   while (true) {
//     Result<BodyChunk> chunk = co_await response->body.Next();   // all that one read brought
//     if (!chunk || chunk->data.empty()) break;                   // an error, or the body's end
//     sse.Feed(chunk->data, ...);                  // all of it arrived at chunk->arrival.stamp
//   }
//
// A body that was read to its end gives its connection back to the pool; dropping the response
// earlier, or cancelling the task, closes the connection, so the server learns that nobody listens.
// A pooled connection on which the server has spoken or ended is not used again. One that ends
// after the request went out and before a byte of the response is replaced by a fresh one once, and
// `phases.resent` says so, if the server cannot have read any of it or the method may be carried
// out twice (GET, PUT ...). A POST that it may have read fails, and is the caller's to repeat.
// A server that has ended one so is asked on younger connections from then on, or on fresh ones.
// There are no time-outs in here: see WithDeadline.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/result.h"
#include "framework/net/http_message.h"
#include "framework/net/network.h"
#include "framework/net/prepared_request.h"
#include "framework/runtime/loop.h"

namespace lab::net {

/// Which proxy a request goes through; read from https_proxy, http_proxy, all_proxy and no_proxy by
/// main() and handed down. "http://user:password@host:port" authenticates.
struct ProxyOptions {
  std::string https_proxy;            ///< for https URLs: CONNECT tunnels; empty: none
  std::string http_proxy;             ///< for http URLs: absolute-form requests; empty: none
  std::vector<std::string> no_proxy;  ///< see no_proxy.h
};

struct HttpOptions {
  ProxyOptions proxy;
  /// Of a response, with the interim ones before it. Servers send 128 kB and more.
  std::size_t max_head_bytes = 256 * 1024;
  std::size_t max_body_bytes = 256 * 1024 * 1024;  ///< once decompressed
  std::size_t read_buffer_bytes = 16 * 1024;
  std::size_t max_idle_per_host = 256;
  /// An idle connection older than this is not reused.
  Duration idle_timeout = std::chrono::seconds(60);
  /// 307 and 308 to the same origin are followed so many times; any other redirect is an error that
  /// says where it points (redirect.h). 0: a redirect is a response like any other.
  int max_redirects = 5;
};

/// What happened to one request, and when. The phases before `sent` equal `start` on a reused
/// connection; behind a redirect, `sent` and `first_byte` are those of the last hop.
struct HttpPhases {
  Time start = kUnset;
  Time dns = kUnset;
  Time tcp = kUnset;
  Time tls = kUnset;
  Time sent = kUnset;           ///< last byte of the request left the kernel, or was handed to it
  Time first_byte = kUnset;     ///< arrival of the first byte of the (final) response head
  bool sent_by_kernel = false;  ///< `sent` is the kernel's stamp of the last byte's leaving
  StampSource first_byte_source = StampSource::kUser;
  bool reused = false;
  bool resent = false;  ///< sent a second time, as a reused connection had ended
  int redirects = 0;    ///< that were followed
  int status = 0;       ///< of the last response head; 0: none came
};

/// All the body bytes that one read of the network brought. Valid until the next call of Next().
struct BodyChunk {
  std::string_view data;  ///< empty: the body is complete
  Arrival arrival;
  /// The stamp of the read before this one (of the request's sending for the first): the bytes
  /// arrived in (previous, arrival.stamp].
  Time previous = kUnset;
  /// More of what the chunk before came with: one read of the network had brought both.
  bool continues = false;
};

class BodyReader {
 public:
  /// An empty body.
  BodyReader();
  BodyReader(BodyReader&&) noexcept;
  BodyReader& operator=(BodyReader&&) noexcept;
  ~BodyReader();

  /// The next bytes. Errors: kClosed or kTruncated when the connection ended early, kProtocol for
  /// broken framing, kLimit.
  Task<Result<BodyChunk>> Next();
  /// What Next() would give at once; nothing where it would wait.
  std::optional<Result<BodyChunk>> TryNext();
  /// Reads the rest into one string, at most `limit` bytes (kLimit). The last arrival is kept in
  /// last_arrival().
  Task<Result<std::string>> ReadAll(std::size_t limit);
  Arrival last_arrival() const;
  /// As the head announces it; nullopt when that is left to the chunks or the connection's end.
  std::optional<std::uint64_t> length() const;

 private:
  friend class HttpClient;
  struct Impl;
  explicit BodyReader(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

struct HttpResponse {
  HttpResponseHead head;
  HttpPhases phases;
  BodyReader body;
  /// What was answered: behind redirects, the last of them. Its name() stands in errors.
  std::shared_ptr<const PreparedRequest> request;
  /// The body came compressed although nobody asked for it. It is read as what it was before, and
  /// the content-encoding is gone from `head`.
  bool decompressed = false;
};

class HttpClient {
 public:
  /// `loop` and `network` must outlive the client and its responses.
  HttpClient(Loop& loop, Network& network, HttpOptions options);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  ~HttpClient();

  /// Sends and waits for the head of the final response (1xx are read over, redirects followed).
  /// `phases` (may be null; must outlive the task) is filled as things happen, so that it tells how
  /// far a request came that failed. Errors name method and URL: those of Network::Connect;
  /// kConnect when the connection ended before a byte of the response and kClosed when it did
  /// after; kProtocol, also for a redirect that is not followed and for a compression that cannot
  /// be undone; kLimit; kUsage for a header that cannot be sent.
  Task<Result<HttpResponse>> Send(HttpRequest request, HttpPhases* phases = nullptr);

  /// Closes idle connections.
  void CloseIdle();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lab::net
