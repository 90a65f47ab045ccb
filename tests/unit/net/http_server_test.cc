#include "framework/net/http_server.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "framework/net/sim_network.h"
#include "framework/runtime/combine.h"
#include "framework/runtime/virtual_loop.h"
#include "tests/unit/net/script_stream.h"

namespace lab::net {
namespace {

using namespace std::chrono_literals;

struct Served {
  std::vector<ServerRequest> requests;
  std::optional<Error> error;
  std::string output;
};

Task<void> ServeScript(Loop& loop, std::unique_ptr<Stream> stream, HttpServerOptions options,
                       Served* served) {
  HttpServerConnection http(loop, std::move(stream), options);
  while (true) {
    Result<std::optional<ServerRequest>> request = co_await http.ReadRequest();
    if (!request) served->error = request.error();
    if (!request || !request->has_value()) co_return;
    served->requests.push_back(**request);
    HttpResponseHead head{.status = 200};
    Result<Time> written = co_await http.WriteResponse(std::move(head), "ok");
    if (!written) served->error = written.error();
    if (!written || !http.keep_alive()) co_return;
  }
}

class HttpServer : public testing::Test {
 protected:
  Served Play(const std::string& input) {
    script_->input = input;
    VirtualLoop loop;
    Served served;
    loop.Run(ServeScript(loop, std::make_unique<ScriptStream>(loop, script_), options_, &served));
    served.output = script_->output;
    return served;
  }

