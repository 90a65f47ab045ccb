#include "framework/net/tcp_stream.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

#include "framework/net/tcp_network.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

std::vector<SocketAddress> Addresses(std::vector<const char*> hosts, std::uint16_t port) {
  std::vector<SocketAddress> addresses;
  for (const char* host : hosts) addresses.push_back(ResolveNow(host, port)->front());
  return addresses;
}

TEST(Dial, GoesOnToTheNextAddressAsSoonAsOneFails) {
  RealLoop loop;
  TcpNetwork network(loop, {});
  const auto listener = *network.Listen({.host = "127.0.0.1", .port = 0});
  // Nobody listens on 127.0.0.2 or ::1; an hour's stagger would be the test's time-out.
  const auto socket =
      *loop.Run(Dial(loop, Addresses({"127.0.0.2", "::1", "127.0.0.1"}, listener->port()), 1h));
  EXPECT_TRUE(socket.ok()) << (socket ? "" : socket.error().message);
}

TEST(Dial, SaysWhichAddressFailedLast) {
  RealLoop loop;
  const auto socket = *loop.Run(Dial(loop, Addresses({"127.0.0.2", "127.0.0.1"}, 1), 1h));
  ASSERT_FALSE(socket.ok());
  EXPECT_EQ(socket.error().kind, ErrorKind::kConnect);
  EXPECT_EQ(socket.error().message, "127.0.0.1: connection refused");
}

TEST(Dial, WithoutAnAddressFails) {
  RealLoop loop;
  EXPECT_FALSE((*loop.Run(Dial(loop, {}, 1h))).ok());
}

}  // namespace
}  // namespace lab::net
