#include "framework/net/net_share.h"

#include <gtest/gtest.h>

#include "framework/net/tcp_network.h"

namespace lab::net {
namespace {

TEST(NetShare, ReadsTheRootsOnce) {
  NetShare share({});
  const auto first = share.Tls();
  ASSERT_TRUE(first.ok());
  share.WarmUp();
  EXPECT_EQ(*share.Tls(), *first);
}

TEST(NetShare, TellsEveryConnectionOfRootsThatCannotBeRead) {
  NetShare share({.ca_file = "/no/such/ca.pem"});
  for (int i = 0; i < 2; ++i) EXPECT_EQ(share.Tls().error().kind, ErrorKind::kConfig);
}

TEST(NetShare, IsNotAskedForRootsByPlainConnections) {
  const auto share = std::make_shared<NetShare>(TlsOptions{.ca_file = "/no/such/ca.pem"});
  RealLoop loop;
  TcpNetwork network(loop, {.share = share});
  const auto listener = *network.Listen({.host = "127.0.0.1", .port = 0});
  const Endpoint plain{.host = "127.0.0.1", .port = listener->port()};
  EXPECT_TRUE((*loop.Run(network.Connect(plain))).ok());
}

}  // namespace
}  // namespace lab::net
