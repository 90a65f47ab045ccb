#include "framework/net/http_head.h"

#include <gtest/gtest.h>

#include <string>

namespace lab::net {
namespace {

TEST(FindHeadEnd, FindsTheBlankLineWhereverTheSearchWasBroken) {
  const std::string bytes = "HTTP/1.1 200 OK\r\na: b\r\n\r\nbody";
  for (std::size_t searched = 0; searched < bytes.size() - 4; ++searched) {
    EXPECT_EQ(FindHeadEnd(bytes, searched), bytes.size() - 4) << searched;
  }
  EXPECT_EQ(FindHeadEnd(bytes.substr(0, bytes.size() - 5), 0), 0U);
}

TEST(ParseResponseHead, KeepsHeadersInOrderAndTellsTheFraming) {
  const Result<ResponseHead> response = ParseResponseHead(
      "HTTP/1.1 429 Too Many Requests\r\nA: 1\r\na:  2 \r\nContent-Length: 7\r\n\r\n", false);
  ASSERT_TRUE(response.ok()) << response.error().message;
  EXPECT_EQ(response->head.status, 429);
  EXPECT_EQ(response->head.reason, "Too Many Requests");
  ASSERT_EQ(response->head.headers.size(), 3U);
  EXPECT_EQ(response->head.headers[1].name, "a");
  EXPECT_EQ(response->head.headers[1].value, "2");
  EXPECT_EQ(response->framing.kind, BodyFraming::Kind::kLength);
  EXPECT_EQ(response->framing.length, 7U);
  EXPECT_TRUE(response->keep_alive);
}

TEST(ParseResponseHead, DoesNotKeepAConnectionWhoseEndIsTheBodys) {
  const Result<ResponseHead> response = ParseResponseHead("HTTP/1.1 200 OK\r\n\r\n", false);
  EXPECT_EQ(response->framing.kind, BodyFraming::Kind::kUntilClose);
  EXPECT_FALSE(response->keep_alive);
}

TEST(ParseResponseHead, DoesNotKeepAConnectionThatTheServerCloses) {
  EXPECT_FALSE(
      ParseResponseHead("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nConnection: close\r\n\r\n", false)
          ->keep_alive);
}

TEST(ParseResponseHead, ShowsHowAForeignHeadBeginsButNoKeyInIt) {
  const Result<ResponseHead> response =
      ParseResponseHead("HTTP/1.1 x\x01y sk-ant-api03-abcdefghijklmnop\r\n\r\n", false);
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(response.error().kind, ErrorKind::kProtocol);
  EXPECT_NE(response.error().message.find("HTTP/1.1 x?y"), std::string::npos);
  EXPECT_EQ(response.error().message.find("sk-ant-api03-abcdef"), std::string::npos);
}

TEST(FindHeadEnd, FindsALineThatEndsWithLfAlone) {
  for (const std::string head : {"HTTP/1.1 200 OK\na: b\n\n", "HTTP/1.1 200 OK\r\na: b\n\r\n"}) {
    for (std::size_t searched = 0; searched < head.size(); ++searched) {
      EXPECT_EQ(FindHeadEnd(head + "body\n\n", searched), head.size()) << searched;
    }
  }
}

TEST(ParseResponseHead, TellsTheFramingOfAHeadThatIsNotQuiteHttp) {
  const Result<ResponseHead> head =
      ParseResponseHead("HTTP/1.1 200\nTransfer-Encoding: chunked, identity\n\n", false);
  ASSERT_TRUE(head.ok()) << head.error().message;
  EXPECT_EQ(head->framing.kind, BodyFraming::Kind::kChunked);
  EXPECT_TRUE(head->keep_alive);
}

TEST(ParseResponseHead, DoesNotKeepAConnectionWhoseFramingIsInDoubt) {
  for (const char* fields : {"content-length: 3\r\ntransfer-encoding: chunked\r\n",
                             "transfer-encoding: gzip\r\n", "transfer-encoding: identity\r\n"}) {
    const std::string head = std::string("HTTP/1.1 200 OK\r\n") + fields + "\r\n";
    EXPECT_FALSE(ParseResponseHead(head, false)->keep_alive) << fields;
  }
}

TEST(ParseRequestHead, RefusesWhatASecondReaderMightReadOtherwise) {
  const std::string host = "host: a\r\n";
  for (const std::string fields :
       {"transfer-encoding: gzip\r\n", "transfer-encoding: identity\r\n",
        "transfer-encoding: chunked, identity\r\n", "transfer-encoding: gzip, chunked\r\n",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", "transfer-encoding: \r\n",
        "content-length: 3\r\ncontent-length: 4\r\n", "content-length: 3, 4\r\n",
        "content-length: 3\r\ntransfer-encoding: chunked\r\n", "content-length: +3\r\n",
        "content-length: -1\r\n", "content-length: 0x3\r\n", "content-length :3\r\n",
        "transfer-encoding : chunked\r\n"}) {
    const Result<RequestHead> head =
        ParseRequestHead("POST / HTTP/1.1\r\n" + host + fields + "\r\n");
    EXPECT_FALSE(head.ok()) << fields;
  }
  EXPECT_FALSE(ParseRequestHead("POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n").ok());
  EXPECT_FALSE(ParseRequestHead("GET / HTTP/1.1\nhost: a\n\n").ok()) << "LF alone";
  EXPECT_TRUE(
      ParseRequestHead("POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: Chunked\r\n\r\n").ok());
}

TEST(ParseRequestHead, WantsOneHost) {
  for (const char* hosts :
       {"", "host: a\r\nHost: a\r\n", "host: a, b\r\n", "host: a b\r\n", "host: http://a/\r\n"}) {
    const Result<RequestHead> head =
        ParseRequestHead(std::string("GET / HTTP/1.1\r\n") + hosts + "\r\n");
    ASSERT_FALSE(head.ok()) << hosts;
    EXPECT_NE(head.error().message.find("host is"), std::string::npos) << head.error().message;
  }
  EXPECT_TRUE(ParseRequestHead("GET / HTTP/1.0\r\n\r\n").ok());
  EXPECT_TRUE(ParseRequestHead("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n").ok());
}

TEST(ParseRequestHead, RefusesALengthBesideChunks) {
  EXPECT_FALSE(ParseRequestHead("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n"
                                "content-length: 5\r\n\r\n")
                   .ok());
}

TEST(ReasonOf, NamesWhatIsKnown) {
  EXPECT_EQ(ReasonOf(404), "Not Found");
  EXPECT_EQ(ReasonOf(529), "");
}

}  // namespace
}  // namespace lab::net
