#include "framework/net/socket_stamps.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <array>
#include <string>

#include "framework/net/kernel_clock.h"
#include "framework/net/kernel_stamps.h"
#include "framework/net/tcp_network.h"
#include "framework/net/tcp_stream.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

/// Two sockets over loopback, of which the near one is stamped.
class SocketStamps : public testing::Test {
 protected:
  void SetUp() override {
    if (!stamps_.on()) GTEST_SKIP() << "no kernel stamps here: " << stamps_.why_not();
    TcpNetwork network(loop_, {});
    listener_ = *network.Listen({.host = "127.0.0.1", .port = 0});
    near_ = *std::move(*loop_.Run(Dial(loop_, *ResolveNow("127.0.0.1", listener_->port()), 1h)));
    far_ = *std::move(*loop_.Run(listener_->Accept()));
    ASSERT_TRUE(AskForStamps(near_.fd(), Stamps::kReceivedAndSent));
  }

  void Say(const std::string& text) { (void)*loop_.Run(far_->Write(text)); }
  Received ReadSome(std::size_t room, std::size_t more = 0) {
    pollfd arrival{.fd = near_.fd(), .events = POLLIN, .revents = 0};
    poll(&arrival, 1, 1000);
    return Receive(near_.fd(), std::span(buffer_).first(room), std::span(rest_).first(more));
  }

  const KernelStamps stamps_;
  RealLoop loop_;
  std::unique_ptr<Listener> listener_;
  Socket near_;
  std::unique_ptr<Stream> far_;
  std::array<char, 100> buffer_{};
  std::array<char, 100> rest_{};
};

TEST_F(SocketStamps, AreBetweenTheWriteAndTheRead) {
  const Duration before = ReadClocks().realtime;
  Say("hello");
  const Received received = ReadSome(100);
  EXPECT_EQ(received.bytes, 5);
  EXPECT_EQ(received.left, 0U);
  ASSERT_TRUE(received.stamp.has_value());
  EXPECT_GE(*received.stamp, before - 1us);
  EXPECT_LE(*received.stamp, ReadClocks().realtime + 1us);
}

TEST_F(SocketStamps, SayWhatAReadLeavesBehind) {
  Say("hello");
  EXPECT_EQ(ReadSome(2).left, 3U);
  EXPECT_EQ(ReadSome(2, 100).left, 0U);
  EXPECT_EQ(std::string(buffer_.data(), 2) + rest_[0], "llo");
}

TEST_F(SocketStamps, OfAnEndOrOfNothingAreNone) {
  EXPECT_EQ(Receive(near_.fd(), buffer_, {}).bytes, -1);
  far_.reset();
  const Received end = ReadSome(100);
  EXPECT_EQ(end.bytes, 0);
  EXPECT_FALSE(end.stamp.has_value());
}

TEST_F(SocketStamps, OfWhatIsSentAreTakenByTheNumberOfTheirByte) {
  const Duration before = ReadClocks().realtime;
  ASSERT_EQ(Send(near_.fd(), "hello", true), 5);
  ASSERT_EQ(Send(near_.fd(), Pieces("wor", "ld!"), true), 6);
  EXPECT_FALSE(TakeSentStamps(near_.fd(), 99).stamp.has_value()) << "and both are gone";
  ASSERT_EQ(Send(near_.fd(), "again", true), 5);
  const SentStamps taken = TakeSentStamps(near_.fd(), 15);
  ASSERT_TRUE(taken.stamp.has_value());
  EXPECT_GE(*taken.stamp, before - 1us);
  EXPECT_LE(*taken.stamp, ReadClocks().realtime + 1us);
}

TEST_F(SocketStamps, OfWhatIsSentAreThereOnlyWhereTheyWereAskedFor) {
  ASSERT_EQ(Send(near_.fd(), "hello", false), 5);
  EXPECT_EQ(TakeSentStamps(near_.fd(), 4).count, 0);
}

}  // namespace
}  // namespace lab::net
