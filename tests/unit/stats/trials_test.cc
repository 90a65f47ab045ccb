#include "framework/stats/trials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace lab::stats {
namespace {

using testing::ElementsAre;

Time At(int seconds) { return Time{} + std::chrono::seconds(seconds); }

TEST(Trials, KeepEachTrialsValuesTogether) {
  Trials trials;
  trials.Add({1, 2}, At(5));
  trials.Add({}, At(6));
  trials.Add(3, At(7));
  ASSERT_EQ(trials.size(), 3U);
  EXPECT_THAT(trials[0], ElementsAre(1, 2));
  EXPECT_TRUE(trials[1].empty());
  EXPECT_THAT(trials[2], ElementsAre(3));
  EXPECT_THAT(trials.Values(), ElementsAre(1, 2, 3));
  EXPECT_FALSE(trials.OneEach());
}

TEST(Trials, OfPlainValuesAreOneEach) {
  const Trials trials = std::vector<double>{4, 5};
  EXPECT_EQ(trials.size(), 2U);
  EXPECT_THAT(trials[1], ElementsAre(5));
  EXPECT_TRUE(trials.OneEach());
  EXPECT_FALSE(trials.KnowsStarts());
}

TEST(Trials, StandInTheOrderOfTheirStart) {
  Trials trials;
  trials.Add(1, At(9));
  trials.Add(2, At(3));
  trials.Add(3, At(6));
  EXPECT_THAT(trials.InOrder(), ElementsAre(1, 2, 0));
}

TEST(Trials, StandAsTheyWereAddedWhereOneStartIsNotKnown) {
  Trials trials;
  trials.Add(1, At(9));
  trials.Add(2);
  EXPECT_FALSE(trials.KnowsStarts());
  EXPECT_THAT(trials.InOrder(), ElementsAre(0, 1));
}

TEST(StatisticOf, IsOverAllAnswersAndNotOverTrials) {
  Trials trials;
  trials.Add({1, 1, 1, 1});
  trials.Add(11);
  EXPECT_EQ(StatisticOf(trials, Statistic::Mean()), 3);
  EXPECT_EQ(StatisticOf(trials, Statistic::Median()), 1);
  EXPECT_EQ(StatisticOf(trials, Statistic::P95()), 11);
  EXPECT_EQ(StatisticOf(Trials{}, Statistic::P95()), 0);
}

TEST(StatisticOf, CountsWhatNeverCame) {
  constexpr double kNever = std::numeric_limits<double>::infinity();
  EXPECT_EQ(StatisticOf({1, 2, kNever}, Statistic::Median()), 2);
  EXPECT_EQ(StatisticOf({1, 2, kNever}, Statistic::Mean()), kNever);
}

}  // namespace
}  // namespace lab::stats
