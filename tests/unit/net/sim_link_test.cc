#include "framework/net/sim_link.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "framework/runtime/combine.h"
#include "framework/runtime/virtual_loop.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

struct Piece {
  Time at;
  std::string bytes;
  Time stamp;

  friend bool operator==(const Piece&, const Piece&) = default;
};

Task<void> ReadAll(Loop& loop, Stream* stream, std::vector<Piece>* seen,
                   std::size_t size = 100'000) {
  std::string buffer(size, '\0');
  while (true) {
    Result<ReadResult> read = co_await stream->Read(buffer);
    if (!read) seen->push_back({loop.Now(), "reset", kUnset});
    if (!read || read->bytes == 0) co_return;
    seen->push_back({loop.Now(), buffer.substr(0, read->bytes), read->arrival.stamp});
  }
}

class SimLink : public testing::Test {
 protected:
  void Make(LinkOptions options) { std::tie(client_, server_) = MakeSimLink(loop_, options, 1); }
  /// Spawns the reader of the client and runs `script`.
  std::vector<Piece> Play(Task<void> (*script)(Loop&, Stream*, Stream*)) {
    std::vector<Piece> seen;
    TaskScope scope(loop_);
    scope.Spawn(ReadAll(loop_, client_.get(), &seen));
    loop_.Run(script(loop_, server_.get(), client_.get()));
    return seen;
  }

  VirtualLoop loop_;
  std::unique_ptr<Stream> client_;
  std::unique_ptr<Stream> server_;
};

TEST_F(SimLink, BytesTakeHalfARoundTripAndTheirTimeOnTheLine) {
  Make({.round_trip = 20ms, .bandwidth_bytes_per_s = 1000});
  const std::vector<Piece> seen = Play([](Loop& loop, Stream* server, Stream*) -> Task<void> {
    (void)co_await server->Write(std::string(10, 'a'));  // 10 ms on the line
    (void)co_await server->Write("b");                   // 1 ms behind it
    co_await loop.Sleep(1s);
    (void)co_await server->Write("c");
    co_await loop.Sleep(1s);
  });
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0], (Piece{Time(20ms), std::string(10, 'a'), Time(20ms)}));
  EXPECT_EQ(seen[1], (Piece{Time(21ms), "b", Time(21ms)}));
  EXPECT_EQ(seen[2], (Piece{Time(1011ms), "c", Time(1011ms)}));
}

TEST_F(SimLink, WhatArrivedBeforeAReadIsReadTogetherWithTheLastStamp) {
  Make({.round_trip = 20ms, .bandwidth_bytes_per_s = 0});
  const auto script = [](Loop& loop, Stream* server, Stream* client,
                         std::vector<Piece>* seen) -> Task<void> {
    (void)co_await server->Write("a");
    co_await loop.Sleep(5ms);
    (void)co_await server->Write("b");
    co_await loop.Sleep(100ms);
    (void)co_await server->Write("c");  // on its way when the read comes
    server->FinishWriting();
    co_await ReadAll(loop, client, seen);
  };
  std::vector<Piece> seen;
  loop_.Run(script(loop_, server_.get(), client_.get(), &seen));
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0], (Piece{Time(105ms), "ab", Time(15ms)}));
  EXPECT_EQ(seen[1], (Piece{Time(115ms), "c", Time(115ms)}));
}

