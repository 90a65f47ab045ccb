#include "framework/net/tcp_stream.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "framework/net/tcp_network.h"
#include "framework/runtime/task_scope.h"

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

struct Ends {
  std::unique_ptr<Stream> near;
  std::unique_ptr<Stream> far;
};

Task<Ends> ConnectEnds(TcpNetwork* network) {
  const auto listener = *network->Listen({.host = "127.0.0.1", .port = 0});
  const Endpoint there{.host = "127.0.0.1", .port = listener->port()};
  Result<Connection> near = co_await network->Connect(there);
  Result<std::unique_ptr<Stream>> far = co_await listener->Accept();
  co_return Ends{std::move(near->stream), *std::move(far)};
}

Task<void> ReadInto(Stream* stream, std::string* seen) {
  std::array<char, 100> buffer{};
  Result<ReadResult> read = co_await stream->Read(buffer);
  if (read) seen->assign(buffer.data(), read->bytes);
}

// A read that found less than it had room for has found all there was: asking again at once would
// be a system call for nothing, so the next read waits for the loop to be told.
TEST(TcpStream, DoesNotReadAgainAfterAShortReadBeforeTheKernelSaysSo) {
  const auto body = [](RealLoop* loop, TcpNetwork* network) -> Task<void> {
    Ends ends = co_await ConnectEnds(network);
    std::string seen;
    (void)co_await ends.far->Write("one");
    co_await ReadInto(ends.near.get(), &seen);
    EXPECT_EQ(seen, "one");
    (void)co_await ends.far->Write("two");
    TaskScope scope(*loop);
    scope.Spawn(ReadInto(ends.near.get(), &seen));
    co_await loop->Yield();  // the loop does not look at the kernel in one busy turn
    EXPECT_EQ(seen, "one");
    co_await scope.Join();
    EXPECT_EQ(seen, "two");
  };
  RealLoop loop;
  TcpNetwork network(loop, {});
  EXPECT_TRUE(loop.Run(body(&loop, &network)));
}

TEST(TcpStream, KnowsWhatAPeerThatEndedBeforeCannotHaveRead) {
  const auto body = [](RealLoop* loop, TcpNetwork* network) -> Task<void> {
    Ends ends = co_await ConnectEnds(network);
    std::string seen;
    (void)co_await ends.near->Write("read");
    co_await ReadInto(ends.far.get(), &seen);
    (void)co_await ends.far->Write("answered");
    co_await ReadInto(ends.near.get(), &seen);
    EXPECT_EQ(seen, "answered");
    EXPECT_EQ(ends.near->unread(), 0U);
    ends.far.reset();
    (void)co_await ends.near->Write("too late");
    co_await loop->Sleep(10ms);
    co_await ReadInto(ends.near.get(), &seen);
    EXPECT_EQ(seen, "") << "an end, not a reset";
    EXPECT_EQ(ends.near->unread(), 8U);
  };
  RealLoop loop;
  TcpNetwork network(loop, {});
  EXPECT_TRUE(loop.Run(body(&loop, &network)));
}

TEST(TcpStream, AResetOfOnesOwnEndsTheReadBehindIt) {
  const auto body = [](TcpNetwork* network) -> Task<void> {
    Ends ends = co_await ConnectEnds(network);
    ends.near->Reset();
    std::array<char, 10> buffer{};
    Result<ReadResult> read = co_await ends.near->Read(buffer);
    EXPECT_FALSE(read.ok());
  };
  RealLoop loop;
  TcpNetwork network(loop, {});
  EXPECT_TRUE(loop.Run(body(&network)));
}

}  // namespace
}  // namespace lab::net
