#include "framework/net/tls_stream.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "framework/net/faulty_stream.h"
#include "framework/net/sim_link.h"
#include "framework/runtime/combine.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/contract/net_certificate.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

class TlsStreamTest : public testing::Test {
 protected:
  TlsStreamTest() : certificate_(MakeCertificate("localhost", "127.0.0.1")) {
    server_ = *TlsServerContext::FromPem(certificate_.pem, certificate_.key_pem);
    client_ = *TlsClientContext::Create({.ca_pem = certificate_.pem});
  }

  /// A handshake over a link of 20 ms; the server echoes one read.
  Result<Connection> Connect(std::string host, StreamFaults faults = {}) {
    auto [near, far] = MakeSimLink(loop_, {.round_trip = 20ms, .bandwidth_bytes_per_s = 0}, 1);
    echoing_.Cancel();  // reads the peer that goes now
    peer_ = TlsAccept(loop_, server_, std::move(far));
    const auto echo = [](Stream* stream) -> Task<void> {
      std::array<char, 100> buffer{};
      Result<ReadResult> read = co_await stream->Read(buffer);
      if (!read) co_return;
      Result<Time> written = co_await stream->Write(std::string_view(buffer.data(), read->bytes));
    };
    echoing_.Spawn(echo(peer_.get()));
    auto faulty = std::make_unique<FaultyStream>(loop_, std::move(near), faults);
    const Endpoint endpoint{.host = std::move(host), .port = 443, .tls = true};
    return *loop_.Run(TlsConnect(loop_, client_, std::move(faulty), endpoint));
  }

  VirtualLoop loop_;
  TestCertificate certificate_;
  std::shared_ptr<TlsServerContext> server_;
  std::shared_ptr<TlsClientContext> client_;
  std::unique_ptr<Stream> peer_;
  TaskScope echoing_{loop_};
};

TEST_F(TlsStreamTest, TakesOneRoundTripAndKeepsTheArrivalStampsFromBelow) {
  const Result<Connection> connection = Connect("localhost");
  ASSERT_TRUE(connection.ok()) << connection.error().message;
  EXPECT_EQ(connection->tls_version, "TLSv1.3");
  EXPECT_FALSE(connection->tls_resumed);
  EXPECT_EQ(connection->phases.tls, Time(20ms));
  ASSERT_TRUE((*loop_.Run(connection->stream->Write("hello"))).ok());
  std::array<char, 100> buffer{};
  const auto read = *loop_.Run(connection->stream->Read(buffer));
  EXPECT_EQ(std::string(buffer.data(), read->bytes), "hello");
  EXPECT_EQ(read->arrival.stamp, Time(40ms));
  EXPECT_EQ(read->arrival.source, StampSource::kSimulated);
}

TEST_F(TlsStreamTest, ChecksTheNameOfThePeer) {
  EXPECT_TRUE(Connect("127.0.0.1").ok());
  for (const char* host : {"example.com", "127.0.0.2"}) {
    const Result<Connection> connection = Connect(host);
    ASSERT_FALSE(connection.ok());
    EXPECT_EQ(connection.error().kind, ErrorKind::kTls);
    EXPECT_NE(connection.error().message.find("certificate was not accepted"), std::string::npos)
        << connection.error().message;
  }
}

TEST_F(TlsStreamTest, DoesNotTrustAStranger) {
  client_ = *TlsClientContext::Create({});
  EXPECT_EQ(Connect("localhost").error().kind, ErrorKind::kTls);
  client_ = *TlsClientContext::Create({.verify = false});
  EXPECT_TRUE(Connect("localhost").ok());
}

TEST_F(TlsStreamTest, ResumesTheSessionOfTheSameHost) {
  {
    const Result<Connection> first = Connect("localhost");
    ASSERT_TRUE((*loop_.Run(first->stream->Write("hello"))).ok());
    std::array<char, 100> buffer{};
    ASSERT_TRUE((*loop_.Run(first->stream->Read(buffer))).ok());  // brings the ticket too
  }
  EXPECT_FALSE(Connect("127.0.0.1")->tls_resumed) << "another name";
  EXPECT_TRUE(Connect("localhost")->tls_resumed);
}

