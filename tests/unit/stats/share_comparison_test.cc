#include "framework/stats/share_comparison.h"

#include <gtest/gtest.h>

#include <vector>

namespace lab::stats {
namespace {

/// `count` of `of` have it, as far from each other as can be.
Trials Spread(int count, int of) {
  Trials trials;
  for (int i = 0; i < of; ++i) trials.Add((i + 1) * count / of - i * count / of);
  return trials;
}

/// Each trial of `each` answers, of which `count` have it.
void AddTrials(Trials& trials, int n, int count, int each) {
  std::vector<double> answers(static_cast<std::size_t>(each), 0.0);
  for (int i = 0; i < count; ++i) answers[static_cast<std::size_t>(i)] = 1;
  for (int i = 0; i < n; ++i) trials.Add(answers);
}

TEST(ShareComparison, OfSingleAnswersIsFishersTest) {
  const ShareComparison failures(Spread(0, 150), Spread(11, 150), false);
  EXPECT_EQ(failures.TailAbove(0), FisherExact({0, 150}, {11, 150}).p_greater);
  EXPECT_LT(failures.TailAbove(0), 0.001);
  EXPECT_EQ(failures.candidate(), (Share{11, 150}));
}

TEST(ShareComparison, OfPairsIsMcNemarsTest) {
  // 20 failed on both sides; 2 more in the baseline alone, 12 in the candidate alone.
  Trials baseline;
  Trials candidate;
  for (int i = 0; i < 100; ++i) {
    const int at = i * 37 % 100;  // in no order
    baseline.Add(at < 22 ? 1 : 0);
    candidate.Add(at < 20 || (at >= 22 && at < 34) ? 1 : 0);
  }
  const ShareComparison failures(baseline, candidate, true);
  EXPECT_EQ(failures.TailAbove(0), McNemarExact(2, 12).p_greater);
  EXPECT_EQ(failures.TailBelow(0), McNemarExact(2, 12).p_less);
  EXPECT_NEAR(failures.DifferenceAt(0.025).value, 0.10, 1e-12);
}

TEST(ShareComparison, IsTheSameMirrored) {
  const ShareComparison there(Spread(3, 90), Spread(14, 80), false);
  const ShareComparison back(Spread(14, 80), Spread(3, 90), false);
  EXPECT_NEAR(there.TailAbove(0), back.TailBelow(0), 1e-12);
  EXPECT_NEAR(*there.DifferenceAt(0.025).low, -*back.DifferenceAt(0.025).high, 1e-12);
}

TEST(ShareComparison, ShowsAnIntervalThatAgreesWithItsPValue) {
  for (int count = 0; count <= 14; ++count) {
    const ShareComparison failures(Spread(2, 60), Spread(count, 60), false);
    const Estimate points = failures.DifferenceAt(0.025);
    if (failures.TailAbove(0) > 0.025) {
      EXPECT_LE(*points.low, 0) << count;
    }
    if (failures.TailBelow(0) > 0.025) {
      EXPECT_GE(*points.high, 0) << count;
    }
    EXPECT_LE(*points.low, points.value);
    EXPECT_GE(*points.high, points.value);
  }
}

TEST(ShareComparison, AsksForMoreWhereAMarginIsAllowed) {
  const ShareComparison failures(Spread(0, 200), Spread(20, 200), false);
  EXPECT_LT(failures.TailAbove(0), failures.TailAbove(0.02));
  EXPECT_LT(failures.TailAbove(0.02), 0.025);
  EXPECT_GT(failures.TailAbove(0.08), 0.025);
}

// Eight answers that fail together are one piece of news, not eight.
TEST(ShareComparison, CountsTrialsAndNotTheirAnswers) {
  Trials baseline;
  Trials candidate;
  AddTrials(baseline, 40, 0, 8);
  AddTrials(candidate, 37, 0, 8);
  AddTrials(candidate, 3, 8, 8);
  const ShareComparison failures(baseline, candidate, false);
  EXPECT_EQ(failures.candidate(), (Share{24, 320}));
  EXPECT_GT(failures.TailAbove(0), 0.05) << "0 of 40 against 3 of 40";
  EXPECT_LT(FisherExact({0, 320}, {24, 320}).p_greater, 1e-6) << "what counting answers would say";
  EXPECT_LE(*failures.DifferenceAt(0.025).low, 0);
}

TEST(ShareComparison, SeesTrialsThatFailMoreOfTheirAnswers) {
  Trials baseline;
  Trials candidate;
  AddTrials(baseline, 40, 1, 8);
  AddTrials(candidate, 40, 7, 8);
  EXPECT_LT(ShareComparison(baseline, candidate, false).TailAbove(0), 1e-6);
  EXPECT_LT(ShareComparison(baseline, candidate, true).TailAbove(0), 1e-6);
}

TEST(ShareComparison, KnowsAnOutageAndCountsItsFailuresAllTheSame) {
  Trials outage;
  Trials none;
  for (int i = 0; i < 200; ++i) {
    outage.Add(i >= 90 && i < 102 ? 1 : 0, Time{} + std::chrono::seconds(i));
    none.Add(0, Time{} + std::chrono::seconds(i));
  }
  const ShareComparison at_once(none, outage, false);
  const ShareComparison apart(none, Spread(12, 200), false);
  EXPECT_EQ(at_once.TailAbove(0), apart.TailAbove(0));
  EXPECT_LT(at_once.effective_n(), 100);
  EXPECT_EQ(apart.effective_n(), 200) << "nothing is known of when they failed";
}

TEST(ShareComparison, KnowsWhatSoFewFailuresCannotShow) {
  EXPECT_NEAR(ShareComparison(Spread(0, 150), Spread(1, 150), false).floor(), 0.5, 1e-12);
  EXPECT_GT(ShareComparison(Spread(0, 3), Spread(3, 3), false).floor(), 0.025);
  EXPECT_LT(ShareComparison(Spread(0, 4), Spread(4, 4), false).floor(), 0.025);
}

TEST(ShareComparison, OfNothingFindsNothing) {
  const ShareComparison nothing(Trials{}, Spread(3, 5), false);
  EXPECT_EQ(nothing.TailAbove(0), 1);
  EXPECT_EQ(nothing.floor(), 1);
  EXPECT_FALSE(nothing.DifferenceAt(0.025).low.has_value());
}

}  // namespace
}  // namespace lab::stats
