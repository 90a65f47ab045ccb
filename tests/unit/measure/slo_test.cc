#include "framework/measure/slo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/measure/slo_parser.h"
#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

using testing::HasSubstr;

Slo SloOf(std::string_view text) {
  Result<Slo> slo = ParseSlo(text);
  EXPECT_TRUE(slo.ok()) << text;
  return slo.ok() ? *std::move(slo) : Slo();
}

// TTFTs of 1, 2 ... n ms, and so many failures behind them.
measure::Run RunOfTtfts(int n, int failures = 0) {
  measure::Run run;
  run.cases = {CaseOf("A", {})};
  for (int i = 1; i <= n + failures; ++i) {
    View view = ViewOf({.first_token = static_cast<double>(i), .failed = i > n});
    run.cases[0].trials.push_back(TrialOf(i, {view}));
  }
  return run;
}

SloResult Judged(const measure::Run& run, const Slo& slo) {
  const Result<std::vector<SloResult>> results = JudgeSlos(run, {slo});
  EXPECT_TRUE(results.ok());
  SloResult result = results.ok() && !results->empty() ? results->front() : SloResult();
  result.slo = &slo;
  return result;
}

TEST(Slos, AreBrokenWhereTheSamplesPercentileIsBeyondTheBound) {
  const measure::Run run = RunOfTtfts(100);
  const Slo slo = SloOf("ttft p95=94");
  const SloResult result = Judged(run, slo);
  EXPECT_EQ(result.word, SloWord::kBroken);
  EXPECT_EQ(result.observed, 95);
  EXPECT_EQ(result.answers, 100);
  EXPECT_EQ(result.met, 94);
}

TEST(Slos, AreMetOnlyWhereTheIntervalIsWithinTheBoundToo) {
  EXPECT_EQ(Judged(RunOfTtfts(200), SloOf("ttft p95=199")).word, SloWord::kMet);
  EXPECT_EQ(Judged(RunOfTtfts(200), SloOf("ttft p95=191")).word, SloWord::kCannotTell);
}

TEST(Slos, CannotBeToldFromAFewAnswersUnlessTheseBreakThem) {
  const measure::Run run = RunOfTtfts(5);
  EXPECT_EQ(Judged(run, SloOf("ttft p99=1000")).word, SloWord::kCannotTell);
  EXPECT_EQ(Judged(run, SloOf("ttft p99=1000")).needed, 368);
  EXPECT_EQ(Judged(run, SloOf("ttft p99=4")).word, SloWord::kBroken);
}

TEST(Slos, CountFailuresAsNotMet) {
  const measure::Run run = RunOfTtfts(90, 10);
  const Slo slo = SloOf("ttft p95=1000");
  const SloResult result = Judged(run, slo);
  EXPECT_EQ(result.word, SloWord::kBroken);
  EXPECT_TRUE(std::isinf(*result.observed));
  EXPECT_EQ(result.met, 90);
  EXPECT_EQ(result.answers, 100);
  measure::Run broken = RunOfTtfts(3);
  broken.cases[0].trials[0] = TrialOf(0, {});
  broken.cases[0].trials[0].error = Error{ErrorKind::kUsage, "no"};
  EXPECT_EQ(Judged(broken, slo).met, 2);
  EXPECT_EQ(Judged(broken, slo).answers, 3);
}

TEST(Slos, WithoutAStatisticAreBrokenByOneAnswer) {
  EXPECT_EQ(Judged(RunOfTtfts(20), SloOf("ttft:20")).word, SloWord::kMet);
  EXPECT_EQ(Judged(RunOfTtfts(20), SloOf("ttft:19")).word, SloWord::kBroken);
  EXPECT_EQ(Judged(RunOfTtfts(20), SloOf("ttft:19")).met, 19);
}

TEST(Slos, OfFailuresAreAboutTheirShare) {
  EXPECT_EQ(Judged(RunOfTtfts(90, 10), SloOf("failed=9%")).word, SloWord::kBroken);
  EXPECT_EQ(Judged(RunOfTtfts(90, 10), SloOf("failed=11%")).word, SloWord::kCannotTell);
  EXPECT_EQ(Judged(RunOfTtfts(90, 10), SloOf("failed=50%")).word, SloWord::kMet);
  EXPECT_EQ(Judged(RunOfTtfts(90, 10), SloOf("failed=50%")).met, 90);
}

TEST(Slos, OfASpeedAreBoundsFromBelow) {
  // 9 tokens in 0.9 s and a little more.
  EXPECT_EQ(Judged(RunOfTtfts(100), SloOf("tps p5=5")).word, SloWord::kMet);
  EXPECT_EQ(Judged(RunOfTtfts(100), SloOf("tps p50=11")).word, SloWord::kBroken);
  EXPECT_EQ(Judged(RunOfTtfts(90, 10), SloOf("tps p5=5")).word, SloWord::kBroken);
}

TEST(Slos, OfTheExperimentsOwnTimeHaveARowWhereItIsMeasured) {
  measure::Run run = RunOfTtfts(40);
  run.cases.push_back(run.cases[0]);
  run.cases[1].name = "B";
  for (TrialRecord& trial : run.cases[1].trials) trial.times["first sentence"] = {FromMs(300)};
  const std::vector<Slo> slos{SloOf("first sentence p50=400ms")};
  const Result<std::vector<SloResult>> results = JudgeSlos(run, slos);
  ASSERT_TRUE(results.ok());
  ASSERT_EQ(results->size(), 1U);
  EXPECT_EQ(results->front().record, &run.cases[1]);
  EXPECT_EQ(results->front().word, SloWord::kMet);
  const std::vector<Slo> misspelt{SloOf("first sentense p50=400ms")};
  EXPECT_THAT(JudgeSlos(run, misspelt).error().message,
              HasSubstr("no case of this run measures 'first sentense'"));
  EXPECT_THAT(JudgeSlos(run, misspelt).error().message, HasSubstr("itl_ms, first sentence"));
}

// 40 trials of 10 answers that are all alike: worth 40, not 400.
TEST(Slos, TakeAnswersOfOneTrialForDependent) {
  measure::Run run;
  run.cases = {CaseOf("A", {})};
  for (int i = 1; i <= 40; ++i) {
    run.cases[0].trials.push_back(
        TrialOf(i, std::vector<View>(10, ViewOf({.first_token = static_cast<double>(i)}))));
  }
  EXPECT_EQ(Judged(run, SloOf("ttft p50=22")).word, SloWord::kCannotTell);
  EXPECT_EQ(Judged(run, SloOf("ttft p50=39")).word, SloWord::kMet);
}

}  // namespace
}  // namespace lab::measure
