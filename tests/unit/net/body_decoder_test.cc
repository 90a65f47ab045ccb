#include "framework/net/body_decoder.h"

#include <gtest/gtest.h>

#include <string>

namespace lab::net {
namespace {

using Kind = BodyFraming::Kind;

std::string DecodeAll(BodyDecoder& decoder, std::string bytes, std::size_t step) {
  std::string data;
  for (std::size_t at = 0; at < bytes.size() && !decoder.complete(); at += step) {
    std::string piece = bytes.substr(at, step);
    Result<BodyDecoder::Piece> decoded = decoder.Decode(piece);
    if (!decoded) return decoded.error().message;
    data += decoded->data;
  }
  return data;
}

TEST(BodyDecoder, TakesChunksApartAtAnyBoundary) {
  const std::string bytes = "5\r\nhello\r\n1;x=\"y\"\r\n \r\n00005\r\nworld\r\n0\r\na: b\r\n\r\n";
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    BodyDecoder decoder({.kind = Kind::kChunked});
    EXPECT_EQ(DecodeAll(decoder, bytes, step), "hello world") << step;
    EXPECT_TRUE(decoder.complete());
    EXPECT_TRUE(decoder.Finish().ok());
  }
}

TEST(BodyDecoder, LeavesWhatFollowsTheBody) {
  BodyDecoder chunked({.kind = Kind::kChunked});
  std::string bytes = "1\r\na\r\n0\r\n\r\nHTTP/1.1";
  EXPECT_EQ(chunked.Decode(bytes)->consumed, bytes.size() - 8);
  BodyDecoder plain({.kind = Kind::kLength, .length = 3});
  bytes = "abcdef";
  const Result<BodyDecoder::Piece> piece = plain.Decode(bytes);
  EXPECT_EQ(piece->data, "abc");
  EXPECT_EQ(piece->consumed, 3U);
}

TEST(BodyDecoder, OneChunkStaysWhereItIs) {
  std::string bytes = "5\r\nhello\r\n";
  BodyDecoder decoder({.kind = Kind::kChunked});
  EXPECT_EQ(decoder.Decode(bytes)->data.data(), bytes.data() + 3);
}

TEST(BodyDecoder, ABodyWithoutBytesIsCompleteAtOnce) {
  EXPECT_TRUE(BodyDecoder({}).complete());
  EXPECT_TRUE(BodyDecoder({.kind = Kind::kLength}).complete());
}

TEST(BodyDecoder, SaysHowMuchIsMissing) {
  BodyDecoder decoder({.kind = Kind::kLength, .length = 10});
  DecodeAll(decoder, "abc", 3);
  const Error error = decoder.Finish().error();
  EXPECT_EQ(error.kind, ErrorKind::kTruncated);
  EXPECT_EQ(error.message, "connection ended 3 bytes into a body of 10");
}

TEST(BodyDecoder, EndsWithTheConnectionWhereNothingElseIsSaid) {
  BodyDecoder decoder({.kind = Kind::kUntilClose});
  EXPECT_EQ(DecodeAll(decoder, "anything", 3), "anything");
  EXPECT_FALSE(decoder.complete());
  EXPECT_TRUE(decoder.Finish().ok());
  EXPECT_TRUE(decoder.complete());
}

TEST(BodyDecoder, TakesLinesThatEndWithLfAloneOnlyWhereItMay) {
  const std::string bytes = "5;x\nhello\n6\n world\r\n0\nx: y\r\nz: 1\n\n";
  for (std::size_t fragment = 1; fragment <= bytes.size(); ++fragment) {
    BodyDecoder client({.kind = Kind::kChunked}, BodyDecoder::LineEnds::kLfToo);
    EXPECT_EQ(DecodeAll(client, bytes, fragment), "hello world") << fragment;
    EXPECT_TRUE(client.complete()) << fragment;
    BodyDecoder server({.kind = Kind::kChunked});
    EXPECT_NE(DecodeAll(server, bytes, fragment).find("framing is broken"), std::string::npos);
  }
  BodyDecoder sizeless({.kind = Kind::kChunked}, BodyDecoder::LineEnds::kLfToo);
  EXPECT_NE(DecodeAll(sizeless, "\n\n", 1).find("framing is broken"), std::string::npos);
}

TEST(BodyDecoder, RefusesAnExtensionWithoutEnd) {
  BodyDecoder decoder({.kind = Kind::kChunked});
  const std::string reply = DecodeAll(decoder, "1;" + std::string(100'000, 'x'), 1000);
  EXPECT_NE(reply.find("chunk framing is broken"), std::string::npos);
}

}  // namespace
}  // namespace lab::net
