#include "apps/worlds/worker.h"

#include <gtest/gtest.h>

#include <memory>

#include "framework/net/tcp_network.h"

namespace lab::apps {
namespace {

using namespace std::chrono_literals;

Task<bool> ConnectTo(Worker* worker, net::Endpoint endpoint) {
  Result<net::Connection> connection = co_await worker->network().Connect(endpoint);
  co_return connection.ok();
}

TEST(Worker, LiveOnesOfOneShareHaveLoopsAndConnectionsOfTheirOwn) {
  const auto share = std::make_shared<net::NetShare>(net::TlsOptions{});
  const auto first = Worker::Live(share, {});
  const auto second = Worker::Live(share, {});
  const auto listener = *first->network().Listen({.host = "127.0.0.1", .port = 0});
  const net::Endpoint here{.host = "127.0.0.1", .port = listener->port()};
  EXPECT_TRUE(*first->loop().Run(ConnectTo(first.get(), here)));
  EXPECT_TRUE(*second->loop().Run(ConnectTo(second.get(), here)));
}

TEST(Worker, ASimulatedOneLetsTimePassAtOnce) {
  const auto worker = Worker::Simulated({.round_trip = 2h});
  const auto listener = *worker->network().Listen({.host = "mock", .port = 80});
  const net::Endpoint mock{.host = "mock", .port = 80};
  EXPECT_TRUE(*worker->loop().Run(ConnectTo(worker.get(), mock)));
  EXPECT_GE(worker->loop().Now(), Time(2h));
}

}  // namespace
}  // namespace lab::apps
