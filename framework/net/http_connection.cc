#include "framework/net/http_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "framework/base/text.h"
#include "framework/net/http_message.h"

namespace lab::net {
namespace {

/// Whether `text` may still become the start of a response; a peer that speaks something else is
/// found out by its first bytes, not by waiting for a blank line.
bool MayBeResponse(std::string_view text) {
  constexpr std::string_view kVersion = "HTTP/1.";
  const std::size_t size = std::min(text.size(), kVersion.size());
  return text.substr(0, size) == kVersion.substr(0, size);
}

/// "Keep-Alive: timeout=5, max=100": for how long the server keeps an idle connection, less what a
/// request needs to get there.
Duration KeptFor(const Headers& headers) {
  constexpr std::string_view kTimeout = "timeout=";
  constexpr std::int64_t kMostSeconds = 1'000'000;
  const auto field = FindHeader(headers, "keep-alive");
  if (!field) return Duration::max();
  std::vector<std::string> tokens;
  AppendTokens(*field, tokens);
  for (const std::string& token : tokens) {
    if (!token.starts_with(kTimeout)) continue;
    const auto seconds = ParseInteger(Trim(std::string_view(token).substr(kTimeout.size()), "\" "));
    if (!seconds || *seconds < 0 || *seconds > kMostSeconds) continue;
    const Duration told = std::chrono::seconds(*seconds);
    return told - std::min<Duration>(std::chrono::seconds(1), told / 2);
  }
  return Duration::max();
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
  co_return Add(*read);
}

std::optional<Result<bool>> HttpConnection::TryReadMore() {
  const std::optional<Result<ReadResult>> read = stream->TryRead(buffer.Space());
  if (!read) return std::nullopt;
  if (!read->ok()) return Result<bool>(read->error());
  return Result<bool>(Add(**read));
}

bool HttpConnection::Add(const ReadResult& read) {
  if (!read.continues) previous = arrival.stamp;
  continues = read.continues;
  arrival = read.arrival;
  buffer.Add(read);
  if (read.bytes > 0) answered = true;
  return read.bytes > 0;
}

bool HttpConnection::IsSilent() {
  return buffer.empty() && !stream->TryRead(buffer.Space()).has_value();
}

// The size of the head at the front of the buffer; 0 when not all of it is there.
Result<std::size_t> HttpConnection::FindHead(std::size_t searched, std::size_t spent,
                                             std::size_t max_bytes) const {
  const std::string_view text = buffer.text();
  if (text == "\r") return std::size_t{0};  // perhaps of a blank line
  if (!MayBeResponse(text)) {
    return Error{
        ErrorKind::kProtocol,
        fmt::format("response begins with '{}' when it should with 'HTTP/1.1'", Printable(text))};
  }
  const std::size_t size = FindHeadEnd(text, searched);
  if (spent + size > max_bytes || (size == 0 && spent + text.size() >= max_bytes)) {
    return Error{ErrorKind::kLimit,
                 fmt::format("response head, with what comes before it, is longer than {} bytes; "
                             "'curl -sD - -o /dev/null' with this URL shows what the server sends",
                             max_bytes)};
  }
  return size;
}

// Some servers end a body with a line end too many. How many bytes they took.
std::size_t HttpConnection::SkipBlankLines() {
  std::size_t skipped = 0;
  while (true) {
    const std::string_view text = buffer.text();
    const std::size_t size = text.starts_with("\r\n") ? 2 : text.starts_with('\n') ? 1 : 0;
    if (size == 0) return skipped;
    buffer.Consume(size);
    skipped += size;
  }
}

Error HttpConnection::EndedInHead() const {
  if (!answered) {
    return {ErrorKind::kConnect, "connection ended before a byte of the response"};
  }
  return {ErrorKind::kClosed,
          fmt::format("connection ended {} bytes into the response head", buffer.text().size())};
}

Task<Result<ResponseHead>> HttpConnection::ReadHead(HeadOptions options) {
  std::size_t spent = 0;  // on blank lines and interim heads
  while (true) {
    std::size_t searched = 0;
    spent += SkipBlankLines();
    Result<std::size_t> size = FindHead(searched, spent, options.max_bytes);
    head_arrival = buffer.empty() ? Arrival{} : arrival;
    while (size && *size == 0) {
      searched = buffer.text().size();
      Result<bool> more = co_await ReadMore();
      if (!more && more.error().kind != ErrorKind::kClosed) co_return more.error();
      if (!more || !*more) co_return EndedInHead();
      if (!IsSet(head_arrival.stamp)) head_arrival = arrival;
      spent += SkipBlankLines();
      size = FindHead(searched, spent, options.max_bytes);
    }
    if (!size) co_return size.error();
    Result<ResponseHead> head =
        ParseResponseHead(buffer.text().substr(0, *size), options.to_head_request);
    if (!head) co_return head;
    buffer.Consume(*size);
    spent += *size;
    const int status = head->head.status;
    if (status == 101) {
      co_return Error{ErrorKind::kProtocol, "server switched protocols when it was not asked to"};
    }
    if (status >= 200) kept_for = KeptFor(head->head.headers);
    if (status >= 200 || (status == 100 && options.stop_at_continue)) co_return head;
  }
}

void HttpPool::Put(const Endpoint& endpoint, std::unique_ptr<HttpConnection> connection, Time now) {
  auto& idle = idle_[endpoint];
  if (idle.size() >= max_idle_) return;
  connection->idle_since = now;
  idle.push_back(std::move(connection));
}

void HttpPool::EndedAfter(const Endpoint& endpoint, Duration idle) {
  Duration& trusted = trusted_.try_emplace(endpoint, Duration::max()).first->second;
  trusted = std::min(trusted, idle / 2);
}

std::unique_ptr<HttpConnection> HttpPool::Take(const Endpoint& endpoint, Time now) {
  const auto found = idle_.find(endpoint);
  if (found == idle_.end()) return nullptr;
  auto& idle = found->second;
  const auto shown = trusted_.find(endpoint);
  const Duration trusted = shown == trusted_.end() ? Duration::max() : shown->second;
  std::unique_ptr<HttpConnection> taken;
  while (!taken && !idle.empty()) {
    std::unique_ptr<HttpConnection> newest = std::move(idle.back());
    idle.pop_back();
    const Duration idle_for = now - newest->idle_since;
    if (idle_for > idle_timeout_) {
      idle.clear();  // the others are older
      break;
    }
    if (idle_for >= std::min(trusted, newest->kept_for)) continue;
    if (newest->IsSilent()) taken = std::move(newest);
  }
  if (taken) taken->reused = true;
  return taken;
}

}  // namespace lab::net
