// TCP and TLS on real sockets.
//
//   RealLoop loop;
//   TcpNetwork network(loop, {.tls = {.ca_file = "/path/to/ca.pem"}});
//   const Endpoint api{.host = "api.anthropic.com", .port = 443, .tls = true};
//   auto connection = co_await network.Connect(api);
//
// Names are resolved off the loop's thread; of several addresses the families are raced (happy eyeballs, RFC 8305). TLS runs over
// memory BIOs on top of the TCP stream, verifies the peer against the system's roots, sends SNI and resumes sessions.
#pragma once

#include <memory>
#include <string>

#include "framework/net/network.h"
#include "framework/runtime/real_loop.h"

namespace lab::net {

struct TlsOptions {
  std::string ca_file;  ///< PEM of additional roots; empty: the system's only
  bool verify = true;   ///< off only for a test against a self-signed peer
  bool resume_sessions = true;
};

struct TcpOptions {
  TlsOptions tls;
  Duration connect_timeout = std::chrono::seconds(30);
  Duration happy_eyeballs_delay = std::chrono::milliseconds(250);
};

class TcpNetwork final : public Network {
 public:
  /// `loop` must outlive the network and its streams.
  TcpNetwork(RealLoop& loop, TcpOptions options);
  ~TcpNetwork() override;

  Task<Result<Connection>> Connect(Endpoint endpoint) override;
  Result<std::unique_ptr<Listener>> Listen(Endpoint local) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lab::net
