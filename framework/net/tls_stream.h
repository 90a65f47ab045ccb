// TLS over any Stream: the bytes go through OpenSSL's memory, so that the arrival stamps of what is
// below stay those of what is above, and simulated links can be encrypted too.
//
//   Result<Connection> secure = co_await TlsConnect(loop, client, std::move(stream), endpoint);
//
//   TlsListener listener(loop, std::move(plain_listener), server);
//   Result<std::unique_ptr<Stream>> peer = co_await listener.Accept();
//
// Data that one read below brought is handed out by one read above. The end of the stream is the
// peer's close_notify; an end without one is ErrorKind::kClosed, because the data may be cut. A
// stream that is destroyed says its own close_notify first, in a task of the loop.
#pragma once

#include <memory>

#include "framework/net/network.h"
#include "framework/net/stream.h"
#include "framework/net/tls_context.h"
#include "framework/runtime/loop.h"

namespace lab::net {

/// The client's handshake. Of the phases only `tls` is set. ErrorKind::kTls naming the endpoint.
Task<Result<Connection>> TlsConnect(Loop& loop, std::shared_ptr<TlsClientContext> context,
                                    std::unique_ptr<Stream> stream, Endpoint endpoint);

/// The server's end. The first Read or Write does the handshake; a failure of it is their kTls.
std::unique_ptr<Stream> TlsAccept(Loop& loop, std::shared_ptr<TlsServerContext> context,
                                  std::unique_ptr<Stream> stream);

/// Wraps each connection that `plain` accepts.
class TlsListener final : public Listener {
 public:
  TlsListener(Loop& loop, std::unique_ptr<Listener> plain,
              std::shared_ptr<TlsServerContext> context);

  Task<Result<std::unique_ptr<Stream>>> Accept() override;
  std::uint16_t port() const override { return plain_->port(); }

 private:
  Loop& loop_;
  std::unique_ptr<Listener> plain_;
  std::shared_ptr<TlsServerContext> context_;
};

}  // namespace lab::net
