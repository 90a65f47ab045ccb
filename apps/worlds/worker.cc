#include "apps/worlds/worker.h"

#include <utility>

#include "framework/net/tcp_network.h"
#include "framework/runtime/real_loop.h"
#include "framework/runtime/virtual_loop.h"

namespace lab::apps {

Worker::Worker(std::unique_ptr<Loop> loop, std::unique_ptr<net::Network> network,
               net::HttpOptions options)
    : loop_(std::move(loop)),
      network_(std::move(network)),
      http_(*loop_, *network_, std::move(options)) {}

std::unique_ptr<Worker> Worker::Live(std::shared_ptr<net::NetShare> share,
                                     net::HttpOptions options) {
  auto loop = std::make_unique<RealLoop>();
  auto network =
      std::make_unique<net::TcpNetwork>(*loop, net::TcpOptions{.share = std::move(share)});
  return std::unique_ptr<Worker>(
      new Worker(std::move(loop), std::move(network), std::move(options)));
}

std::unique_ptr<Worker> Worker::Simulated(net::LinkOptions link) {
  auto loop = std::make_unique<VirtualLoop>();
  auto network = std::make_unique<net::SimNetwork>(*loop, link);
  return std::unique_ptr<Worker>(new Worker(std::move(loop), std::move(network), {}));
}

}  // namespace lab::apps
