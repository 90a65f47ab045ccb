// One body of tests over every kind of Stream.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>

#include "tests/contract/net_world.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

struct Pair {
  std::unique_ptr<Stream> client;
  std::unique_ptr<Stream> server;
  ConnectPhases phases;
};

Task<void> AcceptInto(Listener* listener, std::unique_ptr<Stream>* server) {
  Result<std::unique_ptr<Stream>> accepted = co_await listener->Accept();
  EXPECT_TRUE(accepted.ok());
  if (!accepted) co_return;
  *server = *std::move(accepted);
}

// Both ends; a TLS server does its handshake with its first Read, so it reads a greeting here.
Task<void> Connect(World* world, Pair* pair) {
  TaskScope scope(world->loop());
  const auto greet = [](World* w, Pair* p) -> Task<void> {
    co_await AcceptInto(&w->listener(), &p->server);
    std::array<char, 1> greeting{};
    Result<ReadResult> read = co_await p->server->Read(greeting);
    EXPECT_TRUE(read.ok()) << (read ? "" : read.error().message);
  };
  scope.Spawn(greet(world, pair));
  Result<Connection> connection = co_await world->network().Connect(world->endpoint());
  EXPECT_TRUE(connection.ok()) << (connection ? "" : connection.error().message);
  if (!connection) co_return;
  pair->client = std::move(connection->stream);
  pair->phases = connection->phases;
  Result<Time> written = co_await pair->client->Write("!");
  EXPECT_TRUE(written.ok());
  co_await scope.Join();
}

Task<std::string> ReadToEnd(Stream* stream, std::size_t buffer_bytes) {
  std::string all;
  std::string buffer(buffer_bytes, '\0');
  while (true) {
    Result<ReadResult> read = co_await stream->Read(buffer);
    EXPECT_TRUE(read.ok()) << (read ? "" : read.error().message);
    if (!read || read->bytes == 0) co_return all;
    EXPECT_LE(read->arrival.stamp, read->arrival.user);
    all.append(buffer, 0, read->bytes);
  }
}

std::string Pattern(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>((i * 7 + i / 251) & 0xff);
  return bytes;
}

class StreamContract : public testing::TestWithParam<WorldRow> {
 protected:
  StreamContract() : world_(GetParam().options) { world_.Run(Connect(&world_, &pair_)); }

  void RunBody(Task<void> (*body)(World*, Pair*)) { world_.Run(body(&world_, &pair_)); }

  World world_;
  Pair pair_;
};

TEST_P(StreamContract, PhasesDoNotRunBackwards) {
  EXPECT_LE(pair_.phases.start, pair_.phases.dns);
  EXPECT_LE(pair_.phases.dns, pair_.phases.tcp);
  EXPECT_LE(pair_.phases.tcp, pair_.phases.tls);
  EXPECT_LE(pair_.phases.tls, world_.loop().Now());
}

Task<void> WriteAndFinish(Stream* stream, std::string bytes) {
  Result<Time> written = co_await stream->Write(bytes);
  EXPECT_TRUE(written.ok());
  stream->FinishWriting();
}

