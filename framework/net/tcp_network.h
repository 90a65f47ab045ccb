// TCP and TLS on real sockets.
//
//   RealLoop loop;
//   TcpNetwork network(loop, {.tls = {.ca_file = "/path/to/ca.pem"}});
//   const Endpoint api{.host = "api.anthropic.com", .port = 443, .tls = true};
//   auto connection = co_await network.Connect(api);
//
// Names are resolved off the loop's thread, once for all that ask at a time, and kept for some
// seconds; of several addresses the families are raced (happy eyeballs, RFC 8305). TLS runs over
// memory BIOs on top of the TCP stream, verifies the peer against the system's roots, sends SNI and
// resumes sessions. Connections that are made here are stamped by the kernel where it does that
// (NetShare::Stamps); those that are accepted are not.
#pragma once

#include <memory>
#include <string>

#include "framework/net/net_share.h"
#include "framework/net/network.h"
#include "framework/net/tls_context.h"
#include "framework/runtime/real_loop.h"

namespace lab::net {

struct TcpOptions {
  TlsOptions tls;  ///< without a share
  /// Roots, sessions and names in common with other networks, of any thread; null: of its own.
  std::shared_ptr<NetShare> share;
  Duration connect_timeout = std::chrono::seconds(30);
  Duration happy_eyeballs_delay = std::chrono::milliseconds(250);
};

class TcpNetwork final : public Network {
 public:
  /// `loop` must outlive the network and its streams.
  TcpNetwork(RealLoop& loop, TcpOptions options);
  TcpNetwork(const TcpNetwork&) = delete;
  TcpNetwork& operator=(const TcpNetwork&) = delete;
  ~TcpNetwork() override;

  Task<Result<Connection>> Connect(Endpoint endpoint) override;
  /// Plain TCP; put a TlsListener (tls_stream.h) around it for TLS. Port 0 finds a free one.
  Result<std::unique_ptr<Listener>> Listen(Endpoint local) override;
  Task<Result<Connection>> Encrypt(std::unique_ptr<Stream> stream, Endpoint endpoint) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lab::net
