#include "framework/gate/extract_measurements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "framework/measure/series.h"
#include "tests/unit/measure/records.h"

namespace lab::gate {
namespace {

using measure::CaseOf;
using measure::SampleWithTokens;
using measure::TrialOf;
using measure::ViewOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<Reading> kTtft{*ParseReading("ttft_ms_p50")};

/// Trial i has a TTFT of `first` + i ms.
measure::CaseRecord Case(const std::string& name, double first, int trials) {
  measure::CaseRecord record = CaseOf(name, {});
  for (int i = 0; i < trials; ++i)
    record.trials.push_back(TrialOf(i, {ViewOf({.first_token = first + i})}));
  return record;
}

measure::Run RunOf(std::vector<measure::CaseRecord> cases) {
  measure::Run run;
  run.config.seed = 7;
  run.cases = std::move(cases);
  return run;
}

TEST(Observe, PairsTrialsByTheirIndex) {
  measure::Run candidate = RunOf({Case("Cached", 200, 20)});
  std::swap(candidate.cases[0].trials[0], candidate.cases[0].trials[19]);
  const Observed observed = ObserveRuns(RunOf({Case("Cached", 100, 20)}), candidate, kTtft);
  ASSERT_EQ(observed.observations.size(), 1U);
  const Observation& observation = observed.observations[0];
  EXPECT_TRUE(observation.paired);
  EXPECT_EQ(observation.case_name, "caching/SupportDesk/Cached");
  EXPECT_EQ(observation.metric, "ttft_ms_p50");
  ASSERT_EQ(observation.baseline.size(), 20U);
  for (std::size_t i = 0; i < 20; ++i)
    EXPECT_EQ(observation.candidate.Values()[i] - observation.baseline.Values()[i], 100);
}

TEST(Observe, LeavesTheFewTrialsOutThatFailedAndSaysSo) {
  measure::Run candidate = RunOf({Case("Cached", 200, 20)});
  candidate.cases[0].trials[4].views[0].failed = true;
  const Observed observed = ObserveRuns(RunOf({Case("Cached", 100, 20)}), candidate, kTtft);
  EXPECT_TRUE(observed.observations.at(0).paired);
  EXPECT_EQ(observed.observations[0].baseline.size(), 19U);
  EXPECT_THAT(observed.notes,
              ElementsAre(HasSubstr("0 of 20 trials failed in the baseline, 1 of 20")));
}

/// The same case, whose first `failed` trials failed.
measure::CaseRecord Failing(measure::CaseRecord record, std::size_t failed) {
  for (std::size_t i = 0; i < failed; ++i) record.trials[i].views[0].failed = true;
  return record;
}

const Observation* Find(const Observed& observed, const std::string& name,
                        const std::string& metric) {
  for (const Observation& observation : observed.observations) {
    if (observation.case_name == name && observation.metric == metric) return &observation;
  }
  return nullptr;
}

TEST(Observe, HasARowOfFailuresWhereSomethingFailedOnASide) {
  const measure::Run good = RunOf({Case("Cached", 100, 20), Case("Cold", 100, 20)});
  const measure::Run bad = RunOf({Failing(Case("Cached", 100, 20), 6), Case("Cold", 100, 20)});
  for (const auto& [first, second] : {std::pair{good, bad}, {bad, good}}) {
    const Observed observed = ObserveRuns(first, second, kTtft);
    const Observation* row = Find(observed, "caching/SupportDesk/Cached", "failed_share");
    ASSERT_NE(row, nullptr);
    EXPECT_TRUE(row->failures);
    EXPECT_TRUE(row->paired);
    EXPECT_EQ(row->baseline.size(), 20U);
    EXPECT_EQ(Find(observed, "caching/SupportDesk/Cold", "failed_share"), nullptr);
  }
  EXPECT_EQ(ObserveRuns(good, good, kTtft).observations.size(), 2U);
}

// A server that dies at two thirds of the run fails the rest in a row: no bad minute excuses that.
TEST(Observe, LetsTheJudgeSeeFailuresInWhateverOrderTheyCame) {
  const measure::Run good = RunOf({Case("Cached", 100, 90)});
  for (const bool in_a_row : {true, false}) {
    measure::Run bad = good;
    for (std::size_t i = 0; i < 90; ++i)
      bad.cases[0].trials[i].views[0].failed = in_a_row ? i >= 63 : i % 10 < 3;
    for (const std::uint64_t seed : {7U, 8U}) {
      bad.config.seed = seed;
      const Judgement judgement = Judge(ObserveRuns(good, bad, kTtft).observations);
      EXPECT_EQ(judgement.rows.back().metric, "failed_share");
      EXPECT_EQ(judgement.rows.back().ruling, Ruling::kRegression) << in_a_row << seed;
    }
  }
}

TEST(Observe, HasOneRowOfFailuresOverAllCasesTogether) {
  std::vector<measure::CaseRecord> cases;
  for (int i = 0; i < 3; ++i) cases.push_back(Case(std::to_string(i), 100, 20));
  const measure::Run good = RunOf(cases);
  for (measure::CaseRecord& record : cases) record = Failing(record, 2);
  const Observed observed = ObserveRuns(good, RunOf(cases), kTtft);
  const Observation& all = observed.observations.back();
  EXPECT_EQ(all.case_name, kAllCases);
  EXPECT_EQ(all.baseline.Values().size(), 60U);
  EXPECT_TRUE(all.paired);
  // Of a single case it would say the same twice.
  const Observed one =
      ObserveRuns(RunOf({Case("A", 1, 9)}), RunOf({Failing(Case("A", 1, 9), 2)}), kTtft);
  EXPECT_NE(one.observations.back().case_name, kAllCases);
}

// A little slower in each of many cases is much in all of them.
TEST(Observe, HasOneRowOfEachMeanTimeOverAllCasesTogether) {
  const measure::Run before = RunOf({Case("A", 100, 20), Case("B", 9000, 20)});
  measure::Run after = before;
  for (measure::CaseRecord& record : after.cases) {
    for (measure::TrialRecord& trial : record.trials)
      trial.views[0].first_token =
          trial.views[0].asked + 2 * (trial.views[0].first_token - trial.views[0].asked);
  }
  const std::vector<Reading> mean{*ParseReading("ttft_ms_mean")};
  const Observed observed = ObserveRuns(before, after, mean);
  const Observation* all = Find(observed, kAllCases, "ttft_relative_mean");
  ASSERT_NE(all, nullptr);
  EXPECT_TRUE(all->paired);
  EXPECT_EQ(all->baseline.size(), 40U);
  EXPECT_NEAR(stats::StatisticOf(all->baseline, stats::Statistic::Mean()), 1, 1e-9);
  EXPECT_NEAR(stats::StatisticOf(all->candidate, stats::Statistic::Mean()), 2, 1e-9);
  EXPECT_EQ(ObserveRuns(before, after, kTtft).observations.size(), 2U) << "no mean was asked for";
  const measure::Run one = RunOf({Case("A", 100, 20)});
  EXPECT_EQ(ObserveRuns(one, one, mean).observations.size(), 1U);
}

// 0 -> 11 of 150 in each of 20 cases is too little in each for Holm, and not in all.
TEST(Observe, LetsTheJudgeSeeWhatIsTooLittleInEachCase) {
  std::vector<measure::CaseRecord> cases;
  for (int i = 0; i < 20; ++i) cases.push_back(Case(std::to_string(i), 100, 150));
  const measure::Run good = RunOf(cases);
  for (measure::CaseRecord& record : cases) record = Failing(record, 11);
  measure::Run bad = RunOf(cases);
  bad.config.seed = 8;
  const Judgement judgement = Judge(ObserveRuns(good, bad, {}).observations, {.resamples = 200});
  EXPECT_EQ(judgement.rows.back().case_name, kAllCases);
  EXPECT_EQ(judgement.rows.back().ruling, Ruling::kRegression);
}

TEST(Observe, JudgesFailuresWhereTheGroupIsJudgedByThem) {
  measure::CaseRecord record = Case("Retried", 100, 20);
  record.judged_by = {*ParseReading("failed_share"), *ParseReading("ttft_ms_p99")};
  const Observed observed = ObserveRuns(RunOf({record}), RunOf({record}), {});
  EXPECT_NE(Find(observed, "caching/SupportDesk/Retried", "failed_share"), nullptr);
  EXPECT_NE(Find(observed, "caching/SupportDesk/Retried", "ttft_ms_p99"), nullptr);
  EXPECT_NE(Find(observed, "caching/SupportDesk/Retried", "latency_ms_mean"), nullptr);
  EXPECT_EQ(observed.observations.size(), 8U);
  EXPECT_EQ(ObserveRuns(RunOf({record}), RunOf({record}), kTtft).observations.size(), 1U);
}

// The table's figure is over the answers: so is the gate's, and a trial is the unit.
TEST(Observe, TakesEveryAnswerOfATrialAndKeepsThemTogether) {
  measure::CaseRecord record = CaseOf("Crowd", {});
  for (int i = 0; i < 40; ++i) {
    std::vector<measure::View> views;
    for (int user = 0; user < 8; ++user)
      views.push_back(ViewOf({.first_token = 100.0 * (user + 1)}));
    record.trials.push_back(TrialOf(i, views));
  }
  const Observed observed = ObserveRuns(RunOf({record}), RunOf({record}), kTtft);
  const Observation& row = observed.observations.at(0);
  EXPECT_EQ(row.baseline.size(), 40U);
  EXPECT_EQ(row.baseline.Values(), measure::Values(record, measure::Metric::kTtft));
  EXPECT_FALSE(row.baseline.OneEach());
}

TEST(Observe, KeepsWhenEachTrialBegan) {
  measure::CaseRecord record = Case("Cached", 100, 5);
  for (std::size_t i = 0; i < 5; ++i)
    record.trials[i].start = measure::AtMs(1000.0 * static_cast<double>(i));
  const Observed observed = ObserveRuns(RunOf({record}), RunOf({record}), kTtft);
  EXPECT_EQ(observed.observations[0].candidate.Start(3), measure::AtMs(3000));
}

TEST(Observe, NamesAReadingThatTheCandidateHasNoMore) {
  measure::CaseRecord streamed = Case("Cached", 100, 20);
  measure::CaseRecord silent = streamed;
  for (measure::TrialRecord& trial : silent.trials) trial.views[0].last_token = kUnset;
  const std::vector<Reading> tpot{*ParseReading("tpot_ms_p50")};
  const Observed observed = ObserveRuns(RunOf({streamed}), RunOf({silent}), tpot);
  ASSERT_EQ(observed.lost.size(), 1U);
  EXPECT_EQ(observed.lost[0].metric, "tpot_ms_p50");
  EXPECT_THAT(ObserveRuns(RunOf({silent}), RunOf({streamed}), tpot).lost, IsEmpty());
  // One that failed altogether is named as that.
  const Observed failed = ObserveRuns(RunOf({streamed}), RunOf({Failing(streamed, 20)}), tpot);
  EXPECT_THAT(failed.lost, IsEmpty());
  EXPECT_THAT(failed.failed, ElementsAre("caching/SupportDesk/Cached"));
}

TEST(Observe, TakesACaseWithoutATrialForMissing) {
  const measure::Run base = RunOf({Case("Cached", 100, 6), Case("Cut", 100, 6)});
  const measure::Run cut = RunOf({Case("Cached", 100, 6), CaseOf("Cut", {})});
  const Observed observed = ObserveRuns(base, cut, kTtft);
  EXPECT_THAT(observed.only_baseline, ElementsAre("caching/SupportDesk/Cut"));
  EXPECT_THAT(observed.notes,
              ElementsAre("caching/SupportDesk/Cut: has not one trial in the candidate"));
}

TEST(Observe, SaysWhereAWholeGroupIsMissing) {
  measure::Run base = RunOf({Case("A", 1, 6), Case("B", 1, 6), Case("C", 1, 6)});
  base.cases[2].group = "Other";
  const Observed observed = ObserveRuns(base, RunOf({base.cases[2]}), kTtft);
  EXPECT_THAT(observed.notes,
              ElementsAre(HasSubstr("caching/SupportDesk: the whole group, 2 cases")));
}

TEST(Observe, SaysWhereACaseAsksAnotherModel) {
  measure::Run base = RunOf({Case("Cached", 100, 6)});
  measure::Run other = base;
  base.cases[0].model = "a";
  other.cases[0].model = "b";
  EXPECT_THAT(ObserveRuns(base, other, kTtft).notes,
              ElementsAre(HasSubstr("asks a in the baseline, b")));
}

TEST(Observe, NamesACaseThatFailedInTheCandidateAlone) {
  measure::Run baseline = RunOf({Case("Cached", 100, 20), Case("Cold", 100, 20)});
  measure::Run candidate = baseline;
  for (measure::TrialRecord& trial : candidate.cases[1].trials) trial.views[0].failed = true;
  EXPECT_THAT(ObserveRuns(baseline, candidate, kTtft).failed,
              ElementsAre("caching/SupportDesk/Cold"));
  EXPECT_THAT(ObserveRuns(candidate, baseline, kTtft).failed, IsEmpty());
  EXPECT_THAT(ObserveRuns(candidate, candidate, kTtft).failed, IsEmpty());
  candidate.cases[1].trials[7].views[0].failed = false;
  EXPECT_THAT(ObserveRuns(baseline, candidate, kTtft).failed, IsEmpty());
}

TEST(Observe, DoesNotPairRunsOfDifferentSeedsOrLengths) {
  measure::Run other = RunOf({Case("Cached", 200, 20)});
  other.config.seed = 8;
  const measure::Run base = RunOf({Case("Cached", 100, 20)});
  EXPECT_FALSE(ObserveRuns(base, other, kTtft).observations.at(0).paired);
  const Observed longer = ObserveRuns(base, RunOf({Case("Cached", 200, 40)}), kTtft);
  EXPECT_FALSE(longer.observations.at(0).paired);
  EXPECT_EQ(longer.observations[0].baseline.size(), 20U);
  EXPECT_EQ(longer.observations[0].candidate.size(), 40U);
}

TEST(Observe, ListsCasesThatOneSideLacksOrSkipped) {
  measure::Run base = RunOf({Case("Cached", 100, 6), Case("Old", 100, 6), Case("Odd", 1, 6)});
  measure::Run candidate = RunOf({Case("Cached", 100, 6), Case("New", 100, 6), Case("Odd", 1, 6)});
  candidate.cases[2].skipped = "no such model";
  const Observed observed = ObserveRuns(base, candidate, kTtft);
  EXPECT_EQ(observed.observations.size(), 1U);
  EXPECT_THAT(observed.only_baseline,
              ElementsAre("caching/SupportDesk/Old", "caching/SupportDesk/Odd"));
  EXPECT_THAT(observed.only_candidate, ElementsAre("caching/SupportDesk/New"));
  EXPECT_THAT(observed.notes,
              ElementsAre("caching/SupportDesk/Odd: skipped in the candidate: no such model"));
  const Observed mirrored = ObserveRuns(candidate, base, kTtft);
  EXPECT_THAT(mirrored.only_baseline, ElementsAre("caching/SupportDesk/New"));
  EXPECT_THAT(mirrored.only_candidate,
              ElementsAre("caching/SupportDesk/Odd", "caching/SupportDesk/Old"));
}

// Otherwise a cache that hits less often would not be seen: only its misses were compared.
TEST(Observe, CountsAnAnswerOutOfACacheAsTheZeroThatItTook) {
  measure::CaseRecord before = Case("Cached", 100, 20);
  const measure::CaseRecord after = before;
  for (std::size_t i = 0; i < 16; ++i) before.trials[i].views = {ViewOf({.first_token = 0})};
  const Observed observed =
      ObserveRuns(RunOf({before}), RunOf({after}), {*ParseReading("ttft_ms_mean")});
  ASSERT_EQ(observed.observations.size(), 1U);
  EXPECT_TRUE(observed.observations[0].paired);
  const Judgement judgement = Judge(observed.observations);
  EXPECT_EQ(judgement.rows[0].n_baseline, 20);
  EXPECT_EQ(judgement.rows[0].ruling, Ruling::kRegression);
}

TEST(Observe, HasNothingToSayWithoutNumbers) {
  const measure::Run run = RunOf({CaseOf("Empty", {TrialOf(0, {})})});
  const Observed observed = ObserveRuns(run, run, DefaultReadings());
  EXPECT_THAT(observed.observations, IsEmpty());
  EXPECT_THAT(observed.only_baseline, IsEmpty());
}

TEST(Reading, ByDefaultIsOfTtftAndLatencyWithTheirMeans) {
  std::vector<std::string> names;
  for (const Reading& reading : DefaultReadings()) names.push_back(reading.name());
  EXPECT_THAT(names, ElementsAre("ttft_ms_p50", "ttft_ms_p95", "ttft_ms_mean", "latency_ms_p50",
                                 "latency_ms_p95", "latency_ms_mean"));
}

}  // namespace
}  // namespace lab::gate
