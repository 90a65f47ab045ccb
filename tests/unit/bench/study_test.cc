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

TEST(Study, RefusesAFilterThatFitsNothingAndListsTheSuites) {
  Study study({}, FakeFactory());
  EXPECT_THAT(study.Run({"--benchmark_filter=nothing"}).error().message,
              HasSubstr("the suites are unit"));
}

TEST(SelectedCases, AreThoseThatTheFilterTakes) {
  EXPECT_THAT(*SelectedCases({"--benchmark_filter=Plain$"}), ElementsAre("unit/Greeting/Plain"));
  EXPECT_EQ(SelectedCases({})->size(), 9U);
  EXPECT_EQ(SelectedCases({"--benchmark_filter=-Plain"})->size(), 8U);
}

TEST(FilterMatches, FindsTheExpressionAnywhere) {
  EXPECT_TRUE(*FilterMatches("caching", "suite/caching/x"));
  EXPECT_FALSE(*FilterMatches("^caching", "suite/caching/x"));
  EXPECT_TRUE(*FilterMatches("-streaming", "suite/caching/x"));
}

TEST(FilterMatches, NamesWhatIsNoExpression) {
  EXPECT_THAT(FilterMatches("((", "x").error().message, HasSubstr("(("));
}

}  // namespace
}  // namespace lab::testing
