// Opens the HTTP client's connections: straight, or through a proxy (a CONNECT tunnel for TLS).
//
//   HttpDialer dialer(network, {.read_buffer_bytes = 16 * 1024, .max_head_bytes = 1 << 18});
//   Result<std::unique_ptr<HttpConnection>> made = co_await dialer.Open(endpoint, proxy, &phases);
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "framework/base/result.h"
#include "framework/net/http_connection.h"
#include "framework/net/network.h"
#include "framework/net/proxy.h"

namespace lab::net {

struct DialerOptions {
  std::size_t read_buffer_bytes = 0;  ///< of each connection
  std::size_t max_head_bytes = 0;     ///< of a proxy's answer
};

class HttpDialer {
 public:
  /// `network` must outlive the dialer and its tasks.
  HttpDialer(Network& network, DialerOptions options) : network_(network), options_(options) {}

  /// A fresh connection to `endpoint`; sets dns, tcp and tls of `phases`. Errors: those of
  /// Network::Connect, and kConnect or kProtocol for a proxy that opens no tunnel, naming it.
  Task<Result<std::unique_ptr<HttpConnection>>> Open(Endpoint endpoint, std::optional<Proxy> proxy,
                                                     HttpPhases* phases);

 private:
  Task<Result<Connection>> OpenTunnel(Endpoint endpoint, Proxy proxy);
  Task<Result<std::unique_ptr<Stream>>> AskForTunnel(std::unique_ptr<Stream> stream,
                                                     Endpoint endpoint, Proxy proxy);

  Network& network_;
  DialerOptions options_;
};

}  // namespace lab::net
