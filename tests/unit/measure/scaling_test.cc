#include "framework/measure/scaling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

using testing::IsEmpty;

/// Trials of 12 requests that take `ms` each as a whole.
CaseRecord Level(std::int64_t concurrency, double ms, int trials = 3) {
  CaseRecord record = CaseOf("InParallel", {});
  record.args = {{kConcurrency, concurrency}};
  for (int i = 0; i < trials; ++i) {
    TrialRecord trial = TrialOf(i, {});
    trial.start = AtMs(i * 10'000);
    trial.end = AtMs(i * 10'000 + ms);
    for (int request = 0; request < 12; ++request) trial.samples.push_back(SampleWithTokens(1));
    record.trials.push_back(std::move(trial));
  }
  return record;
}

Scaling Only(std::vector<CaseRecord> cases) {
  measure::Run run;
  run.cases = std::move(cases);
  std::vector<Scaling> scalings = ScalingsOf(run);
  EXPECT_EQ(scalings.size(), 1u);
  return scalings.empty() ? Scaling{} : scalings[0];
}

TEST(Scaling, ComparesEachLevelWithTheLowest) {
  const Scaling scaling = Only({Level(4, 400), Level(1, 1200), Level(2, 600)});
  ASSERT_EQ(scaling.levels.size(), 3u);
  EXPECT_EQ(scaling.levels[0].concurrency, 1);
  EXPECT_DOUBLE_EQ(scaling.levels[0].per_second, 10);
  EXPECT_DOUBLE_EQ(scaling.levels[1].speedup, 2);
  EXPECT_DOUBLE_EQ(scaling.levels[1].efficiency, 1);
  EXPECT_DOUBLE_EQ(scaling.levels[2].per_second, 30);
  EXPECT_DOUBLE_EQ(scaling.levels[2].speedup, 3);
  EXPECT_DOUBLE_EQ(scaling.levels[2].efficiency, 0.75);
}

// A server with room for eight: up to there time halves with every doubling, then nothing changes.
TEST(Scaling, TheKneeIsWhereTheServerIsFull) {
  const Scaling scaling = Only({Level(1, 3200), Level(2, 1600), Level(4, 800), Level(8, 400),
                                Level(16, 400), Level(32, 400)});
  EXPECT_EQ(scaling.knee().concurrency, 8);
}

// Amdahl's law with a twentieth in sequence: speed-up n / (1 + (n - 1) / 20), whose product with
// efficiency is n / (0.95 + 0.05 n)^2. Its maximum is at n = 19; from 16 on it is within 1 %.
TEST(Scaling, TheKneeOfAmdahlsLawIsWhereTheoryPutsIt) {
  std::vector<CaseRecord> cases;
  for (int n = 1; n <= 40; ++n) cases.push_back(Level(n, 10'000 * (0.05 + 0.95 / n)));
  EXPECT_EQ(Only(std::move(cases)).knee().concurrency, 16);
}

TEST(Scaling, TheKneeOfAPerfectServerIsTheHighestLevel) {
  EXPECT_EQ(Only({Level(1, 1600), Level(4, 400), Level(16, 100)}).knee().concurrency, 16);
}

TEST(Scaling, TheKneeIsTheLowestLevelWhereNothingIsGained) {
  EXPECT_EQ(Only({Level(1, 1000), Level(2, 1000), Level(4, 1100)}).knee().concurrency, 1);
}

TEST(Scaling, AFailedRequestCompletesNothing) {
  CaseRecord half = Level(2, 600);
  for (TrialRecord& trial : half.trials) {
    for (int i = 0; i < 6; ++i)
      trial.samples[static_cast<std::size_t>(i)].error = Error{ErrorKind::kRateLimited, "429"};
  }
  EXPECT_DOUBLE_EQ(Only({Level(1, 1200), half}).levels[1].speedup, 1);
}

TEST(Scaling, LeavesOutTrialsThatCouldNotBeCarriedOut) {
  CaseRecord two = Level(2, 600);
  two.trials[0].error = Error{ErrorKind::kUsage, "stuck"};
  const Scaling scaling = Only({Level(1, 1200), two});
  EXPECT_EQ(scaling.levels[1].trials, 2);
  EXPECT_DOUBLE_EQ(scaling.levels[1].speedup, 2);
}

TEST(Scaling, NeedsTwoLevelsOfOneGroup) {
  measure::Run run;
  CaseRecord other = Level(2, 600);
  other.group = "Other";
  run.cases = {Level(1, 1200), other, CaseOf("Plain", {TrialOf(0, {})})};
  EXPECT_THAT(ScalingsOf(run), IsEmpty());
}

CaseRecord Named(const char* name, CaseRecord record) {
  record.name = name;
  return record;
}

TEST(Scaling, IsACurveATechnique) {
  measure::Run run;
  run.cases = {Named("Slow", Level(1, 1200)), Named("Fast", Level(1, 120)),
               Named("Slow", Level(2, 600)), Named("Fast", Level(2, 120))};
  const std::vector<Scaling> scalings = ScalingsOf(run);
  ASSERT_EQ(scalings.size(), 2U);
  EXPECT_EQ(scalings[0].technique, "Slow");
  EXPECT_EQ(scalings[0].levels.size(), 2U);
  EXPECT_DOUBLE_EQ(scalings[0].levels[1].efficiency, 1);
  EXPECT_EQ(scalings[1].technique, "Fast");
  EXPECT_DOUBLE_EQ(scalings[1].levels[1].efficiency, 0.5);
}

TEST(Scaling, IsACurveAListOfOtherArguments) {
  measure::Run run;
  for (const std::int64_t size : {1, 100}) {
    for (const std::int64_t level : {1, 2}) {
      CaseRecord record = Level(level, 1200.0 / static_cast<double>(level));
      record.args.insert(record.args.begin(), {"size", size});
      run.cases.push_back(std::move(record));
    }
  }
  const std::vector<Scaling> scalings = ScalingsOf(run);
  ASSERT_EQ(scalings.size(), 2U);
  EXPECT_EQ(scalings[0].technique, "InParallel/size:1");
  EXPECT_EQ(scalings[1].technique, "InParallel/size:100");
}

TEST(Scaling, BeginsWithTheBaselineWhereItsTechniqueBeginsAboveIt) {
  CaseRecord baseline = Named("OneAfterAnother", Level(1, 1200));
  baseline.baseline = true;
  measure::Run run;
  run.cases = {baseline, Named("AtOnce", Level(2, 600)), Named("Pooled", Level(1, 1000)),
               Named("Pooled", Level(2, 600))};
  const std::vector<Scaling> scalings = ScalingsOf(run);
  ASSERT_EQ(scalings.size(), 2U);
  EXPECT_EQ(scalings[0].technique, "AtOnce");
  EXPECT_DOUBLE_EQ(scalings[0].levels[1].speedup, 2);
  EXPECT_EQ(scalings[1].technique, "Pooled");
  EXPECT_EQ(scalings[1].levels.size(), 2U);
}

}  // namespace
}  // namespace lab::measure
