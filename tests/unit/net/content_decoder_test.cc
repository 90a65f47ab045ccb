#include "framework/net/content_decoder.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/net/compress.h"

namespace lab::net {
namespace {

constexpr std::size_t kPlenty = 1 << 24;

/// What the fragments stand for, or the error.
std::string Undo(const std::string& codings, std::string_view bytes, std::size_t fragment,
                 std::size_t limit = kPlenty) {
  Headers headers = {{"content-encoding", codings}};
  Result<ContentDecoder> decoder = ContentDecoder::TakeFrom(headers);
  if (!decoder) return "error: " + decoder.error().message;
  EXPECT_TRUE(headers.empty());
  std::string plain;
  while (!bytes.empty()) {
    const Result<std::string_view> part = decoder->Decode(bytes.substr(0, fragment), limit);
    if (!part) return "error: " + part.error().message;
    plain += *part;
    bytes.remove_prefix(std::min(bytes.size(), fragment));
  }
  const Result<void> whole = decoder->Finish();
  return whole ? plain : "error: " + whole.error().message;
}

std::string Text() {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "data: " + std::to_string(i * 7919 % 1000) + "\n\n";
  return text;
}

TEST(ContentDecoder, UndoesEachCodingAtEveryFragmentSize) {
  const std::string text = Text();
  for (const auto& [coding, format] :
       std::vector<std::pair<std::string, Format>>{{"gzip", Format::kGzip},
                                                   {"X-GZip", Format::kGzip},
                                                   {"deflate", Format::kZlib},
                                                   {"deflate", Format::kRaw}}) {
    const std::string bytes = Compress(text, format);
    for (const std::size_t fragment : {1U, 2U, 3U, 17U, 1000U, 1'000'000U}) {
      EXPECT_TRUE(Undo(coding, bytes, fragment) == text) << coding << " in " << fragment;
    }
  }
}

TEST(ContentDecoder, HandsOutAnEventAsSoonAsItWasFlushed) {
  Headers headers = {{"content-encoding", "gzip"}};
  Result<ContentDecoder> decoder = ContentDecoder::TakeFrom(headers);
  Compressor compressor(Format::kGzip);
  for (const char* event : {"data: one\n\n", "data: two\n\n", "data: three\n\n"}) {
    const std::string bytes = compressor.Add(event);
    EXPECT_EQ(*decoder->Decode(bytes, kPlenty), event);
  }
  EXPECT_FALSE(decoder->Finish().ok());
  EXPECT_EQ(*decoder->Decode(compressor.End(), kPlenty), "");
  EXPECT_TRUE(decoder->Finish().ok());
}

TEST(ContentDecoder, UndoesSeveralCodingsFromTheLast) {
  const std::string bytes = Compress(Compress(Text(), Format::kZlib), Format::kGzip);
  EXPECT_TRUE(Undo("deflate, gzip", bytes, 5) == Text());
}

TEST(ContentDecoder, ReadsWhatIsNoCompressionAsItIs) {
  for (const char* coding : {"none", "Identity", "IDENTITY, none", "utf-8", ""}) {
    EXPECT_EQ(Undo(coding, "as it is", 3), "as it is") << coding;
  }
  Headers headers = {{"a", "b"}};
  EXPECT_TRUE(ContentDecoder::TakeFrom(headers)->plain());
  EXPECT_EQ(headers.size(), 1U);
}

TEST(ContentDecoder, NamesACompressionThatItCannotUndo) {
  for (const char* coding : {"br", "zstd", "compress", "gzip, BR"}) {
    Headers headers = {{"content-encoding", coding}};
    const Result<ContentDecoder> decoder = ContentDecoder::TakeFrom(headers);
    ASSERT_FALSE(decoder.ok()) << coding;
    EXPECT_EQ(decoder.error().kind, ErrorKind::kProtocol);
  }
  EXPECT_NE(Undo("br", "", 1).find("content-encoding: br"), std::string::npos);
}

TEST(ContentDecoder, RefusesBytesOfAnotherKind) {
  EXPECT_NE(Undo("gzip", "data: plain\n\n", 5).find("is not the gzip"), std::string::npos);
  std::string bytes = Compress(Text(), Format::kGzip);
  bytes[bytes.size() - 5] ^= 0x55;  // the checksum
  EXPECT_TRUE(Undo("gzip", bytes, 1000).starts_with("error: "));
}

TEST(ContentDecoder, MissesTheEndOfCompressedData) {
  for (const Format format : {Format::kGzip, Format::kZlib, Format::kRaw}) {
    const std::string coding = format == Format::kGzip ? "gzip" : "deflate";
    const std::string bytes = Compress(Text(), format);
    for (const std::size_t size : {bytes.size() - 1, bytes.size() / 2, std::size_t{1}}) {
      EXPECT_NE(Undo(coding, bytes.substr(0, size), 100).find("in the middle"), std::string::npos)
          << coding << " cut to " << size;
    }
    EXPECT_EQ(Undo(coding, "", 1), "") << "no body is whole";
  }
}

TEST(ContentDecoder, ReadsOneMemberOfGzipAfterTheOtherAndNothingElseBehind) {
  const std::string two = Compress("one,", Format::kGzip) + Compress("two", Format::kGzip);
  for (const std::size_t fragment : {1U, 4U, 1000U}) {
    EXPECT_EQ(Undo("gzip", two, fragment), "one,two");
    EXPECT_EQ(Undo("gzip", two + std::string(10, '\0'), fragment), "one,two");
  }
}

TEST(ContentDecoder, StopsAtTheLimit) {
  const std::string zeros = Compress(std::string(10'000'000, '0'), Format::kGzip);
  EXPECT_NE(Undo("gzip", zeros, zeros.size(), 1'000'000).find("longer than 1000000 bytes"),
            std::string::npos);
  const std::string twice = Compress(zeros, Format::kGzip);
  EXPECT_NE(Undo("gzip, gzip", twice, twice.size(), 1'000'000).find("longer"), std::string::npos);
}

}  // namespace
}  // namespace lab::net
