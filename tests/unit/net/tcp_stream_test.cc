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

// ---- the kernel's stamps

Task<ReadResult> ReadOnce(Stream* stream, std::size_t room) {
  std::string buffer(room, '\0');
  Result<ReadResult> read = co_await stream->Read(buffer);
  co_return read ? *read : ReadResult{};
}

class StampedTcpStream : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!share_->Stamps().on()) GTEST_SKIP() << "no kernel stamps: " << share_->Stamps().why_not();
    ends_ = *loop_.Run(ConnectEnds(&network_));
  }
  Time Say(std::string_view text) { return **loop_.Run(ends_.far->Write(text)); }
  ReadResult Read(std::size_t room = 1000) { return *loop_.Run(ReadOnce(ends_.near.get(), room)); }

  std::shared_ptr<NetShare> share_ = std::make_shared<NetShare>(TlsOptions{});
  RealLoop loop_;
  TcpNetwork network_{loop_, {.share = share_}};
  Ends ends_;
};

TEST_F(StampedTcpStream, StampsAreBeforeTheReadHoweverLateThatIs) {
  const Time before = loop_.Now();
  const Time said = Say("hello");
  loop_.Run([](Loop* loop) -> Task<void> { co_await loop->Sleep(5ms); }(&loop_));
  const Arrival arrival = Read().arrival;
  EXPECT_EQ(arrival.source, StampSource::kKernel);
  EXPECT_GE(arrival.stamp, before);
  EXPECT_LE(arrival.stamp, said) << "on loopback it arrives within the call that sends it";
  EXPECT_GE(arrival.user - arrival.stamp, 5ms);
}

TEST_F(StampedTcpStream, StampsDoNotGoBack) {
  Time last{};
  for (int i = 0; i < 100; ++i) {
    Say("token");
    const Arrival arrival = Read().arrival;
    EXPECT_GE(arrival.stamp, last);
    EXPECT_LE(arrival.stamp, arrival.user);
    last = arrival.stamp;
  }
}

TEST_F(StampedTcpStream, AReadWithLittleRoomEmptiesTheQueueAllTheSame) {
  Say("hello");
  const ReadResult first = Read(2);
  const ReadResult second = Read(2);
  const ReadResult third = Read(2);
  EXPECT_EQ(first.bytes + second.bytes + third.bytes, 5U);
  EXPECT_FALSE(first.continues);
  EXPECT_TRUE(second.continues && third.continues);
  EXPECT_EQ(third.arrival.stamp, first.arrival.stamp);
  EXPECT_EQ(first.arrival.source, StampSource::kKernel);
  Say("more");
  EXPECT_FALSE(Read().continues);
}

TEST_F(StampedTcpStream, MoreThanItsRoomIsStampedWithABound) {
  Say(std::string(60'000, 'x'));
  loop_.Run([](Loop* loop) -> Task<void> { co_await loop->Sleep(5ms); }(&loop_));
  EXPECT_EQ(Read(2).arrival.source, StampSource::kKernelBound);
}

TEST_F(StampedTcpStream, ARequestIsStampedAsItLeaves) {
  const Time before = loop_.Now();
  for (const char* text : {"first", "second"}) {
    const Time sent = **loop_.Run(ends_.near->Write(text));
    EXPECT_TRUE(ends_.near->sent_by_kernel());
    EXPECT_GE(sent, before);
    EXPECT_LE(sent, loop_.Now());
  }
}

TEST_F(StampedTcpStream, StampsOfTheAcceptedEndAreUserSpaces) {
  (void)*loop_.Run(ends_.near->Write("hello"));
  EXPECT_EQ((*loop_.Run(ReadOnce(ends_.far.get(), 10))).arrival.source, StampSource::kUser);
}

TEST(TcpStream, WithoutKernelStampsHasTheTimeOfTheRead) {
  const auto share = std::make_shared<NetShare>(TlsOptions{});
  share->WithoutKernelStamps("a test says so");
  RealLoop loop;
  TcpNetwork network(loop, {.share = share});
  const Ends ends = *loop.Run(ConnectEnds(&network));
  (void)*loop.Run(ends.far->Write("hello"));
  const ReadResult read = *loop.Run(ReadOnce(ends.near.get(), 10));
  EXPECT_EQ(read.arrival.source, StampSource::kUser);
  EXPECT_EQ(read.arrival.stamp, read.arrival.user);
  (void)*loop.Run(ends.near->Write("hello"));
  EXPECT_FALSE(ends.near->sent_by_kernel());
}

// A stamp that comes late wakes the loop, and is neither an end nor something to read.
TEST_F(StampedTcpStream, StampsOfItsOwnWakeNoReader) {
  for (int i = 0; i < 3; ++i) (void)*loop_.Run(ends_.near->Write("hello"));
  Say("answer");
  EXPECT_EQ(Read().bytes, 6U);
  std::array<char, 10> buffer{};
  EXPECT_FALSE(ends_.near->TryRead(buffer).has_value());
}

}  // namespace
}  // namespace lab::net
