#include "framework/net/tls_stream.h"

#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/combine.h"
#include "framework/runtime/semaphore.h"

namespace lab::net {
namespace {

constexpr std::size_t kReadBytes = 32 * 1024;           // a record is at most 16 KiB and a little
constexpr std::size_t kRecordBytes = 16 * 1024;         // of data, at most
constexpr std::size_t kWriteBytes = 256 * 1024;         // encrypted at a time
constexpr Duration kGoodbye = std::chrono::seconds(1);  // for a close_notify that finds no room

Task<Result<Time>> WriteLast(Stream* stream, Pieces bytes) {
  Result<Time> written = co_await stream->Write(bytes);
  if (written) stream->FinishWriting();
  co_return written;
}

Task<void> SayGoodbye(Loop& loop, std::unique_ptr<Stream> stream, std::string bytes) {
  Task<Result<Time>> writing = WriteLast(stream.get(), bytes);
  const Time deadline = loop.Now() + kGoodbye;
  Result<Time> written = co_await WithDeadline(loop, deadline, "closing", std::move(writing));
}

class TlsStream final : public Stream {
 public:
  TlsStream(Loop& loop, std::shared_ptr<void> context, SslPtr ssl, std::unique_ptr<Stream> inner);
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;
  ~TlsStream() override;

  Task<Result<ReadResult>> Read(std::span<char> buffer) override;
  std::optional<Result<ReadResult>> TryRead(std::span<char> buffer) override;
  Task<Result<Time>> Write(Pieces bytes) override;
  std::uint64_t unread() const override;
  bool sent_by_kernel() const override { return inner_->sent_by_kernel(); }
  void FinishWriting() override;
  void Reset() override;

  /// Once; later calls wait for the first.
  Task<Result<void>> Handshake();
  SSL* ssl() const { return ssl_.get(); }

 private:
  Result<std::size_t> ReadPlain(std::span<char> buffer);
  Result<std::size_t> Encrypt(Pieces bytes);
  std::optional<Result<ReadResult>> Decrypted(std::span<char> buffer);
  Error CutOff();
  Result<bool> Take(const Result<ReadResult>& read);
  Task<Result<bool>> Feed();
  Task<Result<Time>> Flush();
  Task<void> FlushAndFinish();
  Error HandshakeError() const;

