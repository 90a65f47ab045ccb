#include "framework/net/socket.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cerrno>
#include <string>
#include <vector>

#include "framework/runtime/real_loop.h"

namespace lab::net {
namespace {

TEST(LiteralAddress, TakesAddressesAndNoNames) {
  for (const char* host : {"127.0.0.1", "::1"}) {
    const auto address = LiteralAddress(host, 80);
    ASSERT_TRUE(address);
    EXPECT_EQ(FormatAddress(*address), host);
  }
  EXPECT_FALSE(LiteralAddress("localhost", 80));
}

TEST(LookUpName, NamesAHostThatDoesNotResolve) {
  RealLoop loop;
  const auto addresses = *loop.Run(LookUpName(loop, "no.such.host.invalid"));
  ASSERT_FALSE(addresses.ok());
  EXPECT_EQ(addresses.error().kind, ErrorKind::kDns);
  EXPECT_NE(addresses.error().message.find("'no.such.host.invalid'"), std::string::npos);
}

TEST(Interleave, AlternatesTheFamiliesBeginningWithTheFirst) {
  std::vector<SocketAddress> addresses;
  for (const char* host : {"::1", "::2", "::3", "10.0.0.1", "10.0.0.2"}) {
    addresses.push_back(ResolveNow(host, 80)->front());
  }
  std::vector<std::string> order;
  for (const SocketAddress& address : Interleave(addresses)) {
    order.push_back(FormatAddress(address));
  }
  EXPECT_EQ(order, (std::vector<std::string>{"::1", "10.0.0.1", "::2", "10.0.0.2", "::3"}));
  EXPECT_TRUE(Interleave({}).empty());
}

TEST(DescribeErrno, BeginsInLowerCase) {
  EXPECT_EQ(DescribeErrno(ECONNREFUSED), "connection refused");
}

TEST(Socket, ClosesItsDescriptorOnce) {
  Socket first = Socket::ForTcp(AF_INET);
  ASSERT_TRUE(first.valid());
  const int fd = first.fd();
  {
    const Socket second = std::move(first);
    EXPECT_EQ(second.fd(), fd);
  }
  int type = 0;
  socklen_t size = sizeof type;
  EXPECT_NE(getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size), 0);
}

}  // namespace
}  // namespace lab::net