TEST_F(SimLink, ALargeWriteArrivesInPieces) {
  Make({.round_trip = 20ms, .bandwidth_bytes_per_s = 16384e3});
  const std::vector<Piece> seen = Play([](Loop& loop, Stream* server, Stream*) -> Task<void> {
    (void)co_await server->Write(std::string(40'000, 'x'));
    co_await loop.Sleep(1s);
  });
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_EQ(seen[0].at, Time(11ms));
  EXPECT_EQ(seen[1].at, Time(12ms));
  EXPECT_EQ(seen[2].bytes.size(), 40'000U - 2 * 16384);
}

TEST_F(SimLink, NothingOvertakes) {
  Make({.round_trip = 20ms, .bandwidth_bytes_per_s = 0, .jitter = 50ms, .seed = 3});
  const std::vector<Piece> seen = Play([](Loop& loop, Stream* server, Stream*) -> Task<void> {
    for (char c = 'a'; c <= 'z'; ++c) {
      (void)co_await server->Write(std::string(1, c));
      co_await loop.Sleep(1ms);
    }
    co_await loop.Sleep(10s);
  });
  std::string all;
  for (const Piece& piece : seen) all += piece.bytes;
  EXPECT_EQ(all, "abcdefghijklmnopqrstuvwxyz");
}

TEST_F(SimLink, AStallHoldsUpItsWriteAndWhatIsBehindIt) {
  Make({.round_trip = 20ms, .bandwidth_bytes_per_s = 0, .stall_probability = 1, .stall = 200ms});
  const std::vector<Piece> seen = Play([](Loop& loop, Stream* server, Stream*) -> Task<void> {
    (void)co_await server->Write("a");
    co_await loop.Sleep(1s);
  });
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at, Time(210ms));
}

TEST_F(SimLink, AResetComesBehindTheBytesBeforeIt) {
  Make({.round_trip = 20ms, .bandwidth_bytes_per_s = 0});
  const std::vector<Piece> seen = Play([](Loop& loop, Stream* server, Stream*) -> Task<void> {
    (void)co_await server->Write("a");
    co_await loop.Sleep(1ms);
    server->Reset();
    co_await loop.Sleep(1s);
  });
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].bytes, "a");
  EXPECT_EQ(seen[1], (Piece{Time(11ms), "reset", kUnset}));
}

TEST_F(SimLink, WhoClosesWithBytesUnreadResets) {
  Make({.round_trip = 20ms});
  const auto script = [](Loop& loop, std::unique_ptr<Stream>* server,
                         Stream* client) -> Task<void> {
    (void)co_await client->Write("unread");
    co_await loop.Sleep(1s);
    server->reset();
    std::array<char, 10> buffer{};
    Result<ReadResult> read = co_await client->Read(buffer);
    EXPECT_FALSE(read.ok());
    Result<Time> written = co_await client->Write("x");
    EXPECT_FALSE(written.ok());
  };
  loop_.Run(script(loop_, &server_, client_.get()));
}

TEST_F(SimLink, WritingToWhoIsGoneIsAnsweredByAResetARoundTripLater) {
  Make({.round_trip = 20ms});
  const auto script = [](Loop& loop, std::unique_ptr<Stream>* server,
                         Stream* client) -> Task<void> {
    server->reset();
    Result<Time> first = co_await client->Write("x");
    EXPECT_TRUE(first.ok());
    co_await loop.Sleep(19ms);
    Result<Time> second = co_await client->Write("x");
    EXPECT_TRUE(second.ok());
    co_await loop.Sleep(1ms);
    Result<Time> third = co_await client->Write("x");
    EXPECT_FALSE(third.ok());
  };
  loop_.Run(script(loop_, &server_, client_.get()));
}

TEST_F(SimLink, ALongQueueKeepsItsOrder) {
  Make({.round_trip = 2ms, .bandwidth_bytes_per_s = 0});
  const auto script = [](Loop& loop, Stream* server, Stream* client) -> Task<void> {
    std::string sent;
    std::string read_back;
    std::array<char, 64> buffer{};
    for (int i = 0; i < 20'000; ++i) {
      const std::string piece = std::to_string(i) + ",";
      sent += piece;
      (void)co_await server->Write(piece);
      if (i % 3 != 0) continue;  // the reader falls behind
      co_await loop.Sleep(1ms);
      Result<ReadResult> read = co_await client->Read(buffer);
      read_back.append(buffer.data(), read->bytes);
    }
    server->FinishWriting();
    std::vector<Piece> rest;
    co_await ReadAll(loop, client, &rest, 999);
    for (const Piece& piece : rest) read_back += piece.bytes;
    EXPECT_TRUE(read_back == sent);
  };
  loop_.Run(script(loop_, server_.get(), client_.get()));
}

}  // namespace
}  // namespace lab::net
