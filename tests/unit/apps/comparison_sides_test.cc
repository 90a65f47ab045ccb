#include "apps/comparison_sides.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/measure/records.h"

namespace lab::apps {
namespace {

using measure::CaseOf;
using measure::TrialOf;
using testing::ElementsAre;
using testing::IsEmpty;

measure::Run LiveRun() {
  measure::Run run;
  run.config = {.tool_version = "0.1.0",
                .target = "anthropic",
                .model = "claude-haiku-5-5",
                .seed = 7,
                .price_date = "2026-11-01"};
  run.host = measure::Host{"2026-11-29T22:00:00Z", "ci-3", 4};
  run.cases = {CaseOf("A", {TrialOf(0, {}), TrialOf(1, {})}), CaseOf("B", {TrialOf(0, {})})};
  return run;
}

std::vector<std::string> NamesOf(const std::vector<SideDifference>& differences) {
  std::vector<std::string> names;
  for (const SideDifference& difference : differences) names.push_back(difference.what);
  return names;
}

TEST(ComparisonSides, SayWhatARunIsOnOneLine) {
  EXPECT_EQ(SideText(SideOf(LiveRun(), "main.json")),
            "main.json: time real, target anthropic, model claude-haiku-5-5, seed 7, prices of "
            "2026-11-01, tool version 0.1.0, host ci-3, date 2026-11-29T22:00:00Z, 2 cases of 1 to "
            "2 trials");
}

TEST(ComparisonSides, SayNoFileOfARunThatWasJustMeasured) {
  EXPECT_TRUE(SideText(SideOf(LiveRun(), "")).starts_with("time real"));
}

TEST(ComparisonSides, CountNoCaseThatWasSkipped) {
  measure::Run run = LiveRun();
  run.cases[1].skipped = "no such model";
  EXPECT_TRUE(SideText(SideOf(run, "")).ends_with("1 case of 2 trials"));
}

TEST(ComparisonSides, DifferInWhatDecidesARunAndNotInItsDateOrSize) {
  const measure::Run before = LiveRun();
  measure::Run after = LiveRun();
  after.host->date = "2026-11-30T22:00:00Z";
  after.cases.pop_back();
  EXPECT_THAT(DifferencesOf(SideOf(before, "a"), SideOf(after, "b")), IsEmpty());
  after.config.model = "claude-sonnet-5-5";
  after.config.seed = 8;
  after.config.target = "mock";
  after.config.profile = "ideal";
  after.config.tool_version = "0.2.0";
  after.simulated = true;
  const auto differences = DifferencesOf(SideOf(before, "a"), SideOf(after, "b"));
  EXPECT_THAT(NamesOf(differences),
              ElementsAre("time", "target", "model", "profile", "seed", "tool version"));
  EXPECT_EQ(differences[2].baseline, "claude-haiku-5-5");
  EXPECT_EQ(differences[2].candidate, "claude-sonnet-5-5");
  EXPECT_EQ(differences[3].baseline, "(the model's own)");
}

TEST(ComparisonSides, OfGoogleBenchmarkAreWhatTheContextSays) {
  const gate::BenchmarkFile before{
      .cases = {}, .context = {{"date", "x"}, {"num_cpus", "2"}, {"executable", "./a"}}};
  const gate::BenchmarkFile after{
      .cases = {}, .context = {{"date", "y"}, {"num_cpus", "8"}, {"library", "debug"}}};
  EXPECT_EQ(SideText(SideOf(before, "a.json")), "a.json: date x, num_cpus 2, executable ./a");
  EXPECT_THAT(NamesOf(DifferencesOf(SideOf(before, "a.json"), SideOf(after, "b.json"))),
              ElementsAre("num_cpus", "library"));
}

}  // namespace
}  // namespace lab::apps
