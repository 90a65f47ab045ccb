#include "mocks/stored_gzip.h"

#include <gtest/gtest.h>

#include "framework/base/encoding.h"

namespace lab::mocks {
namespace {

TEST(StoredGzip, MakesTheBytesOfTheFormat) {
  StoredGzip gzip;
  std::string bytes = gzip.Add("hello");
  bytes += gzip.Finish();
  // Header, one stored block, the empty last block, CRC-32 3610a686, length 5.
  EXPECT_EQ(HexEncode(bytes),
            "1f8b08000000000000ff"
            "000500faff68656c6c6f"
            "010000ffff"
            "86a6103605000000");
}

TEST(StoredGzip, PiecesMakeTheSameContentAsAWhole) {
  StoredGzip pieces;
  std::string bytes = pieces.Add("hel");
  bytes += pieces.Add("lo");
  bytes += pieces.Finish();
  EXPECT_TRUE(HexEncode(bytes).ends_with("010000ffff86a6103605000000"));
}

TEST(StoredGzip, NothingIsAStreamToo) {
  StoredGzip gzip;
  EXPECT_EQ(HexEncode(gzip.Finish()), "1f8b08000000000000ff010000ffff0000000000000000");
}

TEST(StoredGzip, LongDataIsSplitIntoBlocksThatFit) {
  StoredGzip gzip;
  const std::string bytes = gzip.Add(std::string(70'000, 'x'));
  EXPECT_EQ(bytes.size(), 10U + 5U + 65'535U + 5U + 4'465U);
}

}  // namespace
}  // namespace lab::mocks
