#include "mocks/server.h"

#include <utility>

#include "framework/base/hash.h"
#include "framework/net/http_server.h"
#include "framework/runtime/task_scope.h"
#include "mocks/request_handler.h"
#include "mocks/wire/wire_format.h"
#include "mocks/write_log.h"

namespace lab::mocks {

namespace {

// As the providers: a larger request is answered with 413.
constexpr std::size_t kMaxBodyBytes = 32 * 1024 * 1024;

constexpr std::string_view kGarbage = "\x05\x00\xff\xfeno TLS here\r\n";

/// A request that cannot be read is refused in the words of whoever it seems to be meant for.
void WordRefusal(net::Refusal& refusal) {
  const WireFormat& wire = WireForHeaders(refusal.request);
  WireError error = wire.ErrorFor(refusal.status);
  error.message = refusal.message;
  refusal.content_type = "application/json";
  refusal.body = wire.ErrorBody(error, wire.NewRequestId(Hash64(refusal.message)));
}

net::HttpServerOptions HttpOptions() {
  return {.max_body_bytes = kMaxBodyBytes, .word_refusal = WordRefusal};
}

const Fault* Find(const std::vector<Fault>& faults, FaultKind kind) {
  for (const Fault& fault : faults) {
    if (fault.kind == kind) return &fault;
  }
  return nullptr;
}

}  // namespace

struct MockServer::Impl {
  Impl(Loop& loop, std::unique_ptr<net::Listener> the_listener, MockServerOptions options)
      : listener(std::move(the_listener)), state(loop, std::move(options)) {}

  Task<void> Talk(std::unique_ptr<net::Stream> stream);
  Task<bool> Admit(WriteLog* log, net::Stream* stream);
  Task<void> TalkHttp(WriteLog* log, std::unique_ptr<net::Stream> stream);

  std::unique_ptr<net::Listener> listener;
  ServerState state;
};

Task<void> MockServer::Impl::Talk(std::unique_ptr<net::Stream> stream) {
  WriteLog log(state.options.on_write);
  const bool admitted = co_await Admit(&log, stream.get());
  if (!admitted) co_return;
  if (state.options.secure) stream = state.options.secure(std::move(stream));
  co_await TalkHttp(&log, std::move(stream));
}

/// What happens to a connection before anything is read from it; false when it ends there.
Task<bool> MockServer::Impl::Admit(WriteLog* log, net::Stream* stream) {
  const std::vector<Fault> faults = state.ConnectionFaults();
  if (const Fault* slow = Find(faults, FaultKind::kSlowAccept)) {
    co_await state.loop.Sleep(slow->delay);
  }
  const bool breaks_tls = Find(faults, FaultKind::kTlsFailure) != nullptr;
  if (breaks_tls && state.options.secure) {
    const Result<Time> sent = co_await stream->Write(kGarbage);
    if (sent) {
      log->Record(*sent, kGarbage);
      stream->FinishWriting();
    }
    co_return false;
  }
  if (!breaks_tls && Find(faults, FaultKind::kRefuse) == nullptr) co_return true;
  stream->Reset();
  co_return false;
}

Task<void> MockServer::Impl::TalkHttp(WriteLog* log, std::unique_ptr<net::Stream> stream) {
  std::unique_ptr<net::Stream> watched = log->Watch(std::move(stream));
  net::HttpServerConnection http(state.loop, std::move(watched), HttpOptions());
  while (http.keep_alive()) {
    Result<std::optional<net::ServerRequest>> request = co_await http.ReadRequest();
    if (!request || !request->has_value()) co_return;
    RequestHandler handler(state, http, *log, std::move(**request));
    const bool usable = co_await handler.Run();
    log->EndAnswer();
    if (!usable) co_return;
  }
}

MockServer::MockServer(Loop& loop, std::unique_ptr<net::Listener> listener,
                       MockServerOptions options)
    : impl_(std::make_unique<Impl>(loop, std::move(listener), std::move(options))) {}

MockServer::~MockServer() = default;

Task<void> MockServer::Serve() {
  TaskScope connections(impl_->state.loop);
  while (true) {
    Result<std::unique_ptr<net::Stream>> stream = co_await impl_->listener->Accept();
    if (!stream) break;
    connections.Spawn(impl_->Talk(std::move(*stream)));
  }
  co_await connections.Join();
}

std::uint16_t MockServer::port() const { return impl_->listener->port(); }

Ledger MockServer::ledger() const { return impl_->state.models.ledger(); }

}  // namespace lab::mocks
