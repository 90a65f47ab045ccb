#include "framework/net/tcp_network.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <memory>
#include <string>

#include "framework/runtime/task_scope.h"

namespace lab::net {
namespace {

/// This process may open no file more, until End().
class NoDescriptors {
 public:
  NoDescriptors() {
    getrlimit(RLIMIT_NOFILE, &before_);
    rlimit none = before_;
    none.rlim_cur = 0;
    setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { End(); }
  void End() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

Task<void> EndAfterAMoment(Loop& loop, NoDescriptors& shortage) {
  co_await loop.Sleep(std::chrono::milliseconds(1));
  shortage.End();
}

Task<Result<std::unique_ptr<Stream>>> AcceptAfter(Loop& loop, Listener& listener,
                                                  NoDescriptors& shortage) {
  TaskScope scope(loop);
  scope.Spawn(EndAfterAMoment(loop, shortage));
  co_return co_await listener.Accept();
}

TEST(TcpNetwork, NamesHostAndPortOfAFailedConnection) {
  RealLoop loop;
  TcpNetwork network(loop, {});
  const auto connection = *loop.Run(network.Connect({.host = "127.0.0.1", .port = 1}));
  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().kind, ErrorKind::kConnect);
  EXPECT_EQ(connection.error().message, "127.0.0.1:1: connection refused");
}

TEST(TcpNetwork, GivesUpAfterTheConnectTimeout) {
  RealLoop loop;
  TcpNetwork network(loop, {.connect_timeout = Duration::zero()});
  const auto connection = *loop.Run(network.Connect({.host = "127.0.0.1", .port = 1}));
  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().kind, ErrorKind::kConnect);
}

TEST(TcpNetwork, APortThatIsTakenIsAConnectError) {
  RealLoop loop;
  TcpNetwork network(loop, {});
  const auto listener = *network.Listen({.host = "127.0.0.1", .port = 0});
  const auto again = network.Listen({.host = "127.0.0.1", .port = listener->port()});
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().kind, ErrorKind::kConnect);
}

TEST(TcpNetwork, AListenerFreesItsPort) {
  RealLoop loop;
  TcpNetwork network(loop, {});
  auto listener = network.Listen({.host = "127.0.0.1", .port = 0});
  const std::uint16_t port = (*listener)->port();
  *listener = nullptr;
  EXPECT_TRUE(network.Listen({.host = "127.0.0.1", .port = port}).ok());
}

TEST(TcpNetwork, AListenerOutlivesAShortageOfDescriptors) {
  RealLoop loop;
  TcpNetwork network(loop, {});
  const auto listener = *network.Listen({.host = "127.0.0.1", .port = 0});
  const auto connection =
      *loop.Run(network.Connect({.host = "127.0.0.1", .port = listener->port()}));
  ASSERT_TRUE(connection.ok());
  NoDescriptors shortage;
  const auto accepted = *loop.Run(AcceptAfter(loop, *listener, shortage));
  EXPECT_TRUE(accepted.ok()) << accepted.error().message;
}

TEST(TcpNetwork, ABadCaFileIsEveryTlsConnectionsError) {
  RealLoop loop;
  TcpNetwork network(loop, {.tls = {.ca_file = "/no/such/ca.pem"}});
  const auto connection = *loop.Run(network.Connect({.host = "127.0.0.1", .port = 1, .tls = true}));
  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().kind, ErrorKind::kConfig);
  EXPECT_NE(connection.error().message.find("/no/such/ca.pem"), std::string::npos);
}

}  // namespace
}  // namespace lab::net
