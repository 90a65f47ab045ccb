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

TEST(ParseRequestHead, RefusesALengthBesideChunks) {
  EXPECT_FALSE(ParseRequestHead("POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n"
                                "content-length: 5\r\n\r\n")
                   .ok());
}

TEST(ReasonOf, NamesWhatIsKnown) {
  EXPECT_EQ(ReasonOf(404), "Not Found");
  EXPECT_EQ(ReasonOf(529), "");
}

}  // namespace
}  // namespace lab::net
