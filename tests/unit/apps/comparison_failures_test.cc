// What a comparison makes of failures, and of what the candidate lacks.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "apps/subcommand.h"
#include "tests/unit/apps/comparison_runs.h"

namespace lab::apps {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(ComparisonFailures, DoesNotPassWhereMoreOfTheTrialsFail) {
  // 30 % of one case, 99 of 100, and 11 of 150 in each: too few in one for Holm, and not in all.
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(13, 100, 0), WithOneFailingCase(13, 100, 30))),
            kRegression);
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(1, 100, 0), FailingRun(1, 100, 99))), kRegression);
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(20, 150, 0), FailingRun(20, 150, 11))), kRegression);
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(20, 150, 11), FailingRun(20, 150, 0))), kOk);
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(4, 100, 3), FailingRun(4, 100, 3))), kOk);
}

// Errors make a real run INVALID; that more of them came is no less certain for that.
TEST(ComparisonFailures, CallsMoreFailuresARegressionInARunThatIsInvalidForThem) {
  measure::Run failing = RunOf(1, 100);
  for (std::size_t i = 0; i < 30; ++i) {
    failing.cases[0].trials[i].views[0].failed = true;
    failing.cases[0].trials[i].samples[0].error = Error{ErrorKind::kRateLimited, "429"};
  }
  const ComparisonReport report = Compared(RunOf(1, 100), failing);
  EXPECT_TRUE(report.invalid);
  EXPECT_EQ(ExitCodeOf(report), kRegression);
  EXPECT_THAT(Written(report, "junit"), AllOf(HasSubstr("name=\"failed_share\"><failure"),
                                              HasSubstr("<error message=\"invalid\">")));
  // As many on both sides are none, and say nothing of the times.
  EXPECT_EQ(ExitCodeOf(Compared(failing, failing)), kInvalid);
}

TEST(ComparisonFailures, ShowsSharesOfFailuresInEveryForm) {
  const ComparisonReport report = Compared(FailingRun(1, 100, 0), FailingRun(1, 100, 30));
  EXPECT_THAT(Written(report, "table"),
              AllOf(HasSubstr("failed_share"), HasSubstr("30 %"), HasSubstr("+30.0 pts")));
  EXPECT_THAT(Written(report, "markdown"), HasSubstr("| failed_share | 0 % | 30 % | +30.0 pts |"));
  EXPECT_THAT(Written(report, "junit"),
              HasSubstr("<failure message=\"0 of 100 failed in the baseline (0 %), 30 of 100 now "
                        "(30 %)\">more of them fail</failure>"));
  const auto row = nlohmann::json::parse(Written(report, "json"))["rows"].back();
  EXPECT_EQ(row["metric"], "failed_share");
  EXPECT_EQ(row["failed_candidate"], 30);
  EXPECT_EQ(row["candidate"], 0.3);
  EXPECT_FALSE(row.contains("ratio"));
}

// A few trials tell of failures what they do not tell of times.
TEST(ComparisonFailures, DoesNotPassByItsFailuresAlone) {
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(1, 5, 0), FailingRun(1, 5, 1))), kUsage);
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(1, 100, 0), FailingRun(1, 100, 0), {"failed_share"})),
            kOk);
}

TEST(ComparisonFailures, DoesNotPassWhereACaseIsMissingUnlessThatIsAllowed) {
  const measure::Run baseline = FailingRun(3, 40, 0);
  measure::Run candidate = baseline;
  candidate.cases.pop_back();
  measure::Run skipped = baseline;
  skipped.cases[2].skipped = "no such model";
  for (const measure::Run& less : {candidate, skipped}) {
    const ComparisonReport report = Compared(baseline, less);
    EXPECT_EQ(ExitCodeOf(report), kRegression);
    EXPECT_THAT(Written(report, "table"),
                AllOf(HasSubstr("SupportDesk/2: missing from the candidate; --allow-missing"),
                      HasSubstr("1 of the cases are missing from the candidate")));
    EXPECT_THAT(Written(report, "junit"),
                HasSubstr("/2\" name=\"measured\"><failure message=\"missing from"));
    CompareSettings allowing;
    allowing.allow_missing = true;
    const Result<ComparisonReport> allowed = CompareRuns(baseline, less, allowing);
    ASSERT_TRUE(allowed.ok());
    EXPECT_EQ(ExitCodeOf(*allowed), kOk);
    EXPECT_THAT(Written(*allowed, "table"), HasSubstr("/2: only in the baseline"));
    EXPECT_THAT(Written(*allowed, "junit"), HasSubstr("failures=\"0\""));
    EXPECT_EQ(ExitCodeOf(Compared(less, baseline)), kOk) << "one more is no failure";
  }
}

TEST(ComparisonFailures, DoesNotPassWhereAReadingIsMissing) {
  measure::Run silent = RunOf(1);
  for (measure::TrialRecord& trial : silent.cases[0].trials) trial.views[0].last_token = kUnset;
  const ComparisonReport report = Compared(RunOf(1), silent, {"latency_ms_p50", "tpot_ms_p50"});
  EXPECT_EQ(ExitCodeOf(report), kRegression);
  for (const char* form : {"table", "markdown", "junit"})
    EXPECT_THAT(Written(report, form), HasSubstr("the candidate has no tpot_ms_p50")) << form;
  EXPECT_EQ(nlohmann::json::parse(Written(report, "json"))["lost"][0]["metric"], "tpot_ms_p50");
}

}  // namespace
}  // namespace lab::apps
