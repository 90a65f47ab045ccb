#include "framework/report/case_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/report/cases.h"
#include "tests/unit/report/tables.h"

namespace lab::report {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(CaseColumns, HasTheStatisticsThatWereAskedFor) {
  const std::string text = Tables(TwoCases(), {.statistics = {"p50", "p99.9", "mean", "max"}});
  EXPECT_THAT(text, HasSubstr("  p50   p99.9   mean    max  "));
  EXPECT_THAT(LineOf(text, "Fast"), HasSubstr("  410    ~419    410    419  "));
  EXPECT_THAT(text, HasSubstr("p99.9 takes 3,688 answers\n"));
}

TEST(CaseColumns, ShowsWhatTheGroupIsJudgedByWhateverStatisticsWereAskedFor) {
  measure::Run run = TwoCases();
  for (measure::CaseRecord& record : run.cases)
    record.judged_by = {{measure::Metric::kLatency, stats::Statistic::P95()}};
  const std::string text = Tables(run, {.statistics = {"p50"}});
  EXPECT_THAT(text, HasSubstr("latency ms"));
  EXPECT_THAT(LineOf(text, "Fast"), HasSubstr("  410    510    ~518  "));
}

TEST(CaseColumns, SaysHowManyAnswersNeverShowedText) {
  measure::Run run = TwoCases();
  EXPECT_THAT(Tables(run), Not(HasSubstr("never")));
  for (int i = 0; i < 7; ++i)
    run.cases[1].trials[static_cast<std::size_t>(i)].views[0].first_visible = kUnset;
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("first text ms")) << "it is no longer the first token";
  EXPECT_THAT(LineOf(text, "Fast"), HasSubstr("Fast  20      7  "));
  EXPECT_THAT(LineOf(text, "Fast"), HasSubstr("~never"));
  EXPECT_THAT(text, HasSubstr("Fast: 7 of 20 answers succeeded without text that a user sees; "));
}

TEST(CaseColumns, CountsWhatWasNeverShownInTheChangeAndInThePerceivedGain) {
  measure::Run run = TwoCases();
  for (measure::TrialRecord& trial : run.cases[0].trials)
    trial.samples[0].timeline.streamed = false;
  for (int i = 0; i < 11; ++i)
    run.cases[1].trials[static_cast<std::size_t>(i)].views[0].first_visible = kUnset;
  const std::string line = LineOf(Tables(run), "Fast");
  EXPECT_THAT(line, HasSubstr("  never  ")) << "the gain: more than half never see anything";
  EXPECT_THAT(line, HasSubstr("  +inf  "));
  EXPECT_THAT(line, Not(HasSubstr("faster")));
}

TEST(CaseColumns, HasAColumnOfFailuresWhereSomethingFailed) {
  measure::Run run = TwoCases();
  EXPECT_THAT(Tables(run), Not(HasSubstr("failed")));
  run.cases[1].trials[0].views[0].failed = true;
  run.cases[1].trials[5].error = Error{ErrorKind::kUsage, "boom"};
  run.cases[1].trials[5].views.clear();
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("failed"));
  EXPECT_THAT(LineOf(text, "Slow"), HasSubstr("Slow  20     0.0  "));
  EXPECT_THAT(LineOf(text, "Fast"), HasSubstr("Fast  18    10.0  "));
}

TEST(CaseColumns, ShowsTheExperimentsOwnTimes) {
  measure::Run run = TwoCases();
  for (measure::TrialRecord& trial : run.cases[1].trials)
    trial.times["first sentence"] = {FromMs(500 + static_cast<double>(trial.index))};
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("first sentence ms"));
  EXPECT_THAT(LineOf(text, "Fast"), HasSubstr("  510  ~518    ~519  "));
  EXPECT_THAT(LineOf(text, "Slow"), HasSubstr("  -     -       -  "));
}

TEST(CaseColumns, JudgesFailuresInPoints) {
  measure::Run run = TwoCases();
  run.cases = {Case("Once", true, 1000, 200), Case("Retried", false, 1000, 200)};
  for (measure::CaseRecord& record : run.cases)
    record.judged_by = {{measure::Account::kFailures, stats::Statistic::Mean()}};
  for (std::size_t i = 0; i < 28; ++i) run.cases[0].trials[i].views[0].failed = true;
  for (std::size_t i = 0; i < 4; ++i) run.cases[1].trials[i].views[0].failed = true;
  const std::string text = Tables(run);
  EXPECT_THAT(text, HasSubstr("failed vs baseline"));
  EXPECT_THAT(LineOf(text, "Retried"), HasSubstr(" -12.0 "));
  EXPECT_THAT(LineOf(text, "Retried"), HasSubstr(" better"));
}

}  // namespace
}  // namespace lab::report
