// Where connections come from: the real world or simulated links. main() hands one in; nothing else
// knows which.
//
//   const Endpoint api{.host = "api.example.com", .port = 443, .tls = true};
//   Result<Connection> connection = co_await network.Connect(api);
//
//   Result<std::unique_ptr<Listener>> listener = network.Listen({.host = "127.0.0.1", .port = 0});
//   Result<std::unique_ptr<Stream>> peer = co_await (*listener)->Accept();
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "framework/base/result.h"
#include "framework/net/stream.h"
#include "framework/runtime/task.h"

namespace lab::net {

/// Where to connect to.
struct Endpoint {
  std::string host;  ///< a name, an IPv4 or an IPv6 address (without brackets)
  std::uint16_t port = 0;
  bool tls = false;

  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

/// The end of each phase of making a connection, on the loop's clock. Each is at least the one
/// before it; a phase that did not take place (TLS on a plain connection) ends when the one before
/// it did.
struct ConnectPhases {
  Time start = kUnset;
  Time dns = kUnset;
  Time tcp = kUnset;
  Time tls = kUnset;
};

struct Connection {
  std::unique_ptr<Stream> stream;
  ConnectPhases phases;
  std::string tls_version;   ///< "TLSv1.3"; empty without TLS
  bool tls_resumed = false;  ///< the session was resumed from an earlier connection
};

/// Accepts connections. Destroying it frees the port and cancels what waits.
class Listener {
 public:
  virtual ~Listener() = default;
  /// The next connection. With TLS configured the handshake is done by the stream's first Read, not
  /// here, so that one slow peer holds up nobody. Where descriptors have run out it waits for one.
  virtual Task<Result<std::unique_ptr<Stream>>> Accept() = 0;
  /// The port that was bound; tells which one when 0 was asked for.
  virtual std::uint16_t port() const = 0;
};

class Network {
 public:
  virtual ~Network() = default;
  /// Resolves, connects and, when asked, encrypts. Errors: kDns, kConnect, kTls, each naming host
  /// and port.
  virtual Task<Result<Connection>> Connect(Endpoint endpoint) = 0;
  /// Plain TCP (or a simulated port). ErrorKind::kConnect when the port is taken.
  virtual Result<std::unique_ptr<Listener>> Listen(Endpoint local) = 0;
  /// TLS with `endpoint` over a stream that leads there already: a proxy's tunnel. The phases but
  /// `tls` are unset. ErrorKind::kTls.
  virtual Task<Result<Connection>> Encrypt(std::unique_ptr<Stream> stream, Endpoint endpoint) = 0;
};

}  // namespace lab::net
