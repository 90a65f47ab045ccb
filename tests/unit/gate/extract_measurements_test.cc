#include "framework/gate/extract_measurements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

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

TEST(Reading, ByDefaultIsOfTtftAndLatency) {
  std::vector<std::string> names;
  for (const Reading& reading : DefaultReadings()) names.push_back(reading.name());
  EXPECT_THAT(names, testing::ElementsAre("ttft_ms_p50", "ttft_ms_p95", "latency_ms_p50",
                                          "latency_ms_p95"));
}

}  // namespace
}  // namespace lab::gate