TEST_F(TlsStreamTest, ALookTakesInTicketsAndFindsOnlyDataAndEnds) {
  std::array<char, 100> buffer{};
  const Result<Connection> connection = Connect("localhost");
  loop_.Run([](Loop& loop) -> Task<void> { co_await loop.Sleep(1s); }(loop_));
  EXPECT_FALSE(connection->stream->TryRead(buffer)) << "tickets have come, and nothing else";
  EXPECT_TRUE(Connect("localhost")->tls_resumed) << "by a ticket that the look took in";

  const Result<Connection> spoken_to = Connect("localhost");
  loop_.Run(peer_->Write("unasked"));
  EXPECT_FALSE(spoken_to->stream->TryRead(buffer)) << "it is still under way";
  loop_.Run([](Loop& loop) -> Task<void> { co_await loop.Sleep(1s); }(loop_));
  const auto read = spoken_to->stream->TryRead(buffer);
  ASSERT_TRUE(read && read->ok());
  EXPECT_EQ(std::string(buffer.data(), (*read)->bytes), "unasked");
  EXPECT_FALSE(spoken_to->stream->TryRead(buffer));

  peer_->FinishWriting();
  loop_.Run([](Loop& loop) -> Task<void> { co_await loop.Sleep(1s); }(loop_));
  const auto end = spoken_to->stream->TryRead(buffer);
  ASSERT_TRUE(end && end->ok());
  EXPECT_EQ((*end)->bytes, 0U);
}

TEST_F(TlsStreamTest, WithoutResumptionEveryHandshakeIsWhole) {
  client_ = *TlsClientContext::Create({.ca_pem = certificate_.pem, .resume_sessions = false});
  for (int i = 0; i < 2; ++i) {
    const Result<Connection> connection = Connect("localhost");
    ASSERT_TRUE((*loop_.Run(connection->stream->Write("hello"))).ok());
    std::array<char, 100> buffer{};
    ASSERT_TRUE((*loop_.Run(connection->stream->Read(buffer))).ok());
    EXPECT_FALSE(connection->tls_resumed);
  }
}

TEST_F(TlsStreamTest, AFailureAtAnyOperationOfTheHandshakeIsATlsError) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Connect("localhost", {.fail_write = i}).error().kind, ErrorKind::kTls) << i;
    EXPECT_EQ(Connect("localhost", {.cut_write = i}).error().kind, ErrorKind::kTls) << i;
  }
  EXPECT_EQ(Connect("localhost", {.fail_read = 0}).error().kind, ErrorKind::kTls);
  EXPECT_TRUE(Connect("localhost", {.read_bytes = 1, .write_bytes = 1}).ok());
}

TEST_F(TlsStreamTest, APlainPeerIsATlsErrorThatNamesTheEndpoint) {
  auto [near, far] = MakeSimLink(loop_, {}, 1);
  ASSERT_TRUE((*loop_.Run(far->Write("HTTP/1.1 400 Bad Request\r\n\r\n"))).ok());
  const Endpoint endpoint{.host = "localhost", .port = 443, .tls = true};
  const auto connection = *loop_.Run(TlsConnect(loop_, client_, std::move(near), endpoint));
  ASSERT_FALSE(connection.ok());
  EXPECT_EQ(connection.error().kind, ErrorKind::kTls);
  EXPECT_TRUE(connection.error().message.starts_with("localhost:443: handshake failed: "))
      << connection.error().message;
}

TEST_F(TlsStreamTest, AnEndWithoutCloseNotifyIsAnError) {
  auto [near, far] = MakeSimLink(loop_, {}, 1);
  Stream* wire = near.get();
  peer_ = TlsAccept(loop_, server_, std::move(far));
  const auto script = [](Loop& loop, std::shared_ptr<TlsClientContext> context,
                         std::unique_ptr<Stream> stream, Stream* below,
                         Stream* peer) -> Task<void> {
    TaskScope scope(loop);
    const auto serve = [](Stream* from, Result<ReadResult>* result) -> Task<void> {
      std::array<char, 10> buffer{};
      *result = co_await from->Read(buffer);
    };
    Result<ReadResult> end = ReadResult{};
    scope.Spawn(serve(peer, &end));
    const Endpoint endpoint{.host = "localhost", .port = 443, .tls = true};
    Result<Connection> secure = co_await TlsConnect(loop, context, std::move(stream), endpoint);
    EXPECT_TRUE(secure.ok());
    below->FinishWriting();
    co_await scope.Join();
    EXPECT_FALSE(end.ok());
    if (!end) {
      EXPECT_EQ(end.error().kind, ErrorKind::kClosed);
    }
  };
  loop_.Run(script(loop_, client_, std::move(near), wire, peer_.get()));
}

}  // namespace
}  // namespace lab::net
