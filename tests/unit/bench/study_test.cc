#include "framework/bench/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/bench/fake_world.h"

namespace lab::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Study, RepeatsACaseWithTrialsThatGoOn) {
  Study study({.seed = 1, .trials = 2, .threads = 2}, FakeFactory());
  const auto records =
      study.Run({"--benchmark_filter=Plain|Paused/pause_s:1$", "--benchmark_repetitions=2"});
  ASSERT_TRUE(records.ok()) << records.error().message;
  ASSERT_EQ(records->size(), 2U);
  EXPECT_EQ((*records)[0].short_name(), "Plain");
  EXPECT_EQ((*records)[1].short_name(), "Paused/pause_s:1");
  std::vector<std::int64_t> indices;
  for (const measure::TrialRecord& trial : (*records)[0].trials) indices.push_back(trial.index);
  EXPECT_THAT(indices, ElementsAre(0, 1, 2, 3));
}

TEST(Study, GivesACaseOfGreatWeightFewerTrials) {
  for (const auto& [trials, expected] : {std::pair(11, 2U), {2, 1U}}) {
    Study study({.trials = trials, .threads = 2}, FakeFactory());
    const auto records = study.Run({"--benchmark_filter=Wherever", "--benchmark_repetitions=1"});
    ASSERT_TRUE(records.ok()) << records.error().message;
    EXPECT_EQ((*records)[0].trials.size(), expected);
  }
}

TEST(Study, LetsACaseStopByItself) {
  for (const int threads : {1, 2}) {
    Study study({.trials = 300, .until = StopRule{.least = 30}, .threads = threads}, FakeFactory());
    const auto records =
        study.Run({"--benchmark_filter=Plain|Paused/pause_s:1$", "--benchmark_repetitions=1"});
    ASSERT_TRUE(records.ok()) << records.error().message;
    ASSERT_EQ(records->size(), 2U);
    for (const measure::CaseRecord& record : *records) EXPECT_EQ(record.trials.size(), 30U);
  }
}

TEST(Study, TellsOfEachTrialInOneOrderAtAnyNumberOfThreads) {
  std::vector<std::vector<std::string>> told;
  for (const int threads : {1, 3}) {
    std::vector<std::string>& names = told.emplace_back();
    Study study({.trials = 3,
                 .threads = threads,
                 .trial_done =
                     [&](const measure::CaseRecord& record, const measure::TrialRecord& trial) {
                       names.push_back(record.short_name() + " " + std::to_string(trial.index));
                     }},
                FakeFactory());
    const auto records =
        study.Run({"--benchmark_filter=Plain|Paused/pause_s:1$", "--benchmark_repetitions=2"});
    ASSERT_TRUE(records.ok()) << records.error().message;
  }
  EXPECT_THAT(told[0],
              ElementsAre("Plain 0", "Plain 1", "Plain 2", "Plain 3", "Plain 4", "Plain 5",
                          "Paused/pause_s:1 0", "Paused/pause_s:1 1", "Paused/pause_s:1 2",
                          "Paused/pause_s:1 3", "Paused/pause_s:1 4", "Paused/pause_s:1 5"));
  EXPECT_EQ(told[1], told[0]);
}

TEST(Study, RunsTwoWorldsInTurnsAtAnyNumberOfThreads) {
  for (const int threads : {1, 3}) {
    std::int64_t told = 0;
    Study study({.trials = 11,
                 .threads = threads,
                 .progress = [&](const StudyProgress& now) { told = now.trials; }},
                FakeFactory());
    const auto pairs =
        study.RunInTurns({"--benchmark_filter=Plain|Paused/pause_s:1$|Wherever"}, FakeFactory());
    ASSERT_TRUE(pairs.ok()) << pairs.error().message;
    ASSERT_EQ(pairs->size(), 3U);
    EXPECT_EQ(told, 2 * (11 + 11 + 2));
    for (const CasePair& pair : *pairs) {
      const bool heavy = pair.first.name == "Wherever";
      EXPECT_EQ(pair.first.trials.size(), heavy ? 2U : 11U);
      EXPECT_EQ(pair.second.trials.size(), pair.first.trials.size());
      EXPECT_EQ(pair.second.full_name(), pair.first.full_name());
    }
  }
}

TEST(Study, RefusesAFilterThatFitsNothingAndListsTheSuites) {
  Study study({}, FakeFactory());
  EXPECT_THAT(study.Run({"--benchmark_filter=nothing"}).error().message,
              HasSubstr("the suites are unit"));
  EXPECT_THAT(study.RunInTurns({"--benchmark_filter=nothing"}, FakeFactory()).error().message,
              HasSubstr("the suites are unit"));
}

TEST(SelectedCases, AreThoseThatTheFilterTakes) {
  EXPECT_THAT(*SelectedCases({"--benchmark_filter=Plain$"}), ElementsAre("unit/Greeting/Plain"));
  EXPECT_EQ(SelectedCases({})->size(), 10U);
  EXPECT_EQ(SelectedCases({"--benchmark_filter=-Plain"})->size(), 9U);
}

