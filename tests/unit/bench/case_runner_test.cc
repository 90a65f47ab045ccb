#include "framework/bench/case_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/measure/series.h"
#include "tests/unit/bench/fake_world.h"

namespace lab::testing {
namespace {

using measure::CaseRecord;

CaseRecord RunNamed(const std::string& name, CaseOptions options = {.trials = 3}) {
  for (const CaseInstance& instance : AllCases()) {
    if (instance.NewRecord().short_name() == name) return RunCase(instance, options, FakeFactory());
  }
  ADD_FAILURE() << "no case " << name;
  return {};
}

TEST(CaseRunner, RunsEachTrialAndRecordsWhatTheUserSaw) {
  const CaseRecord record = RunNamed("Plain");
  EXPECT_EQ(record.model, "claude-sonnet-5-5");
  EXPECT_THAT(measure::Values(record, measure::Metric::kTtft), ::testing::ElementsAre(40, 40, 40));
  EXPECT_THAT(measure::Values(record, measure::Metric::kLatency),
              ::testing::ElementsAre(100, 100, 100));
}

TEST(CaseRunner, StartsTrialsAtTheSameMomentsInEveryCase) {
  const CaseRecord record = RunNamed("Plain");
  EXPECT_EQ(record.trials[1].start - record.trials[0].start, std::chrono::seconds(30));
  EXPECT_EQ(record.trials[0].start, RunNamed("Paused/pause_s:1").trials[0].start);
}

TEST(CaseRunner, RunsTrialsBackToBackWhenNotPaced) {
  const CaseRecord record = RunNamed("Plain", {.trials = 2, .paced = false});
  EXPECT_EQ(record.trials[1].start - record.trials[0].start, std::chrono::milliseconds(100));
}

TEST(CaseRunner, StopsBeforeItsTrialsAreDoneWhenTheRuleSaysSo) {
  const CaseRecord record = RunNamed("Plain", {.trials = 500, .until = StopRule{.least = 30}});
  EXPECT_EQ(record.trials.size(), 30U);  // every trial takes 100 ms
}

TEST(CaseRunner, RunsTwoWorldsInTurns) {
  std::vector<std::string> order;
  const auto noting = [&order](const std::string& side) -> WorldFactory {
    return [&order, side](const WorldSpec& spec) {
      order.push_back("open " + side);
      return FakeFactory()(spec);
    };
  };
  for (const CaseInstance& instance : AllCases()) {
    if (instance.NewRecord().short_name() != "Plain") continue;
    const CasePair pair = RunCaseInTurns(instance, {.trials = 3}, noting("a"), noting("b"));
    EXPECT_THAT(order, ::testing::ElementsAre("open a", "open b"));
    const CaseRecord alone = RunNamed("Plain");
    for (const CaseRecord* side : {&pair.first, &pair.second}) {
      ASSERT_EQ(side->trials.size(), 3U);
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(side->trials[i].index, static_cast<std::int64_t>(i));
        EXPECT_EQ(side->trials[i].start, alone.trials[i].start);
        EXPECT_EQ(side->trials[i].samples[0].request_id, alone.trials[i].samples[0].request_id);
      }
    }
  }
}

TEST(CaseRunner, GoesOnInOneWorldWhenTheOtherCannotRun) {
  const WorldFactory broken = [](const WorldSpec&) -> Result<std::unique_ptr<World>> {
    return Error{ErrorKind::kUsage, "no such place"};
  };
  for (const CaseInstance& instance : AllCases()) {
    if (instance.NewRecord().short_name() != "Plain") continue;
    const CasePair pair = RunCaseInTurns(instance, {.trials = 2}, FakeFactory(), broken);
    EXPECT_EQ(pair.first.trials.size(), 2U);
    EXPECT_EQ(pair.second.skipped, "no such place");
  }
}

TEST(CaseRunner, StartsTheNextTrialAtOnceWhenOneTookLonger) {
  const CaseRecord record = RunNamed("Paused/pause_s:60");
  EXPECT_EQ(record.trials[1].start, record.trials[0].end);
}

TEST(CaseRunner, MeasuresFromTheLastAsk) {
  EXPECT_THAT(measure::Values(RunNamed("Paused/pause_s:60"), measure::Metric::kLatency),
              ::testing::Each(100));
}

TEST(CaseRunner, DoesNotCountTheRequestsOfSetUp) {
  EXPECT_EQ(measure::TotalsOf(RunNamed("Plain")).requests, 3);
}

TEST(CaseRunner, KeysRequestsByGroupTrialAndNumber) {
  const CaseRecord record = RunNamed("Plain", {.trials = 1, .first_trial = 7});
  EXPECT_EQ(record.trials[0].index, 7);
  EXPECT_EQ(record.trials[0].samples[0].request_id, "unit/Greeting/7/0");
}

TEST(CaseRunner, CountsAFailedReplyAsAFailureAndNotAsATime) {
  const CaseRecord record = RunNamed("Failing");
  EXPECT_TRUE(measure::Values(record, measure::Metric::kLatency).empty());
  EXPECT_EQ(measure::TotalsOf(record).failed_views, 3);
  EXPECT_EQ(measure::TotalsOf(record).errors.at("overloaded"), 3);
}

TEST(CaseRunner, GoesOnAfterATrialThatThrew) {
  const CaseRecord record = RunNamed("Throwing");
  ASSERT_EQ(record.trials.size(), 3U);
  for (const measure::TrialRecord& trial : record.trials) {
    EXPECT_THAT(trial.error->message, ::testing::HasSubstr("boom"));
  }
}

TEST(CaseRunner, SaysSoWhenATrialWaitsForWhatNeverHappens) {
  const CaseRecord record = RunNamed("Stalling");
  ASSERT_EQ(record.trials.size(), 3U);
  for (const measure::TrialRecord& trial : record.trials) {
    ASSERT_TRUE(trial.error.has_value());
    EXPECT_THAT(trial.error->message, ::testing::HasSubstr("never happens"));
  }
}

TEST(CaseRunner, TellsOfEachTrialOnceAlsoOfOneThatStallsOrThrows) {
  for (const char* name : {"Plain", "Stalling", "Throwing"}) {
    std::vector<std::int64_t> told;
    RunNamed(name, {.trials = 3, .trial_done = [&](const auto&, const measure::TrialRecord& trial) {
                      EXPECT_TRUE(IsSet(trial.end));
                      told.push_back(trial.index);
                    }});
    EXPECT_THAT(told, ::testing::ElementsAre(0, 1, 2)) << name;
  }
}

TEST(CaseRunner, FallsBackOnTheRunsModelWhereOneIsOnlyPreferred) {
  const CaseRecord record = RunNamed("Wherever");
  EXPECT_EQ(record.skipped, std::nullopt);
  EXPECT_EQ(record.model, "claude-sonnet-5-5");
}

TEST(CaseRunner, SkipsACaseThatNeedsAnotherModelThanItsOwn) {
  EXPECT_EQ(RunNamed("WithAnother").skipped, "there is no model 'unknown'");
}

TEST(CaseRunner, SkipsACaseThatNeedsAPriceThatIsNotKnown) {
  const CaseRecord record = RunNamed("Priced");
  ASSERT_TRUE(record.skipped.has_value());
  EXPECT_THAT(*record.skipped, ::testing::HasSubstr("that of free-1 is not known"));
  EXPECT_TRUE(record.trials.empty());
}

TEST(CaseRunner, SkipsACaseWhoseModelTheTargetDoesNotHave) {
  const CaseRecord record = RunNamed("Elsewhere");
  EXPECT_EQ(record.skipped, "there is no model 'unknown'");
  EXPECT_TRUE(record.trials.empty());
}

TEST(CaseRunner, SkipsACaseOfMoreTrialsThanFitInMemory) {
  const CaseRecord record = RunNamed("Plain", {.trials = 1'000'000'000'000'000});
  ASSERT_TRUE(record.skipped.has_value());
  EXPECT_THAT(*record.skipped, ::testing::HasSubstr("1000000000000000 trials when a case keeps"));
  EXPECT_TRUE(record.trials.empty());
}

TEST(CaseRunner, SkipsACaseThatHasNoWorld) {
  const WorldFactory none = [](const WorldSpec& spec) -> Result<std::unique_ptr<World>> {
    return Error{ErrorKind::kConfig, "no world for " + spec.case_name};
  };
  const CaseRecord record = RunCase(AllCases().front(), {.trials = 1}, none);
  EXPECT_EQ(record.skipped, "no world for unit/Greeting/Plain");
}

TEST(CaseRunner, DropsTheTrialThatIsUnderWayWhenItIsAskedToStop) {
  std::stop_source stop;
  CaseOptions options{.trials = 30, .stop = stop.get_token()};
  options.trial_done = [&](const CaseRecord&, const measure::TrialRecord& trial) {
    if (trial.index == 2) stop.request_stop();
  };
  const CaseRecord record = RunNamed("Plain", options);
  EXPECT_TRUE(record.cut);
  EXPECT_FALSE(record.skipped);
  EXPECT_EQ(record.trials.size(), 3U);
  EXPECT_TRUE(IsSet(record.trials.back().end));
}

TEST(CaseRunner, DoesNotCallACaseCutThatWasWholeWhenItWasAskedToStop) {
  std::stop_source stop;
  CaseOptions options{.trials = 3, .stop = stop.get_token()};
  options.trial_done = [&](const CaseRecord&, const measure::TrialRecord& trial) {
    if (trial.index == 2) stop.request_stop();
  };
  const CaseRecord record = RunNamed("Plain", options);
  EXPECT_FALSE(record.cut);
  EXPECT_EQ(record.trials.size(), 3U);
}

TEST(CaseRunner, BeginsNothingOnceItIsAskedToStop) {
  std::stop_source stop;
  stop.request_stop();
  const CaseRecord record = RunNamed("Plain", {.trials = 3, .stop = stop.get_token()});
  EXPECT_TRUE(record.cut);
  EXPECT_TRUE(record.trials.empty());
}

}  // namespace
}  // namespace lab::testing
