#include "framework/net/body_reader.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/net/http_link.h"
#include "tests/unit/net/script_stream.h"

namespace lab::net {
namespace {

using BodyReaderOnALink = HttpLink;

Task<void> RecordPhases(HttpClient* http, HttpPhases* phases, std::vector<BodyChunk>* chunks) {
  Result<HttpResponse> response = co_await http->Send(Post("{}"), phases);
  while (true) {
    Result<BodyChunk> chunk = co_await response->body.Next();
    chunks->push_back(*chunk);
    if (chunk->data.empty()) co_return;
  }
}

TEST_F(BodyReaderOnALink, RecordsEachPhaseAndEachArrival) {
  Start({});
  HttpPhases phases;
  std::vector<BodyChunk> chunks;
  loop_.Run(RecordPhases(&http_, &phases, &chunks));
  const Time start{};
  EXPECT_EQ(phases.start, start);
  EXPECT_EQ(phases.dns, start + 4ms);
  EXPECT_EQ(phases.tcp, start + 24ms);
  EXPECT_EQ(phases.tls, start + 24ms);
  EXPECT_EQ(phases.sent, start + 24ms);
  EXPECT_EQ(phases.first_byte, start + 44ms);
  EXPECT_FALSE(phases.reused);
  ASSERT_EQ(chunks.size(), 3U);
  EXPECT_EQ(chunks[0].arrival.stamp, start + 44ms);
  EXPECT_EQ(chunks[0].previous, start + 24ms);
  EXPECT_EQ(chunks[1].arrival.stamp, start + 54ms);
  EXPECT_EQ(chunks[1].previous, start + 44ms);
  EXPECT_EQ(chunks[2].arrival.stamp, start + 54ms);

  chunks.clear();
  loop_.Run(RecordPhases(&http_, &phases, &chunks));
  EXPECT_TRUE(phases.reused);
  EXPECT_EQ(phases.start, start + 54ms);
  EXPECT_EQ(phases.tls, start + 54ms);
  EXPECT_EQ(phases.first_byte, start + 74ms);
}

TEST_F(BodyReaderOnALink, TellsHowFarAFailedRequestCame) {
  HttpPhases phases;
  Answer answer;
  const auto send = [](HttpClient* http, HttpPhases* p, Answer* a) -> Task<void> {
    Result<HttpResponse> response = co_await http->Send(Post("{}"), p);
    a->error = response.error();
  };
  loop_.Run(send(&http_, &phases, &answer));
  EXPECT_EQ(answer.error->kind, ErrorKind::kConnect);
  EXPECT_TRUE(IsSet(phases.start));
  EXPECT_FALSE(IsSet(phases.sent));
}

TEST_F(BodyReaderOnALink, AResponseMayOutliveItsClient) {
  Start({});
  auto http = std::make_unique<HttpClient>(loop_, network_, HttpOptions{});
  std::optional<Result<HttpResponse>> response = loop_.Run(http->Send(Post("{}")));
  http.reset();
  std::optional<Result<std::string>> body = loop_.Run((*response)->body.ReadAll(100));
  EXPECT_EQ(**body, "one,two");
}

TEST(BodyReader, OneReadIsOneViewHoweverManyChunksItHolds) {
  VirtualLoop loop;
  auto script = std::make_shared<Script>();
  script->input =
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n4\r\ndefg\r\n1\r\nh\r\n0\r\n\r\n";
  ScriptNetwork network(loop, script);
  HttpClient http(loop, network, {});
  std::optional<Result<HttpResponse>> response = loop.Run(http.Send(Post("")));
  const std::optional<Result<BodyChunk>> chunk = loop.Run((*response)->body.Next());
  EXPECT_EQ((*chunk)->data, "abcdefgh");
  EXPECT_TRUE((*loop.Run((*response)->body.Next()))->data.empty());
  EXPECT_TRUE((*loop.Run((*response)->body.Next()))->data.empty());
}

TEST(BodyReader, ADefaultOneIsEmpty) {
  VirtualLoop loop;
  BodyReader body;
  EXPECT_TRUE((*loop.Run(body.Next()))->data.empty());
  EXPECT_FALSE(IsSet(body.last_arrival().stamp));
}

TEST(BodyReader, StaysBrokenAfterAnError) {
  VirtualLoop loop;
  auto script = std::make_shared<Script>();
  script->input = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello";
  ScriptNetwork network(loop, script);
  HttpClient http(loop, network, {});
  std::optional<Result<HttpResponse>> response = loop.Run(http.Send(Post("")));
  EXPECT_EQ((*loop.Run((*response)->body.Next()))->data, "hello");
  EXPECT_EQ((*loop.Run((*response)->body.Next())).error().kind, ErrorKind::kTruncated);
  EXPECT_EQ((*loop.Run((*response)->body.Next())).error().kind, ErrorKind::kClosed);
}

TEST(BodyReader, ReadAllStopsAtItsLimit) {
  VirtualLoop loop;
  auto script = std::make_shared<Script>();
  script->input = "HTTP/1.1 200 OK\r\n\r\nhello";
  ScriptNetwork network(loop, script);
  HttpClient http(loop, network, {});
  std::optional<Result<HttpResponse>> response = loop.Run(http.Send(Post("")));
  EXPECT_EQ((*loop.Run((*response)->body.ReadAll(4))).error().kind, ErrorKind::kLimit);
}

}  // namespace
}  // namespace lab::net
