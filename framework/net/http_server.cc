#include "framework/net/http_server.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "framework/net/body_decoder.h"
#include "framework/net/http_head.h"
#include "framework/net/read_buffer.h"
#include "framework/runtime/combine.h"
#include "framework/runtime/event.h"

namespace lab::net {
namespace {

constexpr std::size_t kMaxReadAhead = 1024 * 1024;  // of requests sent while one is answered
constexpr std::size_t kMaxReserve = 1024 * 1024;    // for a body, on its Content-Length's word
constexpr Duration kLinger = std::chrono::seconds(1);

Task<Result<Time>> ReadToEnd(Loop& loop, Stream& stream) {
  ReadBuffer buffer(16 * 1024);
  while (true) {
    Result<ReadResult> read = co_await stream.Read(buffer.Space());
    if (!read) co_return read.error();
    if (read->bytes == 0) co_return loop.Now();
  }
}

/// A peer that speaks something else, TLS above all, is told so by its first byte: it waits for an
/// answer in its own protocol, and would never send the blank line that ends a head.
Result<void> CheckFirstByte(std::string_view text) {
  if (text.empty() || text[0] == '\r' || text[0] == '\n') return {};
  if (text[0] > ' ' && text[0] <= '~') return {};
  constexpr char kTlsHandshake = 0x16;
  return Error{
      ErrorKind::kProtocol,
      fmt::format("request begins with the byte {:#04x}, which begins no method{}",
                  static_cast<unsigned char>(text[0]),
                  text[0] == kTlsHandshake ? "; this port speaks plain HTTP, not TLS" : "")};
}

bool ExpectsContinue(const RequestHead& head) {
  const auto expect = FindHeader(head.headers, "expect");
  return expect && !head.http_1_0 && EqualIgnoringCase(*expect, "100-continue");
}

}  // namespace

struct HttpServerConnection::Input {
  explicit Input(std::size_t step) : buffer(step) {}