  Loop& loop_;
  std::shared_ptr<void> context_;  // outlives ssl_
  std::unique_ptr<Stream> inner_;
  SslPtr ssl_;
  BIO* from_peer_;  // both are ssl_'s
  BIO* to_peer_;
  std::vector<char> in_ = std::vector<char>(kReadBytes);
  std::string record_;
  std::string out_;
  Arrival arrival_;              // of the last read below
  bool fresh_ = false;           // that read has not been told of yet
  std::uint64_t written_ = 0;    // bytes of the last Write
  std::uint64_t encrypted_ = 0;  // what they became, as far as it has come
  bool handshaken_ = false;
  bool broken_ = false;
  bool peer_finished_ = false;
  Semaphore handshake_{loop_, 1};
  Semaphore flush_{loop_, 1};
  TaskScope finishing_{loop_};  // FinishWriting under way
};

TlsStream::TlsStream(Loop& loop, std::shared_ptr<void> context, SslPtr ssl,
                     std::unique_ptr<Stream> inner)
    : loop_(loop),
      context_(std::move(context)),
      inner_(std::move(inner)),
      ssl_(std::move(ssl)),
      from_peer_(BIO_new(BIO_s_mem())),
      to_peer_(BIO_new(BIO_s_mem())) {
  BIO_set_mem_eof_return(from_peer_, -1);
  SSL_set_bio(ssl_.get(), from_peer_, to_peer_);
}

TlsStream::~TlsStream() {
  const bool half_written = flush_.free() == 0;
  finishing_.Cancel();
  if (!handshaken_ || broken_ || half_written) return;
  ERR_clear_error();
  if ((SSL_get_shutdown(ssl_.get()) & SSL_SENT_SHUTDOWN) == 0) SSL_shutdown(ssl_.get());
  std::string bytes(BIO_ctrl_pending(to_peer_), '\0');
  if (bytes.empty()) return;
  BIO_read(to_peer_, bytes.data(), static_cast<int>(bytes.size()));
  loop_.Spawn(SayGoodbye(loop_, std::move(inner_), std::move(bytes)));
}

// Takes over what a read below brought; false at its end.
Result<bool> TlsStream::Take(const Result<ReadResult>& read) {
  if (!read) return read.error();
  arrival_ = read->arrival;
  fresh_ = fresh_ || !read->continues;
  if (read->bytes == 0) return false;
  BIO_write(from_peer_, in_.data(), static_cast<int>(read->bytes));
  return true;
}

Task<Result<bool>> TlsStream::Feed() {
  Result<ReadResult> read = co_await inner_->Read(in_);
  co_return Take(read);
}

// Sends what OpenSSL has made.
Task<Result<Time>> TlsStream::Flush() {
  const Semaphore::Permit permit = co_await flush_.Acquire();
  Time at = loop_.Now();
  while (BIO_ctrl_pending(to_peer_) > 0) {
    out_.resize(BIO_ctrl_pending(to_peer_));
    BIO_read(to_peer_, out_.data(), static_cast<int>(out_.size()));
    Result<Time> written = co_await inner_->Write(out_);
    if (!written) broken_ = true;
    if (!written) co_return written;
    at = *written;
  }
  co_return at;
}

Error TlsStream::HandshakeError() const {
  const long verified = SSL_get_verify_result(ssl_.get());
  if (verified != X509_V_OK) {
    ERR_clear_error();
    return {ErrorKind::kTls, fmt::format("certificate was not accepted: {}; SSL_CERT_FILE names a "
                                         "file of further roots",
                                         X509_verify_cert_error_string(verified))};
  }
  return {ErrorKind::kTls,
          fmt::format("handshake failed: {}; does it speak TLS on this port?", TakeTlsError())};
}

Task<Result<void>> TlsStream::Handshake() {
  const Semaphore::Permit permit = co_await handshake_.Acquire();
  while (!handshaken_) {
    ERR_clear_error();
    const int done = SSL_do_handshake(ssl_.get());
    const int state = SSL_get_error(ssl_.get(), done);
    Error failure;
    if (done != 1 && state != SSL_ERROR_WANT_READ) failure = HandshakeError();
    Result<Time> flushed = co_await Flush();  // an alert too
    if (!failure.message.empty()) broken_ = true;
    if (!failure.message.empty()) co_return failure;
    if (!flushed) co_return Annotate(flushed.error(), "TLS handshake");
    if (done == 1) break;
    Result<bool> more = co_await Feed();
    if (!more) co_return Annotate(more.error(), "TLS handshake");
    if (!*more) co_return Error{ErrorKind::kTls, "peer closed the connection in the handshake"};
  }
  handshaken_ = true;
  co_return Result<void>();
}

// All that is decrypted and fits; 0 when there is none (or the peer has finished).
Result<std::size_t> TlsStream::ReadPlain(std::span<char> buffer) {
  std::size_t size = 0;
  while (size < buffer.size()) {
    std::size_t part = 0;
    ERR_clear_error();
    const int done = SSL_read_ex(ssl_.get(), buffer.data() + size, buffer.size() - size, &part);
    size += part;
    if (done == 1) continue;
    const int state = SSL_get_error(ssl_.get(), done);
    if (state == SSL_ERROR_WANT_READ) break;
    peer_finished_ = state == SSL_ERROR_ZERO_RETURN;
    if (peer_finished_ || size > 0) break;  // an error is told when the data before it is read
    broken_ = true;
    return Error{ErrorKind::kClosed, fmt::format("TLS connection is broken: {}", TakeTlsError())};
  }
  return size;
}

// What is decrypted, the end, or why there is neither; nullopt when bytes from below are wanting.
std::optional<Result<ReadResult>> TlsStream::Decrypted(std::span<char> buffer) {
  Result<std::size_t> size = ReadPlain(buffer);
  if (!size) return size.error();
  if (*size > 0 || peer_finished_) {
    const bool continues = !std::exchange(fresh_, false);
    return ReadResult{*size, arrival_, continues};
  }
  return std::nullopt;
}

Error TlsStream::CutOff() {
  broken_ = true;
  return {ErrorKind::kClosed, "connection ended without TLS's close_notify"};
}

// Records that bring no data (session tickets, key updates) are taken in on the way. What they call
// for goes out with the next Read or Write.
std::optional<Result<ReadResult>> TlsStream::TryRead(std::span<char> buffer) {
  if (!handshaken_) return std::nullopt;
  while (true) {
    std::optional<Result<ReadResult>> read = Decrypted(buffer);
    if (read) return read;
    const std::optional<Result<ReadResult>> below = inner_->TryRead(in_);
    if (!below) return std::nullopt;
    const Result<bool> more = Take(*below);
    if (!more) return more.error();
    if (!*more) return CutOff();
  }
}

Task<Result<ReadResult>> TlsStream::Read(std::span<char> buffer) {
  if (!handshaken_) {
    Result<void> ready = co_await Handshake();
    if (!ready) co_return ready.error();
  }
  while (true) {
    std::optional<Result<ReadResult>> read = Decrypted(buffer);
    if (read) co_return *std::move(read);
    if (BIO_ctrl_pending(to_peer_) > 0) {  // the answer to a key update
      Result<Time> flushed = co_await Flush();
      if (!flushed) co_return flushed.error();
    }
    Result<bool> more = co_await Feed();
    if (!more) co_return more.error();
    if (!*more) co_return CutOff();
  }
}

// Encrypts the front of `bytes`: how much. A piece shorter than a record shares one with what
// follows it, so that a head of several pieces is not several records; long ones are not copied.
Result<std::size_t> TlsStream::Encrypt(Pieces bytes) {
  std::size_t taken = 0;
  while (!bytes.empty() && taken < kWriteBytes) {
    std::string_view part = bytes.front().substr(0, kWriteBytes);
    if (part.size() < kRecordBytes && bytes.count() > 1) {
      record_.clear();
      for (const std::string_view piece : bytes.First(kRecordBytes)) record_ += piece;
      part = record_;
    }
    std::size_t written = 0;
    ERR_clear_error();
    if (broken_ || SSL_write_ex(ssl_.get(), part.data(), part.size(), &written) != 1) {
      return Error{ErrorKind::kClosed, fmt::format("TLS connection is broken: {}", TakeTlsError())};
    }
    bytes.Skip(written);
    taken += written;
  }
  return taken;
}

Task<Result<Time>> TlsStream::Write(Pieces bytes) {
  if (!handshaken_) {
    Result<void> ready = co_await Handshake();
    if (!ready) co_return ready.error();
  }
  Time at = loop_.Now();
  written_ = bytes.bytes();
  encrypted_ = 0;
  while (!bytes.empty()) {
    Result<std::size_t> taken = Encrypt(bytes);
    if (!taken) co_return taken.error();
    encrypted_ += BIO_ctrl_pending(to_peer_);
    bytes.Skip(*taken);
    Result<Time> flushed = co_await Flush();
    if (!flushed) co_return flushed;
    at = *flushed;
  }
  co_return at;
}

// The last Write as a whole or nothing: which bytes lie in which record is not kept.
std::uint64_t TlsStream::unread() const { return inner_->unread() >= encrypted_ ? written_ : 0; }

Task<void> TlsStream::FlushAndFinish() {
  Result<Time> flushed = co_await Flush();
  inner_->FinishWriting();
}

void TlsStream::FinishWriting() {
  if (!handshaken_ || broken_) return inner_->FinishWriting();
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  finishing_.Spawn(FlushAndFinish());
}

void TlsStream::Reset() {
  broken_ = true;
  inner_->Reset();
}

}  // namespace

Task<Result<Connection>> TlsConnect(Loop& loop, std::shared_ptr<TlsClientContext> context,
                                    std::unique_ptr<Stream> stream, Endpoint endpoint) {
  SslPtr ssl = context->NewSsl(endpoint);
  auto secure = std::make_unique<TlsStream>(loop, context, std::move(ssl), std::move(stream));
  Result<void> ready = co_await secure->Handshake();
  if (!ready) {
    Error error = ready.error();
    error.kind = ErrorKind::kTls;
    co_return Annotate(std::move(error), fmt::format("{}:{}", endpoint.host, endpoint.port));
  }
  Connection connection;
  connection.tls_version = SSL_get_version(secure->ssl());
  connection.tls_resumed = SSL_session_reused(secure->ssl()) == 1;
  connection.phases.tls = loop.Now();
  connection.stream = std::move(secure);
  co_return connection;
}

std::unique_ptr<Stream> TlsAccept(Loop& loop, std::shared_ptr<TlsServerContext> context,
                                  std::unique_ptr<Stream> stream) {
  SslPtr ssl = context->NewSsl();
  return std::make_unique<TlsStream>(loop, std::move(context), std::move(ssl), std::move(stream));
}

TlsListener::TlsListener(Loop& loop, std::unique_ptr<Listener> plain,
                         std::shared_ptr<TlsServerContext> context)
    : loop_(loop), plain_(std::move(plain)), context_(std::move(context)) {}

Task<Result<std::unique_ptr<Stream>>> TlsListener::Accept() {
  Result<std::unique_ptr<Stream>> plain = co_await plain_->Accept();
  if (!plain) co_return plain.error();
  co_return TlsAccept(loop_, context_, *std::move(plain));
}

}  // namespace lab::net
