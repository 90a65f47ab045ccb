#include "framework/stats/ranks.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <vector>

namespace lab::stats {
namespace {

using Doubled = std::vector<std::int64_t>;

TEST(RankAscending, RanksInTheOrderOfTheInput) {
  const Midranks ranks = RankAscending(std::vector<double>{30, -1, 12.5});
  EXPECT_EQ(ranks.doubled, (Doubled{6, 2, 4}));
  EXPECT_FALSE(ranks.ties);
  EXPECT_EQ(ranks.tie_term, 0);
}

TEST(RankAscending, SharesTheMeanOfTheRanksAmongTies) {
  const Midranks ranks = RankAscending(std::vector<double>{5, 1, 5, 5, 9, 9});
  EXPECT_EQ(ranks.doubled, (Doubled{6, 2, 6, 6, 11, 11}));
  EXPECT_TRUE(ranks.ties);
  EXPECT_EQ(ranks.tie_term, (27 - 3) + (8 - 2));
}

TEST(RankAscending, SumsToTheSameWithAndWithoutTies) {
  const Midranks ranks = RankAscending(std::vector<double>{3, 3, 3, 1, 1, 8, 9, 9, 9, 9});
  EXPECT_EQ(std::accumulate(ranks.doubled.begin(), ranks.doubled.end(), std::int64_t{0}), 10 * 11);
}

TEST(RankAscending, OfNothingIsNothing) { EXPECT_TRUE(RankAscending({}).doubled.empty()); }

TEST(RankAscending, TiesInfinities) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(RankAscending(std::vector<double>{infinity, 1, infinity}).doubled, (Doubled{5, 2, 5}));
}

}  // namespace
}  // namespace lab::stats