  ReadBuffer buffer;
  Arrival arrival;  // of the last read
  bool ended = false;
};

HttpServerConnection::HttpServerConnection(Loop& loop, std::unique_ptr<Stream> stream,
                                           HttpServerOptions options)
    : loop_(loop),
      options_(options),
      stream_(std::move(stream)),
      input_(std::make_unique<Input>(options.read_buffer_bytes)) {}

HttpServerConnection::~HttpServerConnection() = default;

// False at the end of what the peer sends.
Task<Result<bool>> HttpServerConnection::ReadMore() {
  if (input_->ended) co_return false;
  Result<ReadResult> read = co_await stream_->Read(input_->buffer.Space());
  if (!read) {
    input_->ended = true;
    co_return read.error();
  }
  input_->buffer.Add(*read);
  input_->arrival = read->arrival;
  input_->ended = read->bytes == 0;
  co_return !input_->ended;
}

// The size of the head that the buffer then begins with; 0 at the end of the connection.
Task<Result<std::size_t>> HttpServerConnection::ReadHead() {
  std::size_t searched = 0;
  while (true) {
    const std::string_view text = input_->buffer.text();
    if (text.starts_with("\r\n")) {  // some clients end a body with one too many
      input_->buffer.Consume(2);
      continue;
    }
    if (const Result<void> first = CheckFirstByte(text); !first) co_return first.error();
    const std::size_t size = FindHeadEnd(text, searched);
    if (size > options_.max_head_bytes || (size == 0 && text.size() >= options_.max_head_bytes)) {
      co_return Error{ErrorKind::kLimit,
                      fmt::format("request head is longer than {} bytes", options_.max_head_bytes)};
    }
    if (size > 0) co_return size;
    searched = text.size();
    Result<bool> more = co_await ReadMore();
    if (!more) co_return more.error();
    if (*more) continue;
    if (input_->buffer.empty()) co_return std::size_t{0};
    co_return Error{ErrorKind::kClosed,
                    fmt::format("connection ended {} bytes into a request head", searched)};
  }
}

Task<Result<std::optional<ServerRequest>>> HttpServerConnection::ReadRequest() {
  const bool early = !input_->buffer.empty();
  Arrival first_byte = input_->arrival;
  if (!early) {
    Result<bool> more = co_await ReadMore();
    if (!more) co_return more.error();
    if (!*more) co_return std::optional<ServerRequest>();
    first_byte = input_->arrival;
  }
  Result<std::size_t> size = co_await ReadHead();
  if (!size && size.error().kind == ErrorKind::kLimit)
    co_return co_await Refuse(431, size.error(), Headers());
  if (!size && size.error().kind == ErrorKind::kProtocol)
    co_return co_await Refuse(400, size.error(), Headers());
  if (!size) co_return size.error();
  if (*size == 0) co_return std::optional<ServerRequest>();

  Result<RequestHead> head = ParseRequestHead(input_->buffer.text().substr(0, *size));
  if (!head) co_return co_await Refuse(400, head.error(), Headers());
  input_->buffer.Consume(*size);
  to_http_1_0_ = head->http_1_0;
  to_head_request_ = head->method == "HEAD";
  keep_alive_ = head->keep_alive && !head->http_1_0;
  co_return co_await ReadBody(std::move(*head), first_byte);
}

Task<Result<std::optional<ServerRequest>>> HttpServerConnection::ReadBody(RequestHead head,
                                                                          Arrival first_byte) {
  Error too_large{ErrorKind::kLimit,
                  fmt::format("request body is longer than {} bytes", options_.max_body_bytes)};
  if (head.framing.length > options_.max_body_bytes) {
    co_return co_await Refuse(413, too_large, head.headers);
  }
  BodyDecoder decoder(head.framing);
  if (!decoder.complete() && input_->buffer.empty() && ExpectsContinue(head)) {
    Result<Time> written = co_await WriteBytes("HTTP/1.1 100 Continue\r\n\r\n");
    if (!written) co_return written.error();
  }
  ServerRequest request{.method = std::move(head.method),
                        .target = std::move(head.target),
                        .headers = std::move(head.headers),
                        .first_byte = first_byte,
                        .http_1_0 = head.http_1_0};
  request.body.reserve(std::min<std::size_t>(head.framing.length, kMaxReserve));
  while (!decoder.complete()) {
    Result<BodyDecoder::Piece> piece = decoder.Decode(input_->buffer.bytes());
    if (!piece) co_return co_await Refuse(400, piece.error(), request.headers);
    request.body += piece->data;
    input_->buffer.Consume(piece->consumed);
    if (request.body.size() > options_.max_body_bytes) {
      co_return co_await Refuse(413, too_large, request.headers);
    }
    if (decoder.complete()) break;
    Result<bool> more = co_await ReadMore();
    if (!more) co_return more.error();
    if (*more) continue;
    Result<void> finished = decoder.Finish();
    if (!finished) co_return finished.error();
  }
  request.last_byte = input_->arrival;
  co_return std::optional<ServerRequest>(std::move(request));
}

// Answers, and reads what still comes for a moment: closing with bytes unread would be a reset,
// which can overtake the answer.
Task<Result<std::optional<ServerRequest>>> HttpServerConnection::Refuse(int status, Error error,
                                                                        Headers request) {
  keep_alive_ = false;
  to_head_request_ = false;
  Refusal refusal{.status = status, .message = error.message, .request = std::move(request)};
  refusal.body = error.message + "\n";
  if (options_.word_refusal) options_.word_refusal(refusal);
  HttpResponseHead head{.status = status};
  head.headers.push_back({"content-type", refusal.content_type});
  Result<Time> written = co_await WriteResponse(std::move(head), refusal.body);
  if (!written) co_return error;
  stream_->FinishWriting();
  Task<Result<Time>> rest = ReadToEnd(loop_, *stream_);
  const Time deadline = loop_.Now() + kLinger;
  Result<Time> ended = co_await WithDeadline(loop_, deadline, "closing", std::move(rest));
  input_->ended = true;
  co_return error;
}

Task<void> HttpServerConnection::PeerGone() {
  while (input_->buffer.text().size() < kMaxReadAhead) {
    Result<bool> more = co_await ReadMore();
    if (!more || !*more) co_return;
  }
  Event never(loop_);  // who floods us is there; it is read no further
  co_await never.Wait();
}

void HttpServerConnection::FormatHead(const HttpResponseHead& head, std::string_view framing) {
  const auto connection = FindHeader(head.headers, "connection");
  if (connection && EqualIgnoringCase(*connection, "close")) keep_alive_ = false;
  const std::string_view reason = head.reason.empty() ? ReasonOf(head.status) : head.reason;
  out_.clear();
  out_ += fmt::format("HTTP/1.1 {} {}\r\n", head.status, reason);
  for (const Header& header : head.headers) {
    out_.append(header.name).append(": ").append(header.value).append("\r\n");
  }
  out_ += framing;
  if (!keep_alive_ && !connection) out_ += "connection: close\r\n";
  out_ += "\r\n";
}

Task<Result<Time>> HttpServerConnection::WriteResponse(HttpResponseHead head,
                                                       std::string_view body) {
  const bool bodiless = head.status == 204 || head.status == 304;
  const bool framed = FindHeader(head.headers, "content-length").has_value() ||
                      FindHeader(head.headers, "transfer-encoding").has_value();
  std::string length;
  if (!framed && !bodiless) length = fmt::format("content-length: {}\r\n", body.size());
  FormatHead(head, length);
  if (!bodiless && !to_head_request_) out_ += body;
  return stream_->Write(out_);
}

Task<Result<Time>> HttpServerConnection::StartChunked(HttpResponseHead head) {
  chunked_ = !to_http_1_0_;
  body_allowed_ = !to_head_request_;
  FormatHead(head, chunked_ ? "transfer-encoding: chunked\r\n" : "");
  return stream_->Write(out_);
}

Task<Result<Time>> HttpServerConnection::WriteChunk(std::string_view data) {
  if (data.empty() || !body_allowed_) return Nothing();
  out_.clear();
  if (!chunked_) return WriteBytes(data);
  std::array<char, 16> size{};
  char* end = std::to_chars(size.data(), size.data() + size.size(), data.size(), 16).ptr;
  out_.append(size.data(), end).append("\r\n").append(data).append("\r\n");
  return stream_->Write(out_);
}

Task<Result<Time>> HttpServerConnection::FinishChunked() {
  if (!body_allowed_ || !chunked_) return Nothing();
  return WriteBytes("0\r\n\r\n");
}

Task<Result<Time>> HttpServerConnection::WriteBytes(std::string_view bytes) {
  out_ = bytes;
  return stream_->Write(out_);
}

Task<Result<Time>> HttpServerConnection::Nothing() { co_return loop_.Now(); }

}  // namespace lab::net
