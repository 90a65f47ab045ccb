#include "framework/stats/influence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <vector>

namespace lab::stats {
namespace {

using testing::Each;
using testing::ElementsAre;

Trials TwoByTwo() {
  Trials trials;
  trials.Add({1, 2}, Time{} + std::chrono::seconds(2));
  trials.Add({3, 4}, Time{} + std::chrono::seconds(1));
  return trials;
}

TEST(Influence, OfAQuantileCountsTheAnswersAboveIt) {
  EXPECT_THAT(InfluenceOf(TwoByTwo(), Statistic::Median()), ElementsAre(-1, 1));
}

TEST(Influence, OfAMeanIsHowFarTheAnswersAreOff) {
  EXPECT_THAT(InfluenceOf(TwoByTwo(), Statistic::Mean()),
              ElementsAre(testing::DoubleNear(-0.8, 1e-12), testing::DoubleNear(0.8, 1e-12)));
}

TEST(Influence, IsNothingWhereTheMeanIsNoNumberToCompareWith) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  EXPECT_THAT(InfluenceOf({0, 0, 0}, Statistic::Mean()), Each(0));
  EXPECT_THAT(InfluenceOf({1, kNever}, Statistic::Mean()), Each(0));
  EXPECT_THAT(InfluenceOf({kNever, kNever}, Statistic::Median()), Each(0));
}

TEST(Influence, RanksTrialsByTheMeanOfTheirAnswersRanks) {
  EXPECT_THAT(MeanRanks(TwoByTwo()), ElementsAre(-0.25, 0.25));
}

TEST(Influence, StandsInTheOrderOfTime) {
  EXPECT_THAT(InOrderOf(TwoByTwo(), {7, 8}), ElementsAre(8, 7));
}

}  // namespace
}  // namespace lab::stats