TEST(FilterMatches, FindsTheExpressionAnywhere) {
  EXPECT_TRUE(*FilterMatches("caching", "suite/caching/x"));
  EXPECT_FALSE(*FilterMatches("^caching", "suite/caching/x"));
  EXPECT_TRUE(*FilterMatches("-streaming", "suite/caching/x"));
}

TEST(FilterMatches, NamesWhatIsNoExpression) {
  EXPECT_THAT(FilterMatches("((", "x").error().message, HasSubstr("(("));
}

std::size_t TrialsIn(const char* min_time) {
  Study study({.trials = 7, .fixed_trials = false}, FakeFactory());
  const std::string flag = std::string("--benchmark_min_time=") + min_time;
  const auto records = study.Run({"--benchmark_filter=Plain$", flag, "--benchmark_repetitions=1"});
  EXPECT_TRUE(records.ok()) << records.error().message;
  return records ? (*records)[0].trials.size() : 0;
}

// A trial of Plain takes 100 ms.
TEST(Study, FillsTheTimeThatIsAskedForWithTrialsThatAllCount) {
  EXPECT_EQ(TrialsIn("0.15"), 2U);
  EXPECT_EQ(TrialsIn("0.35s"), 4U);
  EXPECT_EQ(TrialsIn("12x"), 12U);
}

TEST(Study, RepeatsWithTheNumberThatFilledTheTime) {
  Study study({.fixed_trials = false}, FakeFactory());
  const auto records = study.Run(
      {"--benchmark_filter=Plain$", "--benchmark_min_time=0.25", "--benchmark_repetitions=3"});
  ASSERT_TRUE(records.ok()) << records.error().message;
  std::vector<std::int64_t> indices;
  for (const measure::TrialRecord& trial : (*records)[0].trials) indices.push_back(trial.index);
  EXPECT_THAT(indices, ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8));
}

TEST(Study, RefusesATimeThatIsNone) {
  for (const char* wrong : {"0", "-1", "soon", "", "1.5x", "0x", "inf", "1m"}) {
    Study study({.fixed_trials = false}, FakeFactory());
    const auto records =
        study.Run({"--benchmark_filter=Plain$", std::string("--benchmark_min_time=") + wrong});
    ASSERT_FALSE(records.ok()) << wrong;
    EXPECT_THAT(records.error().message, HasSubstr("seconds above 0"));
  }
}

TEST(Study, TellsHowFarItIsAfterEachTrialAtAnyNumberOfThreads) {
  for (const int threads : {1, 3}) {
    std::vector<double> shares;
    StudyProgress last;
    Study study({.trials = 4,
                 .threads = threads,
                 .progress =
                     [&](const StudyProgress& now) {
                       shares.push_back(now.share);
                       last = now;
                     }},
                FakeFactory());
    ASSERT_TRUE(
        study.Run({"--benchmark_filter=Plain$|pause_s:1$", "--benchmark_repetitions=2"}).ok());
    ASSERT_EQ(shares.size(), 16U);
    for (std::size_t i = 0; i < shares.size(); ++i)
      EXPECT_DOUBLE_EQ(shares[i], static_cast<double>(i + 1) / 16);
    EXPECT_EQ(last.planned, 16);
    EXPECT_EQ(last.failed, 0);
    EXPECT_FALSE(study.cut());
  }
}

TEST(Study, ReturnsWhatIsCompleteWhenItIsAskedToStop) {
  for (const int threads : {1, 3}) {
    std::stop_source stop;
    std::vector<std::int64_t> logged;
    Study study(
        {.trials = 50,
         .threads = threads,
         .progress =
             [&](const StudyProgress& now) {
               if (now.trials == 5) stop.request_stop();
             },
         .trial_done = [&](const auto&, const auto& trial) { logged.push_back(trial.index); },
         .stop = stop.get_token()},
        FakeFactory());
    const auto records = study.Run({"--benchmark_repetitions=1"});
    ASSERT_TRUE(records.ok()) << records.error().message;
    EXPECT_TRUE(study.cut());
    std::size_t trials = 0;
    for (const measure::CaseRecord& record : *records) {
      trials += record.trials.size();
      EXPECT_TRUE(record.cut || record.skipped) << record.full_name();
      for (const measure::TrialRecord& trial : record.trials) EXPECT_TRUE(IsSet(trial.end));
    }
    EXPECT_EQ(logged.size(), trials);
    EXPECT_EQ(study.progress().trials, static_cast<std::int64_t>(trials));
    EXPECT_GE(trials, 5U);
    EXPECT_LE(trials, 5U + 2U);  // one more may be complete on each other thread
  }
}

}  // namespace
}  // namespace lab::testing
