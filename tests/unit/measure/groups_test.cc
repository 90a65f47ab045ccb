#include "framework/measure/groups.h"

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

TEST(BaselineOf, IsTheOneForTheCandidatesValueWhateverElseTheCandidateHas) {
  measure::Run run;
  run.cases = {Named("Base", true, {{"size", 1}}), Named("Base", true, {{"size", 100}}),
               Named("Other", false, {{"size", 100}, {"copies", 2}}),
               Named("Other", false, {{"copies", 2}, {"size", 1}}),
               Named("Other", false, {{"copies", 2}})};
  EXPECT_EQ(BaselineOf(run, run.cases[2]), &run.cases[1]);
  EXPECT_EQ(BaselineOf(run, run.cases[3]), &run.cases[0]);
  EXPECT_EQ(BaselineOf(run, run.cases[4]), nullptr);
}

TEST(BaselineOf, KnowsAnArgumentWithoutANameByItsPlace) {
  measure::Run run;
  run.cases = {Named("Base", true, {{"", 1}}), Named("Base", true, {{"", 2}}),
               Named("Other", false, {{"", 2}, {"", 1}})};
  EXPECT_EQ(BaselineOf(run, run.cases[2]), &run.cases[1]);
}

TEST(BaselineOf, IsNoneWhereTwoFitEquallyWell) {
  measure::Run run;
  run.cases = {Named("Base", true, {{"a", 1}}), Named("Base", true, {{"b", 1}}),
               Named("Other", false, {{"a", 1}, {"b", 1}})};
  EXPECT_EQ(BaselineOf(run, run.cases[2]), nullptr);
}

CaseRecord InGroup(const char* group, CaseRecord record) {
  record.group = group;
  return record;
}

TEST(GroupsOf, FindsACasesGroupWhereverItStands) {
  measure::Run run;
  run.cases = {InGroup("a", Named("Base", true)), InGroup("b", Named("Alone", false)),
               InGroup("a", Named("Fast", false))};
  const std::vector<CaseGroup> groups = GroupsOf(run);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].name, "a");
  ASSERT_EQ(groups[0].cases.size(), 2U);
  EXPECT_EQ(groups[0].cases[1].record, &run.cases[2]);
  EXPECT_EQ(groups[0].cases[1].baseline, &run.cases[0]);
  EXPECT_EQ(groups[0].cases[0].baseline, nullptr);
  EXPECT_EQ(groups[1].cases[0].baseline, nullptr);
}

TEST(GroupsOf, KeepsSuitesApartThatHaveAGroupOfOneName) {
  measure::Run run;
  run.cases = {Named("Base", true), Named("Fast", false)};
  run.cases[1].suite = "streaming";
  EXPECT_EQ(GroupsOf(run).size(), 2U);
  EXPECT_TRUE(GroupsOf({}).empty());
}

}  // namespace
}  // namespace lab::measure
