#include "framework/report/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/report/traces.h"

namespace lab::report {
namespace {

using testing::HasSubstr;

constexpr const char* kExpected =
    "suite/Group/Agent   trial 0, 1 s, critical path of 3 calls and 1 s\n"
    "offset  duration\n"
    "  0 ns       1 s  |------------------------------------------------|  agent\n"
    "  0 ns    250 ms  |======o=====                                    |"
    "    gpt-5       2,000 -> 80 tokens, $0.00420\n"
    "250 ms    250 ms  |            ++++++++++++                        |    search\n"
    "250 ms    150 ms  |            ++++++++                            |    look up\n"
    "500 ms    500 ms  |                        ============o===========|"
    "    gpt-5       2,000 -> 80 tokens, $0.00420, attempt 2\n"
    "700 ms    100 ms  |                                 xxxxxx         |"
    "    gpt-5-mini  2,000 -> 80 tokens, $0.00420, cancelled\n";

std::string Timeline(const measure::CaseRecord& record) {
  std::ostringstream out;
  WriteTimeline(record, record.trials[0], {}, out);
  return out.str();
}

TEST(Timeline, ShowsWhatRanWhenInsideWhatAndForHowLong) {
  EXPECT_EQ(Timeline(RunWithSteps().cases[0]), kExpected);
}

TEST(Timeline, SaysWhyATrialCouldNotBeCarriedOut) {
  measure::Run run = RunWithSteps();
  run.cases[0].trials[0].error = Error{ErrorKind::kUsage, "the experiment threw: boom"};
  EXPECT_THAT(Timeline(run.cases[0]), HasSubstr("could not be carried out: the experiment threw"));
}

TEST(Timeline, LetsNoErrorsTextDriveTheTerminal) {
  measure::Run run = RunWithSteps();
  run.cases[0].trials[0].error = Error{ErrorKind::kUsage, "said \x1b[31m\nred"};
  EXPECT_THAT(Timeline(run.cases[0]), HasSubstr("carried out: said  [31m red\n"));
}

TEST(Timeline, OfATrialThatTookNoTimeIsNoDivisionByZero) {
  measure::Run run = RunWithSteps();
  run.cases[0].trials[0].end = run.cases[0].trials[0].start;
  EXPECT_THAT(Timeline(run.cases[0]), HasSubstr("trial 0, 0 "));
}

TEST(Timeline, LeavesOutWhatNeverStartedAndSaysSo) {
  measure::Run run = RunWithSteps();
  measure::Sample refused;
  refused.model = "gpt-9";
  refused.error = Error{ErrorKind::kUsage, "no such model"};
  run.cases[0].trials[0].samples.push_back(refused);
  const std::string text = Timeline(run.cases[0]);
  EXPECT_THAT(text, HasSubstr("left out: 1 request that never started (no such model)"));
  EXPECT_THAT(text, testing::Not(HasSubstr("gpt-9")));
}

TEST(Timeline, OfATrialThatNeverEndedShowsNoTime) {
  measure::Run run = RunWithSteps();
  run.cases[0].trials[0].end = kUnset;
  EXPECT_THAT(Timeline(run.cases[0]), HasSubstr("trial 0, never ended"));
}

}  // namespace
}  // namespace lab::report
