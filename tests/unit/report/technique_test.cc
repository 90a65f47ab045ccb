#include "framework/report/technique.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "framework/report/analysis.h"
#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

using testing::HasSubstr;

TEST(TechniqueOf, IsThereForWhatHasABaseline) {
  const measure::Run run = TwoCases();
  const Analysis analysis = Analyse(run);
  const Group& group = analysis.groups[0];
  EXPECT_FALSE(TechniqueOf(group, group.cases[0], 1));
  const std::optional<Technique> fast = TechniqueOf(group, group.cases[1], 1);
  ASSERT_TRUE(fast);
  EXPECT_TRUE(fast->adoptable());
  EXPECT_EQ(fast->apart_because(), "");
  EXPECT_DOUBLE_EQ(fast->time_saved_ms(), 600);
}

// The change in the table is of failures; time is what is saved.
TEST(TechniqueOf, ScoresTheTimeWhateverTheGroupIsJudgedByFirst) {
  measure::Run run = TwoCases();
  for (measure::CaseRecord& record : run.cases)
    record.judged_by = {{measure::Account::kFailures, stats::Statistic::Mean()},
                        {measure::Metric::kLatency, stats::Statistic::Median()}};
  const Analysis analysis = Analyse(run);
  const Group& group = analysis.groups[0];
  const std::optional<Technique> fast = TechniqueOf(group, group.cases[1], 1);
  EXPECT_EQ(fast->time.reading.name(), "latency_ms_p50");
  EXPECT_TRUE(fast->better);
}

TEST(TechniqueOf, KnowsNoChangeOfATextThatNeverCame) {
  measure::Run run = TwoCases();
  for (measure::CaseRecord& record : run.cases)
    for (measure::TrialRecord& trial : record.trials)
      trial.views[0].first_token = trial.views[0].first_visible = kUnset;
  const Analysis analysis = Analyse(run);
  const Group& group = analysis.groups[0];
  const std::optional<Technique> fast = TechniqueOf(group, group.cases[1], 1);
  ASSERT_TRUE(fast);
  EXPECT_FALSE(fast->ttft);
  EXPECT_FALSE(fast->better);
}

TEST(Technique, SaysWhyItStandsApart) {
  measure::Run run = TwoCases();
  for (measure::TrialRecord& trial : run.cases[0].trials)
    trial.counters[std::string(measure::kAccuracy)] = 100;
  for (measure::TrialRecord& trial : run.cases[1].trials)
    trial.counters[std::string(measure::kAccuracy)] = trial.index < 10 ? 0 : 100;
  const Analysis analysis = Analyse(run);
  const Group& group = analysis.groups[0];
  const std::optional<Technique> fast = TechniqueOf(group, group.cases[1], 1);
  EXPECT_FALSE(fast->answers_as_well());
  EXPECT_THAT(fast->apart_because(), HasSubstr("answers worse: -50.0 points (-"));
}

}  // namespace
}  // namespace lab::report
