// The server's side of one HTTP/1.1 connection, for a server that wants each byte under its hand.
//
//   HttpServerConnection http(loop, std::move(stream), {});
//   while (true) {
//     Result<std::optional<ServerRequest>> request = co_await http.ReadRequest();
//     if (!request || !request->has_value()) break;            // broken, or the peer is done
//     HttpResponseHead head{.status = 200, .headers = {{"content-type", "text/event-stream"}}};
//     co_await http.StartChunked(std::move(head));
//     while (...) co_await http.WriteChunk("data: ...\n\n");   // one write a chunk
//     co_await http.FinishChunked();
//     if (!http.keep_alive()) break;
//   }
//
// Owner: the coroutine that talks. Thread: that of its loop. One of the writing calls, and beside
// it one ReadRequest() or PeerGone(), may be under way; destroying a Task cancels it. Destroying
// the connection closes it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "framework/base/result.h"
#include "framework/net/http_message.h"
#include "framework/net/stream.h"
#include "framework/runtime/loop.h"
#include "framework/runtime/task.h"

namespace lab::net {

struct RequestHead;

/// What a connection says by itself to a request that it does not take.
struct Refusal {
  int status = 400;
  std::string message;  ///< one line
  Headers request;      ///< as far as it was read; empty for a head that is none
  std::string content_type = "text/plain";
  std::string body;  ///< the message and a line end, unless it is put otherwise
};

struct HttpServerOptions {
  std::size_t max_head_bytes = 64 * 1024;         ///< beyond it the answer is 431
  std::size_t max_body_bytes = 64 * 1024 * 1024;  ///< beyond it the answer is 413
  std::size_t read_buffer_bytes = 16 * 1024;
  /// Puts a refusal into the server's own words: fills `content_type` and `body`.
  std::function<void(Refusal&)> word_refusal = {};
};

struct ServerRequest {
  std::string method;
  std::string target;  ///< as sent: path and query, or a whole URL from a client of a proxy
  Headers headers;
  std::string body;
  Arrival first_byte;  ///< of the read that brought the request's first byte
  Arrival last_byte;   ///< of the read that brought its last one: the request was whole
  bool http_1_0 = false;
};

class HttpServerConnection {
 public:
  /// `loop` must outlive the connection.
  HttpServerConnection(Loop& loop, std::unique_ptr<Stream> stream, HttpServerOptions options);
  HttpServerConnection(const HttpServerConnection&) = delete;
  HttpServerConnection& operator=(const HttpServerConnection&) = delete;
  ~HttpServerConnection();

  /// The next request with its whole body; nullopt when the peer ended the connection in between
  /// two requests. `Expect: 100-continue` is answered on the way. Errors: kProtocol (answered with
  /// 400), kLimit (answered with 431 or 413), kClosed; the connection is of no use after one.
  Task<Result<std::optional<ServerRequest>>> ReadRequest();

  /// Head and body in one write. Content-Length is added unless `head` has one (which then stands,
  /// wrong as it may be) or a Transfer-Encoding; to HEAD, and with 204 and 304, no body is sent.
  /// The reason is filled in where it is empty. All writing calls copy what they are given when
  /// they are called, so await each before the next; they return the time of their write's end.
  Task<Result<Time>> WriteResponse(HttpResponseHead head, std::string_view body);

  /// Writes the head of a chunked response (to an HTTP/1.0 client: of one that ends with the
  /// connection).
  Task<Result<Time>> StartChunked(HttpResponseHead head);
  /// One chunk in one write: size line, data, CRLF. Empty data writes nothing.
  Task<Result<Time>> WriteChunk(std::string_view data);
  /// The last chunk.
  Task<Result<Time>> FinishChunked();

  /// Bytes as they are, for faults: broken framing, half a chunk, no HTTP at all.
  Task<Result<Time>> WriteBytes(std::string_view bytes);

  /// Completes when the peer has ended or reset the connection. Bytes that come meanwhile (the next
  /// request, sent early) are kept for ReadRequest(). Cancel it before that call.
  Task<void> PeerGone();

  /// Whether the connection may carry another request after the response that was begun last.
  bool keep_alive() const { return keep_alive_; }
  /// The answer under way will be the last: responses say `connection: close`.
  void CloseAfterResponse() { keep_alive_ = false; }

  /// For faults: FinishWriting() is a FIN, Reset() a RST.
  Stream& stream() { return *stream_; }

 private:
  struct Input;

  Task<Result<bool>> ReadMore();
  Task<Result<std::size_t>> ReadHead();
  Task<Result<std::optional<ServerRequest>>> ReadBody(RequestHead head, Arrival first_byte);
  Task<Result<std::optional<ServerRequest>>> Refuse(int status, Error error, Headers request);
  Task<Result<Time>> Nothing();
  void FormatHead(const HttpResponseHead& head, std::string_view framing);

  Loop& loop_;
  HttpServerOptions options_;
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<Input> input_;  // bytes read ahead
  std::string out_;               // what the write under way sends; reused
  bool keep_alive_ = true;
  bool chunked_ = false;  // the response under way is
  bool body_allowed_ = true;
  bool to_head_request_ = false;
  bool to_http_1_0_ = false;
};

}  // namespace lab::net
