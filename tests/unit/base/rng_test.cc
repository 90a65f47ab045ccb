#include "framework/base/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

namespace lab {
namespace {

using State = std::array<std::uint64_t, 4>;

/// The published C code (prng.di.unimi.it/xoshiro256starstar.c), rewritten line by line.
std::uint64_t Reference(State& s) {
  const std::uint64_t result = std::rotl(s[1] * 5, 7) * 9;
  const std::uint64_t t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = std::rotl(s[3], 45);
  return result;
}

/// The published seeding (prng.di.unimi.it/splitmix64.c).
State SeedReference(std::uint64_t x) {
  State state;
  for (std::uint64_t& word : state) {
    std::uint64_t z = (x += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    word = z ^ (z >> 31);
  }
  return state;
}

struct Shape {
  double mean = 0;
  double deviation = 0;
  double skewness = 0;
};

template <class Draw>
Shape ShapeOf(Draw draw, int count = 200'000) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(draw());
  Shape shape;
  for (double value : values) shape.mean += value / count;
  double cubes = 0;
  double squares = 0;
  for (double value : values) {
    squares += std::pow(value - shape.mean, 2) / count;
    cubes += std::pow(value - shape.mean, 3) / count;
  }
  shape.deviation = std::sqrt(squares);
  shape.skewness = cubes / std::pow(squares, 1.5);
  return shape;
}

// The state {1, 2, 3, 4} is the test vector that other libraries ship (Rust's rand_xoshiro, made
// with the published C code).
TEST(Rng, ReferenceOfThisTestGivesThePublishedVector) {
  State state{1, 2, 3, 4};
  for (std::uint64_t expected :
       {11520ULL, 0ULL, 1509978240ULL, 1215971899390074240ULL, 1216172134540287360ULL,
        607988272756665600ULL, 16172922978634559625ULL, 8476171486693032832ULL}) {
    EXPECT_EQ(Reference(state), expected);
  }
}

TEST(Rng, IsXoshiro256StarStarSeededBySplitmix64) {
  for (std::uint64_t seed : {0ULL, 1ULL, 42ULL, ~0ULL, 0x123456789abcdefULL}) {
    State state = SeedReference(seed);
    Rng rng(seed);
    for (int i = 0; i < 1000; ++i) ASSERT_EQ(rng.Next(), Reference(state)) << seed << " " << i;
  }
}

// From an implementation in another language; rand_xoshiro's seed_from_u64(0) begins alike.
TEST(Rng, GivesTheSameNumbersInEveryRelease) {
  Rng zero(0);
  EXPECT_EQ(zero.Next(), 0x99ec5f36cb75f2b4ULL);
  EXPECT_EQ(zero.Next(), 0xbf6e1f784956452aULL);
  Rng purpose = Rng::For(42, "latency", 7);
  EXPECT_EQ(purpose.Next(), 0x88eeaa0c841b4e3fULL);
  EXPECT_EQ(purpose.Next(), 0xb06f72831ec94c7aULL);
  Rng one(1);
  EXPECT_DOUBLE_EQ(one.Uniform(), 0.7029218331588505);
  EXPECT_DOUBLE_EQ(one.Uniform(), 0.5204366199388569);
}

TEST(Rng, EveryPurposeKeyAndSeedIsAStreamOfItsOwn) {
  std::vector<std::uint64_t> firsts;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (const char* purpose : {"latency", "content", "faults", ""}) {
      for (std::uint64_t key = 0; key < 20; ++key) {
        firsts.push_back(Rng::For(seed, purpose, key).Next());
      }
    }
  }
  std::sort(firsts.begin(), firsts.end());
  EXPECT_EQ(std::unique(firsts.begin(), firsts.end()), firsts.end());
}

TEST(Rng, UniformFillsZeroToOneEvenly) {
  Rng rng(1);
  const Shape shape = ShapeOf([&] { return rng.Uniform(); });
  EXPECT_NEAR(shape.mean, 0.5, 0.003);
  EXPECT_NEAR(shape.deviation, std::sqrt(1.0 / 12), 0.002);
  for (int i = 0; i < 1000; ++i) {
    const double value = rng.Uniform();
    ASSERT_TRUE(value >= 0 && value < 1) << value;
  }
}

TEST(Rng, UniformInARangeNeverReachesItsEnd) {
  Rng rng(2);
  const double high = std::nextafter(1e6, 2e6);  // nothing lies between
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(rng.Uniform(1e6, high), 1e6);
  const Shape shape = ShapeOf([&] { return rng.Uniform(-3, 5); });
  EXPECT_NEAR(shape.mean, 1, 0.03);
}

TEST(Rng, BelowIsEvenForBoundsThatDoNotDivideThePowersOfTwo) {
  Rng rng(3);
  std::array<int, 6> hits{};
  for (int i = 0; i < 60'000; ++i) ++hits.at(rng.Below(6));
  for (int hit : hits) EXPECT_NEAR(hit, 10'000, 400);  // 4.4 standard deviations
}

TEST(Rng, BelowRejectsTheShareThatWouldBiasALargeBound) {
  Rng rng(4);
  // Without rejection, 3/4 of 2^64 would land on the lower two thirds one time in two.
  const std::uint64_t bound = 3ULL << 62;
  int lower = 0;
  for (int i = 0; i < 30'000; ++i) lower += rng.Below(bound) < (1ULL << 62) ? 1 : 0;
  EXPECT_NEAR(lower, 10'000, 350);
  EXPECT_EQ(rng.Below(1), 0U);
}

TEST(Rng, ChanceIsCertainAtTheEndsAndTakesOneDraw) {
  Rng rng(5);
  Rng same(5);
  int hits = 0;
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_FALSE(rng.Chance(0));
    EXPECT_TRUE(rng.Chance(1));
    hits += rng.Chance(0.2) ? 1 : 0;
  }
  EXPECT_NEAR(hits, 2000, 160);
  for (int i = 0; i < 30'000; ++i) static_cast<void>(same.Next());
  EXPECT_EQ(rng.Next(), same.Next());
}

TEST(Rng, NormalHasTheMomentsAndTailsOfTheNormalDistribution) {
  Rng rng(6);
  int beyond = 0;
  const Shape shape = ShapeOf([&] {
    const double value = rng.Normal(10, 2);
    beyond += std::abs(value - 10) > 1.959964 * 2 ? 1 : 0;
    return value;
  });
  EXPECT_NEAR(shape.mean, 10, 0.02);
  EXPECT_NEAR(shape.deviation, 2, 0.015);
  EXPECT_NEAR(shape.skewness, 0, 0.025);
  EXPECT_NEAR(beyond, 10'000, 450);
}

TEST(Rng, LogNormalTakesTheMedianAsItsParameter) {
  Rng rng(7);
  int below = 0;
  const Shape shape = ShapeOf([&] {
    const double value = rng.LogNormal(474, 0.5);
    below += value < 474 ? 1 : 0;
    return value;
  });
  EXPECT_NEAR(below, 100'000, 1000);
  EXPECT_NEAR(shape.mean, 474 * std::exp(0.125), 3);
}

TEST(Rng, ExponentialHasItsMeanAsItsDeviation) {
  Rng rng(8);
  const Shape shape = ShapeOf([&] { return rng.Exponential(12); });
  EXPECT_NEAR(shape.mean, 12, 0.12);
  EXPECT_NEAR(shape.deviation, 12, 0.2);
  EXPECT_NEAR(shape.skewness, 2, 0.15);
}

TEST(Rng, GammaHasItsMomentsAboveAndBelowShapeOne) {
  Rng rng(9);
  for (double k : {0.3, 1.0, 2.5, 40.0}) {
    const Shape shape = ShapeOf([&] { return rng.Gamma(k, 3); });
    EXPECT_NEAR(shape.mean, 3 * k, 0.01 * 3 * k + 0.01) << k;
    EXPECT_NEAR(shape.deviation, 3 * std::sqrt(k), 0.05 * std::sqrt(k)) << k;
    EXPECT_NEAR(shape.skewness, 2 / std::sqrt(k), 0.12 / std::sqrt(k) + 0.02) << k;
  }
}

TEST(Rng, CategoricalFollowsTheWeightsAndNeverTakesAZeroOne) {
  Rng rng(10);
  const std::array<double, 5> weights{0, 1, 0, 3, 0};
  std::array<int, 5> hits{};
  for (int i = 0; i < 40'000; ++i) ++hits.at(rng.Categorical(weights));
  EXPECT_EQ(hits[0] + hits[2] + hits[4], 0);
  EXPECT_NEAR(hits[1], 10'000, 400);
}

TEST(Rng, ACopyContinuesTheSameStream) {
  Rng rng(11);
  static_cast<void>(rng.Normal());  // leaves the second of the pair behind
  Rng copy = rng;
  EXPECT_EQ(copy.Normal(), rng.Normal());
  EXPECT_EQ(copy.Next(), rng.Next());
}

}  // namespace
}  // namespace lab
