#include "framework/stats/histogram_codec.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "framework/base/encoding.h"
#include "framework/base/rng.h"

namespace lab::stats {
namespace {

// Values 1000 x 3, 2000, 50000, 1000000 with the default options; byte for byte what HdrHistogram_c
// 0.11.10 encodes.
constexpr std::string_view kPayloadHex =
    "1c8493130000000c0000000000000003000000000000000100000000d693a400"
    "3ff0000000000000cf0f06cd0f029149028b4602";
constexpr std::string_view kBase64 =
    "HISTFAAAACx4nJNpmSzMwMDAwwABzFCaEURcm7yEwf4DROA8P9tZfqaJnkzdbkwAoqQIBA==";

Histogram Sample() {
  Histogram histogram;
  histogram.Record(1000, 3);
  histogram.Record(2000);
  histogram.Record(50'000);
  histogram.Record(1'000'000);
  return histogram;
}

Histogram Spread(std::uint64_t seed, int count) {
  Rng rng(seed);
  Histogram histogram;
  for (int i = 0; i < count; ++i) {
    histogram.Record(static_cast<std::int64_t>(std::exp(rng.Uniform(-1, 22))),
                     static_cast<std::int64_t>(rng.Exponential(1000)));
  }
  return histogram;
}

std::string Unhex(std::string_view text) { return HexDecode(text).value_or(""); }

/// The sample's payload with the bytes at `at` replaced.
std::string Patched(std::size_t at, std::string_view hex) {
  std::string bytes = Unhex(kPayloadHex);
  const std::string patch = Unhex(hex);
  return bytes.replace(at, patch.size(), patch);
}

/// A payload of the default options with the given counts part.
std::string WithCounts(std::string_view hex) {
  std::string bytes = Unhex(kPayloadHex).substr(0, 40) + Unhex(hex);
  bytes[7] = static_cast<char>(bytes.size() - 40);
  return bytes;
}

TEST(HistogramCodec, WritesThePayloadThatHdrHistogramWrites) {
  EXPECT_EQ(HexEncode(EncodePayload(Sample())), kPayloadHex);
}

TEST(HistogramCodec, ReadsWhatHdrHistogramWrote) {
  const Result<Histogram> histogram = DecodeBase64(kBase64);
  ASSERT_TRUE(histogram.ok()) << histogram.error().message;
  EXPECT_EQ(*histogram, Sample());
  EXPECT_EQ(histogram->Max(), 1'000'447);
  EXPECT_NEAR(histogram->Mean(), 175'865.333333, 1e-6);
}

TEST(HistogramCodec, BeginsAsEveryHlogReaderExpects) {
  EXPECT_EQ(EncodeBase64(Sample()).substr(0, 8), "HISTFAAA");
}

TEST(HistogramCodec, RoundTripsInEveryForm) {
  for (const Histogram& histogram : {Histogram(), Sample(), Spread(1, 10), Spread(2, 5'000)}) {
    const Result<Histogram> plain = DecodePayload(EncodePayload(histogram));
    const Result<Histogram> packed = DecodeCompressed(EncodeCompressed(histogram));
    const Result<Histogram> text = DecodeBase64(EncodeBase64(histogram));
    ASSERT_TRUE(plain.ok() && packed.ok() && text.ok());
    EXPECT_EQ(*plain, histogram);
    EXPECT_EQ(*packed, histogram);
    EXPECT_EQ(*text, histogram);
    EXPECT_EQ(plain->Max(), histogram.Max());
  }
}

TEST(HistogramCodec, RoundTripsOtherGeometriesAndHugeCounts) {
  Histogram histogram({.lowest = 1000, .highest = 3'600'000'000'000, .significant_digits = 2});
  histogram.Record(5'000, std::int64_t{1} << 61);
  histogram.Record(3'600'000'000'000, (std::int64_t{1} << 56) - 1);
  histogram.Record(0, 127);
  const Result<Histogram> back = DecodePayload(EncodePayload(histogram));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, histogram);
}

TEST(HistogramCodec, WritesTheNinthByteOfACountWithEightBits) {
  Histogram histogram;
  histogram.Record(0, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(HexEncode(EncodePayload(histogram).substr(40)), "feffffffffffffffff");
  EXPECT_EQ(DecodePayload(EncodePayload(histogram)).value_or(Histogram()), histogram);
}

TEST(HistogramCodec, TakesAZeroCountAndTrailingZeros) {
  // Counts 0, 5, then a run of two zeros; ours would write -1, 5.
  const Result<Histogram> histogram = DecodePayload(WithCounts("000a03"));
  ASSERT_TRUE(histogram.ok()) << histogram.error().message;
  EXPECT_EQ(histogram->Count(), 5);
  EXPECT_EQ(histogram->CountAt(1), 5);
}

TEST(HistogramCodec, RefusesEveryTruncation) {
  const std::string plain = EncodePayload(Sample());
  const std::string packed = EncodeCompressed(Sample());
  const std::string text = EncodeBase64(Sample());
  for (std::size_t n = 0; n < plain.size(); ++n) {
    EXPECT_FALSE(DecodePayload(std::string_view(plain).substr(0, n)).ok()) << n;
  }
  for (std::size_t n = 0; n < packed.size(); ++n) {
    EXPECT_FALSE(DecodeCompressed(std::string_view(packed).substr(0, n)).ok()) << n;
  }
  for (std::size_t n = 0; n < text.size(); ++n) {
    EXPECT_FALSE(DecodeBase64(std::string_view(text).substr(0, n)).ok()) << n;
  }
}

TEST(HistogramCodec, RefusesATruncationWhoseLengthsWereAdjusted) {
  const std::string packed = EncodeCompressed(Sample());
  for (std::size_t n = 8; n < packed.size(); ++n) {
    std::string cut = packed.substr(0, n);
    cut[7] = static_cast<char>(n - 8);
    EXPECT_FALSE(DecodeCompressed(cut).ok()) << n;
  }
}

TEST(HistogramCodec, NeverTakesADamagedCompressedFormForAnotherHistogram) {
  const std::string packed = EncodeCompressed(Sample());
  for (std::size_t at = 0; at < packed.size(); ++at) {
    for (int flip = 1; flip < 256; ++flip) {
      std::string damaged = packed;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      const Result<Histogram> histogram = DecodeCompressed(damaged);
      // zlib ignores a few bits that name the level it was packed with.
      if (!histogram.ok()) continue;
      EXPECT_EQ(*histogram, Sample()) << at << " " << flip;
    }
  }
}

TEST(HistogramCodec, SurvivesEveryDamagedByteOfThePayload) {
  const std::string plain = EncodePayload(Sample());
  int refused = 0;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    for (int flip = 1; flip < 256; ++flip) {
      std::string damaged = plain;
      damaged[at] = static_cast<char>(damaged[at] ^ flip);
      const Result<Histogram> histogram = DecodePayload(damaged);
      // The payload has no checksum; what is accepted must at least hold together.
      if (histogram.ok()) {
        EXPECT_EQ(histogram->Buckets().empty(), histogram->Count() == 0);
      } else {
        EXPECT_EQ(histogram.error().kind, ErrorKind::kDecode);
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 4'000);
}

TEST(HistogramCodec, RefusesBytesThatFollowTheEncoding) {
  EXPECT_FALSE(DecodePayload(EncodePayload(Sample()) + "x").ok());
  std::string packed = EncodeCompressed(Sample());
  EXPECT_FALSE(DecodeCompressed(packed + "x").ok());
  packed.push_back('x');
  ++packed[7];
  EXPECT_FALSE(DecodeCompressed(packed).ok());
}

TEST(HistogramCodec, RefusesWhatItDoesNotSupportAndSaysSo) {
  struct Case {
    std::string bytes;
    std::string_view says;
  };
  const std::array<Case, 6> cases{{{Patched(0, "1c849303"), "1c849303"},
                                   {Patched(8, "00000001"), "normalizing offset"},
                                   {Patched(32, "4000000000000000"), "conversion ratio"},
                                   {Patched(12, "00000009"), "significant digits"},
                                   {Patched(16, "0000000000000000"), "lowest value"},
                                   {Patched(24, "ffffffffffffffff"), "highest value"}}};
  for (const Case& c : cases) {
    const Result<Histogram> histogram = DecodePayload(c.bytes);
    ASSERT_FALSE(histogram.ok()) << c.says;
    EXPECT_EQ(histogram.error().kind, ErrorKind::kDecode);
    EXPECT_NE(histogram.error().message.find(c.says), std::string::npos)
        << histogram.error().message;
  }
}

TEST(HistogramCodec, RefusesCountsBeyondTheRange) {
  // A run of 2^62 zeros, and 2^63 of them; 23552 zeros, which fit, with one count more; 23553.
  EXPECT_FALSE(DecodePayload(WithCounts("ffffffffffffffff7f")).ok());
  EXPECT_FALSE(DecodePayload(WithCounts("ffffffffffffffffff")).ok());
  EXPECT_TRUE(DecodePayload(WithCounts("ffef02")).ok());
  EXPECT_FALSE(DecodePayload(WithCounts("ffef0202")).ok());
  EXPECT_FALSE(DecodePayload(WithCounts("81f002")).ok());
}

TEST(HistogramCodec, RefusesCountsThatAddUpToMoreThanSixtyThreeBits) {
  // 2^63 - 1 twice.
  const std::string_view most = "feffffffffffffffff";
  EXPECT_TRUE(DecodePayload(WithCounts(most)).ok());
  EXPECT_FALSE(DecodePayload(WithCounts(std::string(most) + std::string(most))).ok());
}

/// Packs zeros without end: fixed Huffman codes of RFC 1951, each "repeat the last byte 258 times".
std::string Bomb(std::size_t unpacked) {
  std::string out;
  unsigned bits = 0;
  int filled = 0;
  const auto put = [&](unsigned code, int length) {  // Huffman codes: highest bit first
    for (int i = length - 1; i >= 0; --i) {
      bits |= (code >> i & 1U) << filled;
      if (++filled < 8) continue;
      out.push_back(static_cast<char>(bits));
      bits = 0;
      filled = 0;
    }
  };
  put(0b110, 3);       // last block, fixed codes (01, lowest bit first)
  put(0b00110000, 8);  // literal 0
  for (std::size_t n = 0; n < unpacked; n += 258) {
    put(0b11000101, 8);  // length 258
    put(0b00000, 5);     // distance 1
  }
  put(0, 7 + 8);  // end of block, and what fills the last byte
  return "\x78\x9c" + out;
}

TEST(HistogramCodec, StopsUnpackingABomb) {
  const std::string packed = Bomb(std::size_t{70} << 20);
  std::string bytes = Unhex("1c849314");
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(packed.size() >> shift & 255));
  }
  const Result<Histogram> histogram = DecodeCompressed(bytes + packed);
  ASSERT_FALSE(histogram.ok());
  EXPECT_EQ(histogram.error().kind, ErrorKind::kLimit) << histogram.error().message;
}

}  // namespace
}  // namespace lab::stats
