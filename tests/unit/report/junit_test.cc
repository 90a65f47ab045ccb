#include "framework/report/junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Junit(const measure::Run& run) {
  std::ostringstream out;
  WriteJunit(Analyse(run), {}, out);
  return out.str();
}

TEST(Junit, HasATestCaseForEachCaseAndOneForTrust) {
  const std::string text = Junit(TwoCases());
  EXPECT_THAT(text, HasSubstr(R"(<testsuites name="latency-lab" tests="3" failures="0")"));
  EXPECT_THAT(text, HasSubstr(R"(<testcase classname="suite.Group" name="Fast")"));
  EXPECT_THAT(text, HasSubstr("first text p50 -59.4 % against Slow: faster"));
  EXPECT_THAT(text, Not(HasSubstr("<failure")));
}

TEST(Junit, FailsACaseWhoseAnswersAllFailed) {
  measure::Run run = TwoCases();
  for (measure::TrialRecord& trial : run.cases[1].trials) {
    trial.views[0].failed = true;
    trial.samples[0].error = Error{ErrorKind::kOverloaded, "try \"later\""};
  }
  const std::string text = Junit(run);
  EXPECT_THAT(text,
              HasSubstr("<failure message=\"20 of 20 answers failed: try &quot;later&quot;\"/>"));
  EXPECT_THAT(text, HasSubstr(R"(tests="2" failures="1" skipped="0")"));
}

TEST(Junit, FailsACaseThatCouldNotBeCarriedOut) {
  measure::Run run = TwoCases();
  run.cases[1].trials[2].error = Error{ErrorKind::kUsage, "the experiment threw: boom"};
  EXPECT_THAT(Junit(run),
              HasSubstr("1 of 20 trials could not be carried out: the experiment threw: boom"));
}

TEST(Junit, FailsACaseOfWhichOneAnswerFailedAndStillSaysWhatItMeasured) {
  measure::Run run = TwoCases();
  run.cases[1].trials[7].views[0].failed = true;
  run.cases[1].trials[7].samples[0].error = Error{ErrorKind::kOverloaded, "try later"};
  const std::string text = Junit(run);
  EXPECT_THAT(text, HasSubstr("<failure message=\"1 of 20 answers failed: try later\"/>\n"
                              "      <system-out>n 19, TTFT p50"));
  EXPECT_THAT(text, HasSubstr(R"(tests="2" failures="1" skipped="0")"));
}

TEST(Junit, SkipsWhatWasSkipped) {
  measure::Run run = TwoCases();
  run.cases[1].trials.clear();
  run.cases[1].skipped = "it measures gpt-5";
  const std::string text = Junit(run);
  EXPECT_THAT(text, HasSubstr("<skipped message=\"it measures gpt-5\"/>"));
  EXPECT_THAT(text, HasSubstr(R"(tests="2" failures="0" skipped="1")"));
}

TEST(Junit, FailsTheTrustOfAnInvalidRun) {
  measure::Run run = TwoCases();
  run.simulated = false;
  for (measure::TrialRecord& trial : run.cases[1].trials)
    trial.samples[0].error = Error{ErrorKind::kOverloaded, "overloaded"};
  EXPECT_THAT(Junit(run), HasSubstr(R"(<testsuite name="run" tests="1" failures="1")"));
}

}  // namespace
}  // namespace lab::report
