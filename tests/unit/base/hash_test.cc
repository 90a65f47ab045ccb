#include "framework/base/hash.h"

#include <gtest/gtest.h>

#include <bit>
#include <set>
#include <string>

namespace lab {
namespace {

// Written down once, from an implementation in another language. Seeds and cache keys in stored
// results are derived from these, so they must never change.
TEST(Hash64, GivesTheSameNumbersOnEveryMachineAndInEveryRelease) {
  EXPECT_EQ(Hash64(""), 0x5b21f68ffa77f14cULL);
  EXPECT_EQ(Hash64("a"), 0x5507442aab9a0693ULL);
  EXPECT_EQ(Hash64("case/7/0"), 0x00b7082775d7f275ULL);
  EXPECT_EQ(Hash64("The quick brown fox jumps over the lazy dog"), 0x2fee002bf97dba9fULL);
  EXPECT_EQ(Hash64("\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 0x1155b0c0d48f8732ULL);
  EXPECT_EQ(Hash64("latency", 42), 0xee008f8ac801f747ULL);
  EXPECT_EQ(HashCombine(1, 2), 0xe06dd043328bd285ULL);
}

// splitmix64 with seed 1234567, as Rosetta Code ("Pseudo-random numbers/Splitmix64") lists it.
TEST(Mix64, IsTheOutputFunctionOfSplitmix64) {
  constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15ULL;
  EXPECT_EQ(Mix64(1234567), 6457827717110365317ULL);
  EXPECT_EQ(Mix64(1234567 + kStep), 3203168211198807973ULL);
  EXPECT_EQ(Mix64(1234567 + 2 * kStep), 9817491932198370423ULL);
  EXPECT_EQ(Mix64(1234567 + 3 * kStep), 4593380528125082431ULL);
  EXPECT_EQ(Mix64(1234567 + 4 * kStep), 16408922859458223821ULL);
}

TEST(HashCombine, DependsOnTheOrder) { EXPECT_NE(HashCombine(1, 2), HashCombine(2, 1)); }

TEST(Hash64, DependsOnTheSeedAndOnTrailingZeroBytes) {
  EXPECT_NE(Hash64("prefix", 1), Hash64("prefix", 2));
  std::set<std::uint64_t> hashes;
  for (std::size_t zeros = 0; zeros < 20; ++zeros) hashes.insert(Hash64(std::string(zeros, '\0')));
  EXPECT_EQ(hashes.size(), 20U);
}

TEST(Hash64, FlipsHalfOfItsBitsForEveryBitOfTheInput) {
  const std::string text = "sixteen bytes are";
  double flipped = 0;
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string changed = text;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    const int distance = std::popcount(Hash64(changed) ^ Hash64(text));
    EXPECT_GT(distance, 10) << bit;
    flipped += distance;
  }
  EXPECT_NEAR(flipped / static_cast<double>(text.size() * 8), 32, 2);
}

}  // namespace
}  // namespace lab