  std::shared_ptr<Script> script_ = std::make_shared<Script>();
  HttpServerOptions options_;
};

constexpr std::string_view kTwoRequests =
    "POST /v1/messages?beta=true HTTP/1.1\r\nHost: mock\r\nContent-Length: 5\r\nX-Key: a b\r\n\r\n"
    "hello"
    "GET /models HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n\r\n";

TEST_F(HttpServer, ReadsRequestsInAnyFragments) {
  for (std::size_t fragment = 1; fragment <= kTwoRequests.size(); ++fragment) {
    *script_ = Script{.fragment = fragment};
    const Served served = Play(std::string(kTwoRequests));
    ASSERT_FALSE(served.error) << served.error->message;
    ASSERT_EQ(served.requests.size(), 2U) << fragment;
    EXPECT_EQ(served.requests[0].method, "POST");
    EXPECT_EQ(served.requests[0].target, "/v1/messages?beta=true");
    EXPECT_EQ(served.requests[0].body, "hello");
    EXPECT_EQ(*FindHeader(served.requests[0].headers, "x-key"), "a b");
    EXPECT_EQ(served.requests[1].method, "GET");
    EXPECT_EQ(served.requests[1].body, "");
    EXPECT_EQ(served.output,
              "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
              "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
  }
}

TEST_F(HttpServer, TellsWhenTheFirstAndTheLastByteOfARequestArrived) {
  script_->fragment = 50;
  const Served served =
      Play("POST / HTTP/1.1\r\nHost: mock\r\nContent-Length: 100\r\n\r\n" + std::string(100, 'x'));
  ASSERT_EQ(served.requests.size(), 1U);
  EXPECT_EQ(served.requests[0].first_byte.stamp, Time(Duration(1)));
  EXPECT_EQ(served.requests[0].last_byte.stamp, Time(Duration(4)));
}

TEST_F(HttpServer, AFailureAtAnyOperationEndsTheConnectionWithAnErrorOrAnEnd) {
  Play(std::string(kTwoRequests));
  const int reads = script_->reads;
  const int writes = script_->writes;
  for (int i = 0; i < reads + writes; ++i) {
    *script_ = Script{.fragment = 40};
    (i < reads ? script_->fail_read : script_->fail_write) = i < reads ? i : i - reads;
    const Served served = Play(std::string(kTwoRequests));
    ASSERT_TRUE(served.error) << i;
    EXPECT_EQ(served.error->kind, ErrorKind::kClosed);
    EXPECT_TRUE(script_->destroyed);
  }
}

TEST_F(HttpServer, ReadsAChunkedBody) {
  for (std::size_t fragment = 1; fragment <= 20; ++fragment) {
    *script_ = Script{.fragment = fragment};
    const Served served = Play(
        "POST / HTTP/1.1\r\nhost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "5;ext=1\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\nTrailer: x\r\n\r\n");
    ASSERT_EQ(served.requests.size(), 1U) << fragment;
    EXPECT_EQ(served.requests[0].body, "hello world");
  }
}

TEST_F(HttpServer, AnswersAnExpectationBeforeItReadsTheBody) {
  script_->fragment = 71;  // the head alone
  const Served served = Play(
      "POST / HTTP/1.1\r\nhost: a\r\nExpect: 100-continue\r\ncontent-length: 5  \r\n\r\nhello");
  ASSERT_EQ(served.requests.size(), 1U);
  EXPECT_EQ(served.requests[0].body, "hello");
  EXPECT_TRUE(served.output.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"));
}

TEST_F(HttpServer, AnswersGarbageWith400) {
  for (const char* garbage :
       {"\x16\x03\x01 TLS to a plain port\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\nbad header\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"}) {
    const Served served = Play(garbage);
    ASSERT_TRUE(served.error) << garbage;
    EXPECT_EQ(served.error->kind, ErrorKind::kProtocol);
    EXPECT_TRUE(served.output.starts_with("HTTP/1.1 400 Bad Request\r\n")) << served.output;
    *script_ = Script{};
  }
}

TEST_F(HttpServer, TellsAPeerThatWaitsInAnotherProtocolByItsFirstByte) {
  for (const std::string& hello : {std::string("\x16\x03\x01\x02\x00\x01", 6), std::string(1, '\0'),
                                   std::string("\xff\xfe")}) {
    script_->stay_open = true;
    const Served served = Play(hello);
    ASSERT_TRUE(served.error);
    EXPECT_EQ(served.error->kind, ErrorKind::kProtocol);
    EXPECT_TRUE(served.output.starts_with("HTTP/1.1 400 Bad Request\r\n")) << served.output;
    EXPECT_EQ(served.output.find("plain HTTP") != std::string::npos, hello[0] == 0x16);
    *script_ = Script{};
  }
}

TEST_F(HttpServer, AnswersALongHeadWith431) {
  options_.max_head_bytes = 1000;
  const Served served =
      Play("GET / HTTP/1.1\r\nhost: a\r\nx: " + std::string(1000, 'x') + "\r\n\r\n");
  EXPECT_EQ(served.error->kind, ErrorKind::kLimit);
  EXPECT_TRUE(served.output.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
}

TEST_F(HttpServer, AnswersALongBodyWith413) {
  options_.max_body_bytes = 1000;
  for (const char* framing :
       {"content-length: 1001\r\n\r\n", "transfer-encoding: chunked\r\n\r\n3e9\r\n"}) {
    const Served served =
        Play(std::string("POST / HTTP/1.1\r\nhost: a\r\n") + framing + std::string(1001, 'x'));
    EXPECT_EQ(served.error->kind, ErrorKind::kLimit);
    EXPECT_TRUE(served.output.starts_with("HTTP/1.1 413 Payload Too Large\r\n")) << served.output;
    *script_ = Script{};
  }
}

TEST_F(HttpServer, PutsARefusalIntoTheServersOwnWords) {
  options_.max_body_bytes = 1000;
  options_.word_refusal = [](Refusal& refusal) {
    const auto key = FindHeader(refusal.request, "x-key");
    refusal.content_type = "text/x-own";
    refusal.body = std::to_string(refusal.status) + " " + std::string(key.value_or("nobody"));
  };
  const std::string head = "POST / HTTP/1.1\r\nhost: mock\r\nx-key: k\r\n";
  EXPECT_TRUE(Play(head + "content-length: 9999\r\n\r\n").output.ends_with("413 k"));
  *script_ = Script{};
  const std::string chunk = Play(head + "transfer-encoding: chunked\r\n\r\nzz\r\n").output;
  EXPECT_NE(chunk.find("content-type: text/x-own\r\n"), std::string::npos) << chunk;
  EXPECT_TRUE(chunk.ends_with("400 k")) << chunk;
  *script_ = Script{};
  EXPECT_TRUE(Play("GET / HTTP/1.1\r\nhost mock\r\n\r\n").output.ends_with("400 nobody"));
}

TEST_F(HttpServer, SendsNoBodyToHead) {
  EXPECT_EQ(Play("HEAD / HTTP/1.1\r\nhost: a\r\n\r\n").output,
            "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n");
}

TEST_F(HttpServer, ClosesAfterAnHttp10Request) {
  const Served served = Play("GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\n\r\n");
  EXPECT_EQ(served.requests.size(), 1U);
  EXPECT_TRUE(served.requests[0].http_1_0);
}

Task<void> SendChunks(Loop& loop, std::shared_ptr<Script> script) {
  HttpServerConnection http(loop, std::make_unique<ScriptStream>(loop, script), {});
  Result<std::optional<ServerRequest>> request = co_await http.ReadRequest();
  HttpResponseHead head{.status = 200};
  head.headers.push_back({"content-type", "text/event-stream"});
  (void)co_await http.StartChunked(std::move(head));
  (void)co_await http.WriteChunk("data: a\n\n");
  (void)co_await http.WriteChunk("");
  (void)co_await http.WriteChunk(std::string(17, 'x'));
  (void)co_await http.FinishChunked();
}

TEST_F(HttpServer, WritesEachChunkInOneWrite) {
  script_->input = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
  VirtualLoop loop;
  loop.Run(SendChunks(loop, script_));
  EXPECT_EQ(script_->output,
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
            "transfer-encoding: chunked\r\n\r\n"
            "9\r\ndata: a\n\n\r\n11\r\nxxxxxxxxxxxxxxxxx\r\n0\r\n\r\n");
  EXPECT_EQ(script_->writes, 4);
}

TEST_F(HttpServer, SendsAnHttp10ClientItsStreamWithoutChunks) {
  script_->input = "GET / HTTP/1.0\r\n\r\n";
  VirtualLoop loop;
  loop.Run(SendChunks(loop, script_));
  EXPECT_EQ(script_->output,
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
            "data: a\n\nxxxxxxxxxxxxxxxxx");
}

TEST_F(HttpServer, LeavesAFramingThatTheHeadHasAsItIs) {
  VirtualLoop loop;
  HttpServerConnection http(loop, std::make_unique<ScriptStream>(loop, script_), {});
  HttpResponseHead head{.status = 200, .reason = "Fine"};
  head.headers.push_back({"Content-Length", "99"});
  loop.Run(http.WriteResponse(std::move(head), "short"));
  EXPECT_EQ(script_->output, "HTTP/1.1 200 Fine\r\nContent-Length: 99\r\n\r\nshort");
}

struct Watched {
  Time gone = kUnset;
  std::string next_target;
};

Task<void> Watch(Loop& loop, Listener* listener, Watched* watched) {
  Result<std::unique_ptr<Stream>> stream = co_await listener->Accept();
  HttpServerConnection http(loop, std::move(*stream), {});
  Result<std::optional<ServerRequest>> first = co_await http.ReadRequest();
  co_await http.PeerGone();
  watched->gone = loop.Now();
  Result<std::optional<ServerRequest>> second = co_await http.ReadRequest();
  if (second && second->has_value()) watched->next_target = (*second)->target;
}

Task<void> AskTwiceAndLeave(Loop& loop, Network* network) {
  Endpoint endpoint{.host = "mock", .port = 80};
  Result<Connection> connection = co_await network->Connect(endpoint);
  (void)co_await connection->stream->Write(
      "GET /1 HTTP/1.1\r\nhost: a\r\n\r\nGET /2 HTTP/1.1\r\nhost: a\r\n");
  co_await loop.Sleep(100ms);
  (void)co_await connection->stream->Write("\r\n");
  co_await loop.Sleep(100ms);
}

TEST_F(HttpServer, LearnsThatThePeerLeftAndKeepsWhatItSentBefore) {
  VirtualLoop loop;
  SimNetwork network(loop, {.round_trip = 20ms, .dns = 0ms});
  auto listener = network.Listen({.port = 80});
  Watched watched;
  loop.Spawn(Watch(loop, listener->get(), &watched));
  loop.Run(AskTwiceAndLeave(loop, &network));
  const Time left = loop.Now();
  loop.Run([](Loop& l) -> Task<void> { co_await l.Sleep(1s); }(loop));
  EXPECT_EQ(watched.gone, left + 10ms);
  EXPECT_EQ(watched.next_target, "/2");
}

}  // namespace
}  // namespace lab::net
