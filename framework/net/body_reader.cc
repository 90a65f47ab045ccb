#include "framework/net/body_reader.h"

#include <fmt/format.h>

#include <utility>

#include "framework/net/prepared_request.h"

namespace lab::net {

BodyReader::Impl::Impl(Loop& the_loop, std::unique_ptr<HttpConnection> the_connection,
                       const ResponseHead& head)
    : loop(the_loop),
      connection(std::move(the_connection)),
      decoder(head.framing, BodyDecoder::LineEnds::kLfToo),
      keep_alive(head.keep_alive),
      announced(head.framing.kind == BodyFraming::Kind::kNone ||
                head.framing.kind == BodyFraming::Kind::kLength),
      length(head.framing.length),
      arrival(connection->arrival) {}

BodyReader::Impl::~Impl() {
  if (decoder.complete()) Release();
}

// The data lies in the connection's buffer, so the connection is not given back before the call
// that follows the one that handed out the last of it.
std::optional<Result<BodyChunk>> BodyReader::Impl::Ready() {
  while (!decoder.complete() && connection != nullptr) {
    const std::size_t before = connection->buffer.text().size();
    Result<std::string_view> data = Decode();
    if (!data) return Break(data.error());
    if (!data->empty())
      return BodyChunk{*data, arrival, connection->previous, connection->continues};
    // A piece of a compressed body may say nothing by itself.
    const bool stuck = connection->buffer.text().size() == before;
    if (stuck && !decoder.complete()) return std::nullopt;
  }
  if (!decoder.complete()) {
    return Error{ErrorKind::kClosed, "body was broken before; there is no more of it"};
  }
  if (Result<void> whole = content.Finish(); !whole) return Break(whole.error());
  Release();
  return BodyChunk{.arrival = arrival, .previous = arrival.stamp};
}

Result<void> BodyReader::Impl::Took(const Result<bool>& more) {
  if (!more) return Break(more.error());
  arrival = connection->arrival;
  if (*more) return {};
  Result<void> finished = decoder.Finish();
  return finished ? finished : Break(finished.error());
}

Task<Result<BodyChunk>> BodyReader::Impl::Next() {
  std::optional<Result<BodyChunk>> ready = Ready();
  while (!ready) {
    const Result<bool> more = co_await connection->ReadMore();
    const Result<void> taken = Took(more);
    if (!taken) co_return taken.error();
    ready = Ready();
  }
  co_return std::move(*ready);
}

std::optional<Result<BodyChunk>> BodyReader::Impl::TryNext() {
  std::optional<Result<BodyChunk>> ready = Ready();
  while (!ready) {
    const std::optional<Result<bool>> more = connection->TryReadMore();
    if (!more) return std::nullopt;
    if (const Result<void> taken = Took(*more); !taken) return taken.error();
    ready = Ready();
  }
  return ready;
}

Result<std::string_view> BodyReader::Impl::Decode() {
  if (length > max_bytes || received > max_bytes) {
    return Error{ErrorKind::kLimit,
                 fmt::format("response body is longer than the {} bytes that are read of one; is "
                             "this the URL of a download?",
                             max_bytes)};
  }
  if (connection->buffer.empty()) return std::string_view();
  Result<BodyDecoder::Piece> piece = decoder.Decode(connection->buffer.bytes());
  if (!piece) return piece.error();
  connection->buffer.Consume(piece->consumed);
  Result<std::string_view> data = piece->data;
  if (!content.plain()) data = content.Decode(piece->data, max_bytes - received);
  if (data) received += data->size();
  return data;
}

Error BodyReader::Impl::Break(Error error) {
  connection.reset();
  return request ? Annotate(std::move(error), request->name()) : error;
}

void BodyReader::Impl::Release() {
  std::unique_ptr<HttpConnection> done = std::move(connection);  // closed unless put
  const std::shared_ptr<HttpPool> the_pool = pool.lock();
  if (!done || !the_pool || !keep_alive || !done->buffer.empty()) return;
  the_pool->Put(endpoint, std::move(done), loop.Now());
}

BodyReader::BodyReader() = default;
BodyReader::BodyReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BodyReader::BodyReader(BodyReader&&) noexcept = default;
BodyReader& BodyReader::operator=(BodyReader&&) noexcept = default;
BodyReader::~BodyReader() = default;

namespace {

Task<Result<BodyChunk>> NoBody() { co_return BodyChunk{}; }

}  // namespace

std::optional<Result<BodyChunk>> BodyReader::TryNext() {
  return impl_ ? impl_->TryNext() : Result<BodyChunk>(BodyChunk{});
}

Task<Result<BodyChunk>> BodyReader::Next() { return impl_ ? impl_->Next() : NoBody(); }

Task<Result<std::string>> BodyReader::ReadAll(std::size_t limit) {
  std::string body;
  while (true) {
    Result<BodyChunk> chunk = co_await Next();
    if (!chunk) co_return chunk.error();
    if (chunk->data.empty()) co_return body;
    if (body.size() + chunk->data.size() > limit) {
      co_return Error{ErrorKind::kLimit,
                      fmt::format("response body is longer than {} bytes", limit)};
    }
    body += chunk->data;
  }
}

std::optional<std::uint64_t> BodyReader::length() const {
  if (!impl_) return 0;
  return impl_->announced ? std::optional(impl_->length) : std::nullopt;
}

Arrival BodyReader::last_arrival() const { return impl_ ? impl_->arrival : Arrival{}; }

}  // namespace lab::net