TEST_P(StreamContract, CarriesBytesInOrderInBothDirections) {
  RunBody([](World* world, Pair* pair) -> Task<void> {
    const std::string up = Pattern(300'000);
    const std::string down = Pattern(200'001);
    TaskScope scope(world->loop());
    scope.Spawn(WriteAndFinish(pair->client.get(), up));
    scope.Spawn(WriteAndFinish(pair->server.get(), down));
    std::vector<Task<std::string>> reads;
    reads.push_back(ReadToEnd(pair->server.get(), 16384));
    reads.push_back(ReadToEnd(pair->client.get(), 1000));
    std::vector<std::string> read = co_await All(world->loop(), std::move(reads));
    EXPECT_TRUE(read[0] == up);
    EXPECT_TRUE(read[1] == down);
  });
}

TEST_P(StreamContract, WritesPiecesAsIfTheyWereOne) {
  RunBody([](World* world, Pair* pair) -> Task<void> {
    const std::string head = "head";
    const std::string body = Pattern(400'000);
    const auto write = [](Stream* stream, Pieces pieces) -> Task<void> {
      Result<Time> written = co_await stream->Write(pieces);
      EXPECT_TRUE(written.ok());
      stream->FinishWriting();
    };
    Pieces pieces(head, "tail");
    pieces.Add(body);
    pieces.Add(head);
    TaskScope scope(world->loop());
    scope.Spawn(write(pair->client.get(), pieces));
    const std::string seen = co_await ReadToEnd(pair->server.get(), 5000);
    EXPECT_TRUE(seen == "headtail" + body + "head");
  });
}

TEST_P(StreamContract, AnEndIsReadAsOftenAsAsked) {
  RunBody([](World*, Pair* pair) -> Task<void> {
    pair->client->FinishWriting();
    std::array<char, 10> buffer{};
    for (int i = 0; i < 2; ++i) {
      Result<ReadResult> read = co_await pair->server->Read(buffer);
      EXPECT_TRUE(read.ok());
      if (read) {
        EXPECT_EQ(read->bytes, 0U);
      }
    }
  });
}

TEST_P(StreamContract, ReadingGoesOnAfterFinishWriting) {
  RunBody([](World* world, Pair* pair) -> Task<void> {
    pair->client->FinishWriting();
    std::string seen = co_await ReadToEnd(pair->server.get(), 100);
    TaskScope scope(world->loop());
    scope.Spawn(WriteAndFinish(pair->server.get(), "late"));
    seen = co_await ReadToEnd(pair->client.get(), 100);
    EXPECT_EQ(seen, "late");
  });
}

TEST_P(StreamContract, ADestroyedPeerIsAnEndBehindItsBytes) {
  RunBody([](World*, Pair* pair) -> Task<void> {
    Result<Time> written = co_await pair->client->Write("bye");
    EXPECT_TRUE(written.ok());
    pair->client.reset();
    const std::string seen = co_await ReadToEnd(pair->server.get(), 100);
    EXPECT_EQ(seen, "bye");
  });
}

TEST_P(StreamContract, AResetIsAnErrorForTheReaderThatWaits) {
  RunBody([](World* world, Pair* pair) -> Task<void> {
    const auto reset = [](World* w, Pair* p) -> Task<void> {
      co_await w->loop().Sleep(1ms);
      p->client->Reset();
    };
    TaskScope scope(world->loop());
    scope.Spawn(reset(world, pair));
    std::array<char, 10> buffer{};
    Result<ReadResult> read = co_await pair->server->Read(buffer);
    EXPECT_FALSE(read.ok());
    if (!read) {
      EXPECT_EQ(read.error().kind, ErrorKind::kClosed);
    }
    read = co_await pair->client->Read(buffer);
    EXPECT_FALSE(read.ok());
  });
}

TEST_P(StreamContract, AReadUnderWayEndsWhenItsOwnSideResets) {
  RunBody([](World* world, Pair* pair) -> Task<void> {
    const auto reset = [](World* w, Pair* p) -> Task<void> {
      co_await w->loop().Sleep(1ms);
      p->client->Reset();
    };
    TaskScope scope(world->loop());
    scope.Spawn(reset(world, pair));
    std::array<char, 10> buffer{};
    Result<ReadResult> read = co_await pair->client->Read(buffer);
    EXPECT_FALSE(read.ok());
  });
}

TEST_P(StreamContract, WritingToAPeerThatIsGoneFailsInTheEnd) {
  RunBody([](World* world, Pair* pair) -> Task<void> {
    pair->client.reset();
    Result<Time> written = world->loop().Now();
    for (int i = 0; i < 1000 && written; ++i) {
      written = co_await pair->server->Write("is anybody there?");
      co_await world->loop().Sleep(1ms);
    }
    EXPECT_FALSE(written.ok());
    if (!written) {
      EXPECT_EQ(written.error().kind, ErrorKind::kClosed);
    }
  });
}

TEST_P(StreamContract, ALookWithoutWaitingFindsWhatHasCome) {
  RunBody([](World* world, Pair* pair) -> Task<void> {
    std::array<char, 100> buffer{};
    EXPECT_FALSE(pair->client->TryRead(buffer)) << "nothing was sent yet";
    Result<Time> written = co_await pair->server->Write("here");
    EXPECT_TRUE(written.ok());
    co_await world->loop().Sleep(50ms);
    const auto read = pair->client->TryRead(buffer);
    EXPECT_TRUE(read && read->ok() && (*read)->bytes == 4);
    EXPECT_FALSE(pair->client->TryRead(buffer));
    pair->server.reset();
    co_await world->loop().Sleep(50ms);
    for (int i = 0; i < 2; ++i) {
      const auto end = pair->client->TryRead(buffer);
      EXPECT_TRUE(end && end->ok() && (*end)->bytes == 0) << i;
    }
  });
}

TEST_P(StreamContract, BytesThatCameWithTheEndAreReadBeforeIt) {
  RunBody([](World* world, Pair* pair) -> Task<void> {
    Result<Time> written = co_await pair->server->Write("last words");
    EXPECT_TRUE(written.ok());
    pair->server.reset();
    co_await world->loop().Sleep(50ms);
    const std::string seen = co_await ReadToEnd(pair->client.get(), 4);
    EXPECT_EQ(seen, "last words");
  });
}

TEST_P(StreamContract, ACancelledReadLosesNothing) {
  RunBody([](World* world, Pair* pair) -> Task<void> {
    std::array<char, 10> buffer{};
    {
      TaskScope scope(world->loop());
      const auto read = [](Stream* stream, std::span<char> into) -> Task<void> {
        (void)co_await stream->Read(into);
        ADD_FAILURE() << "nothing was sent yet";
      };
      scope.Spawn(read(pair->server.get(), buffer));
      co_await world->loop().Sleep(1ms);
    }
    TaskScope scope(world->loop());
    scope.Spawn(WriteAndFinish(pair->client.get(), "all of it"));
    const std::string seen = co_await ReadToEnd(pair->server.get(), 3);
    EXPECT_EQ(seen, "all of it");
  });
}

TEST_P(StreamContract, PiecesSentApartArriveApart) {
  RunBody([](World* world, Pair* pair) -> Task<void> {
    const auto send = [](World* w, Pair* p) -> Task<void> {
      Result<Time> first = co_await p->server->Write("one");
      co_await w->loop().Sleep(50ms);
      Result<Time> second = co_await p->server->Write("two");
      EXPECT_TRUE(first.ok() && second.ok());
    };
    TaskScope scope(world->loop());
    scope.Spawn(send(world, pair));
    std::array<char, 100> buffer{};
    Result<ReadResult> first = co_await pair->client->Read(buffer);
    Result<ReadResult> second = co_await pair->client->Read(buffer);
    EXPECT_TRUE(first.ok() && second.ok());
    if (!first || !second) co_return;
    EXPECT_EQ(first->bytes, 3U);
    EXPECT_EQ(second->bytes, 3U);
    EXPECT_GE(second->arrival.stamp - first->arrival.stamp, 40ms);
  });
}

INSTANTIATE_TEST_SUITE_P(Every, StreamContract, testing::ValuesIn(AllWorlds()), WorldName);

}  // namespace
}  // namespace lab::net
