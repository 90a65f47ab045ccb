#include "framework/net/http_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace lab::net {
namespace {

/// Whether `text` may still become the start of a response; a peer that speaks something else is
/// found out by its first bytes, not by waiting for a blank line.
bool MayBeResponse(std::string_view text) {
  constexpr std::string_view kVersion = "HTTP/1.";
  const std::size_t size = std::min(text.size(), kVersion.size());
  return text.substr(0, size) == kVersion.substr(0, size);
}

std::string Printable(std::string_view bytes) {
  std::string text(bytes.substr(0, 20));
  for (char& c : text) {
    if (c < 0x20 || c > 0x7e) c = '?';
  }
  return text;
}

}  // namespace

Task<Result<bool>> HttpConnection::ReadMore() {
  Result<ReadResult> read = co_await stream->Read(buffer.Space());
  if (!read) co_return read.error();
  previous = arrival.stamp;
  arrival = read->arrival;
  buffer.Add(*read);
  if (read->bytes > 0) answered = true;
  co_return read->bytes > 0;
}

bool HttpConnection::IsSilent() {
  return buffer.empty() && !stream->TryRead(buffer.Space()).has_value();
}

// The size of the head at the front of the buffer; 0 when not all of it is there.
Result<std::size_t> HttpConnection::FindHead(std::size_t searched,
                                             const HeadOptions& options) const {
  const std::string_view text = buffer.text();
  if (!MayBeResponse(text)) {
    return Error{
        ErrorKind::kProtocol,
        fmt::format("response begins with '{}' when it should with 'HTTP/1.1'", Printable(text))};
  }
  const std::size_t size = FindHeadEnd(text, searched);
  if (size > options.max_bytes || (size == 0 && text.size() >= options.max_bytes)) {
    return Error{ErrorKind::kLimit, fmt::format("response head is longer than {} bytes; raise "
                                                "max_head_bytes",
                                                options.max_bytes)};
  }
  return size;
}

Error HttpConnection::EndedInHead() const {
  if (!answered) {
    return {ErrorKind::kConnect, "connection ended before a byte of the response"};
  }
  return {ErrorKind::kClosed,
          fmt::format("connection ended {} bytes into the response head", buffer.text().size())};
}

Task<Result<ResponseHead>> HttpConnection::ReadHead(HeadOptions options) {
  while (true) {
    std::size_t searched = 0;
    Result<std::size_t> size = FindHead(searched, options);
    head_arrival = buffer.empty() ? Arrival{} : arrival;
    while (size && *size == 0) {
      searched = buffer.text().size();
      Result<bool> more = co_await ReadMore();
      if (!more && more.error().kind != ErrorKind::kClosed) co_return more.error();
      if (!more || !*more) co_return EndedInHead();
      if (!IsSet(head_arrival.stamp)) head_arrival = arrival;
      size = FindHead(searched, options);
    }
    if (!size) co_return size.error();
    Result<ResponseHead> head =
        ParseResponseHead(buffer.text().substr(0, *size), options.to_head_request);
    if (!head) co_return head;
    buffer.Consume(*size);
    const int status = head->head.status;
    if (status == 101) {
      co_return Error{ErrorKind::kProtocol, "server switched protocols when it was not asked to"};
    }
    if (status >= 200 || (status == 100 && options.stop_at_continue)) co_return head;
  }
}

void HttpPool::Put(const Endpoint& endpoint, std::unique_ptr<HttpConnection> connection, Time now) {
  auto& idle = idle_[endpoint];
  if (idle.size() >= max_idle_) return;
  connection->idle_since = now;
  idle.push_back(std::move(connection));
}

std::unique_ptr<HttpConnection> HttpPool::Take(const Endpoint& endpoint, Time now) {
  const auto found = idle_.find(endpoint);
  if (found == idle_.end()) return nullptr;
  auto& idle = found->second;
  std::unique_ptr<HttpConnection> taken;
  while (!taken && !idle.empty()) {
    std::unique_ptr<HttpConnection> newest = std::move(idle.back());
    idle.pop_back();
    if (now - newest->idle_since > idle_timeout_) break;  // and so are the others
    if (newest->IsSilent()) taken = std::move(newest);
  }
  if (!taken || idle.empty()) idle_.erase(found);
  if (taken) taken->reused = true;
  return taken;
}

}  // namespace lab::net
