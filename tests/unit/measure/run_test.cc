#include "framework/measure/run.h"

#include <gtest/gtest.h>

#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

CaseRecord Named(std::string name, bool baseline,
                 std::vector<std::pair<std::string, std::int64_t>> args = {}) {
  CaseRecord record = CaseOf(std::move(name), {});
  record.baseline = baseline;
  record.args = std::move(args);
  return record;
}

TEST(Metric, IsFoundByTheNameThatItPrints) {
  for (Metric metric : {Metric::kTtft, Metric::kFirstVisible, Metric::kLatency, Metric::kTpot,
                        Metric::kTokensPerSecond}) {
    EXPECT_EQ(ParseMetric(MetricName(metric)), metric);
    EXPECT_FALSE(MetricTitle(metric).empty());
  }
  EXPECT_EQ(ParseMetric("ttft"), std::nullopt);
  EXPECT_EQ(MetricName(Metric::kTokensPerSecond), "tokens_per_s");
}

TEST(CaseRecord, NamesItselfWithItsArguments) {
  const CaseRecord record = Named("Paused", false, {{"pause_s", 60}, {"", 7}});
  EXPECT_EQ(record.short_name(), "Paused/pause_s:60/7");
  EXPECT_EQ(record.full_name(), "caching/SupportDesk/Paused/pause_s:60/7");
}

TEST(BaselineOf, PrefersTheBaselineWithEqualArguments) {
  measure::Run run;
  run.cases = {Named("Base", true, {{"n", 1}}), Named("Base", true, {{"n", 2}}),
               Named("Other", false, {{"n", 2}})};
  EXPECT_EQ(BaselineOf(run, run.cases[2]), &run.cases[1]);
}

TEST(BaselineOf, FallsBackToTheOnlyBaselineOfTheGroup) {
  measure::Run run;
  run.cases = {Named("Base", true), Named("Other", false, {{"n", 2}})};
  EXPECT_EQ(BaselineOf(run, run.cases[1]), &run.cases[0]);
}

TEST(BaselineOf, IsNoneWhereSeveralBaselinesHaveOtherArguments) {
  measure::Run run;
  run.cases = {Named("Base", true, {{"n", 1}}), Named("Base", true, {{"n", 2}}),
               Named("Other", false, {{"n", 3}})};
  EXPECT_EQ(BaselineOf(run, run.cases[2]), nullptr);
}

TEST(BaselineOf, IsNoneForABaselineItself) {
  measure::Run run;
  run.cases = {Named("Base", true, {{"n", 1}}), Named("Base", true, {{"n", 2}})};
  EXPECT_EQ(BaselineOf(run, run.cases[0]), nullptr);
  EXPECT_EQ(BaselineOf(run, run.cases[1]), nullptr);
}

TEST(BaselineOf, StaysWithinSuiteAndGroup) {
  measure::Run run;
  run.cases = {Named("Base", true), Named("Other", false), Named("Third", false)};
  run.cases[1].group = "Crowd";
  run.cases[2].suite = "streaming";
  EXPECT_EQ(BaselineOf(run, run.cases[1]), nullptr);
  EXPECT_EQ(BaselineOf(run, run.cases[2]), nullptr);
}

}  // namespace
}  // namespace lab::measure
