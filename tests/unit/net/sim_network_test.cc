#include "framework/net/sim_network.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/combine.h"
#include "framework/runtime/virtual_loop.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

class SimNetworkTest : public testing::Test {
 protected:
  Result<Connection> Connect(SimNetwork& network, Endpoint endpoint) {
    return *loop_.Run(network.Connect(std::move(endpoint)));
  }

  VirtualLoop loop_;
};

TEST_F(SimNetworkTest, ConnectingTakesItsPhases) {
  SimNetwork network(loop_, {.round_trip = 20ms, .dns = 4ms, .tls_round_trips = 1});
  const auto listener = *network.Listen({.port = 443});
  const ConnectPhases first = Connect(network, {"mock", 443, true})->phases;
  EXPECT_EQ(first.dns - first.start, 4ms);
  EXPECT_EQ(first.tcp - first.dns, 20ms);
  EXPECT_EQ(first.tls - first.tcp, 20ms);
  const ConnectPhases second = Connect(network, {"mock", 443, false})->phases;
  EXPECT_EQ(second.dns, second.start) << "the name is known by now";
  EXPECT_EQ(second.tls, second.tcp);
}

TEST_F(SimNetworkTest, TheServerHasItsConnectionHalfARoundTripBeforeTheClient) {
  SimNetwork network(loop_, {.round_trip = 20ms, .dns = 0ms});
  const auto listener = *network.Listen({.port = 80});
  Time accepted = kUnset;
  const auto accept = [](Loop& loop, Listener* from, Time* at) -> Task<void> {
    Result<std::unique_ptr<Stream>> stream = co_await from->Accept();
    *at = loop.Now();
  };
  loop_.Spawn(accept(loop_, listener.get(), &accepted));
  EXPECT_TRUE(Connect(network, {"mock", 80}).ok());
  EXPECT_EQ(accepted, Time(10ms));
  EXPECT_EQ(loop_.Now(), Time(20ms));
}

TEST_F(SimNetworkTest, NobodyListeningIsRefusedAfterARoundTrip) {
  SimNetwork network(loop_, {.round_trip = 20ms, .dns = 0ms});
  const Result<Connection> connection = Connect(network, {"mock", 80});
  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().kind, ErrorKind::kConnect);
  EXPECT_EQ(connection.error().message, "mock:80 refused the connection: nothing listens");
  EXPECT_EQ(loop_.Now(), Time(20ms));
}

TEST_F(SimNetworkTest, APortIsTakenUntilItsListenerIsGone) {
  SimNetwork network(loop_, {});
  auto listener = network.Listen({.port = 80});
  EXPECT_FALSE(network.Listen({.port = 80}).ok());
  *listener = nullptr;
  EXPECT_TRUE(network.Listen({.port = 80}).ok());
}

TEST_F(SimNetworkTest, PortZeroFindsAFreeOne) {
  SimNetwork network(loop_, {});
  const auto first = *network.Listen({});
  const auto second = *network.Listen({});
  EXPECT_NE(first->port(), 0);
  EXPECT_NE(first->port(), second->port());
}

TEST_F(SimNetworkTest, AListenerMayOutliveItsNetwork) {
  auto network = std::make_unique<SimNetwork>(loop_, LinkOptions{});
  const auto listener = *network->Listen({.port = 80});
  network.reset();
}

TEST_F(SimNetworkTest, EncryptTakesItsRoundTrips) {
  SimNetwork network(loop_, {.round_trip = 20ms, .tls_round_trips = 2});
  const auto secure = *loop_.Run(network.Encrypt(nullptr, {"mock", 443, true}));
  EXPECT_EQ(secure->phases.tls, Time(40ms));
}

// Arrival times of 20 pieces over the second of two connections.
std::vector<Time> Arrivals(std::uint64_t seed, int writes_on_the_first) {
  VirtualLoop loop;
  SimNetwork network(loop, {.jitter = 5ms, .stall_probability = 0.1, .seed = seed});
  const auto listener = *network.Listen({.port = 80});
  std::vector<Time> times;
  const auto body = [](Loop& l, SimNetwork* net, Listener* from, int noise,
                       std::vector<Time>* stamps) -> Task<void> {
    Endpoint endpoint{.host = "mock", .port = 80};
    Result<Connection> first = co_await net->Connect(endpoint);
    Result<Connection> second = co_await net->Connect(endpoint);
    Result<std::unique_ptr<Stream>> first_peer = co_await from->Accept();
    Result<std::unique_ptr<Stream>> second_peer = co_await from->Accept();
    for (int i = 0; i < noise; ++i) (void)co_await (*first_peer)->Write("noise");
    std::array<char, 100> buffer{};
    const Time start = l.Now();
    for (int i = 0; i < 20; ++i) {
      (void)co_await (*second_peer)->Write("piece");
      Result<ReadResult> read = co_await second->stream->Read(buffer);
      stamps->push_back(read->arrival.stamp - start.time_since_epoch());
    }
  };
  loop.Run(body(loop, &network, listener.get(), writes_on_the_first, &times));
  return times;
}

TEST(SimNetworkSeed, DecidesEveryArrival) {
  EXPECT_EQ(Arrivals(1, 0), Arrivals(1, 0));
  EXPECT_NE(Arrivals(1, 0), Arrivals(2, 0));
}

TEST(SimNetworkSeed, OneConnectionsDrawsDoNotMoveAnothers) {
  EXPECT_EQ(Arrivals(1, 0), Arrivals(1, 7));
}

}  // namespace
}  // namespace lab::net
