// What one thread drives: a loop with its network and its HTTP pool. A world has one, or several
// that share nothing but TLS roots and name look-ups.
//
//   auto share = std::make_shared<net::NetShare>(net::TlsOptions{});
//   std::unique_ptr<Worker> worker = Worker::Live(share, {.proxy = environment.Proxies()});
//   ProviderClient client(worker->loop(), worker->http(), provider, options);
#pragma once

#include <memory>

#include "framework/net/http_client.h"
#include "framework/net/net_share.h"
#include "framework/net/network.h"
#include "framework/net/sim_network.h"
#include "framework/runtime/loop.h"

namespace lab::apps {

/// Thread: the one that runs its loop. Outlives its clients and servers.
class Worker {
 public:
  /// Real time and sockets. `share` is for all workers of a process.
  static std::unique_ptr<Worker> Live(std::shared_ptr<net::NetShare> share,
                                      net::HttpOptions options);
  /// Virtual time and simulated links.
  static std::unique_ptr<Worker> Simulated(net::LinkOptions link);

  Loop& loop() { return *loop_; }
  net::Network& network() { return *network_; }
  net::HttpClient& http() { return http_; }

 private:
  Worker(std::unique_ptr<Loop> loop, std::unique_ptr<net::Network> network,
         net::HttpOptions options);

  std::unique_ptr<Loop> loop_;
  std::unique_ptr<net::Network> network_;
  net::HttpClient http_;
};

}  // namespace lab::apps
