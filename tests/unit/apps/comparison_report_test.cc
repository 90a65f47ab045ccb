#include "apps/comparison_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "apps/subcommand.h"
#include "framework/base/rng.h"
#include "tests/unit/measure/records.h"

namespace lab::apps {
namespace {

using measure::AtMs;
using measure::CaseOf;
using measure::TrialOf;
using measure::ViewOf;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// One streamed case of `trials`; the answers take `scale` times the usual.
measure::Run RunOf(double scale, int trials = 40, bool failed = false) {
  Rng rng(3);
  measure::Run run;
  run.config.seed = 7;
  run.config.target = "anthropic";
  measure::CaseRecord record = CaseOf("Cached|<1>", {});
  for (int i = 0; i < trials; ++i) {
    const double ms = scale * rng.LogNormal(400, 0.03);
    measure::TrialRecord trial =
        TrialOf(i, {ViewOf({.first_token = ms, .end = 3 * ms, .failed = failed})});
    trial.samples.emplace_back();
    trial.samples[0].timeline.start = AtMs(0);
    trial.samples[0].timeline.first_token = AtMs(ms);
    if (failed) trial.samples[0].error = Error{ErrorKind::kAuth, "no"};
    record.trials.push_back(std::move(trial));
  }
  run.cases = {record};
  return run;
}

ComparisonReport Compared(const measure::Run& baseline, const measure::Run& candidate,
                          std::vector<std::string> metrics = {}) {
  CompareSettings settings;
  settings.metrics = std::move(metrics);
  Result<ComparisonReport> report = CompareRuns(baseline, candidate, settings);
  EXPECT_TRUE(report.ok()) << report.error().message;
  return report ? *std::move(report) : ComparisonReport{};
}

std::string Written(const ComparisonReport& report, const std::string& form) {
  std::ostringstream out;
  FindComparisonForm(form)->write(report, {}, out);
  return out.str();
}

TEST(ComparisonReport, EndsWithTheExitCodeOfTheFirstThingThatIsWrong) {
  EXPECT_EQ(ExitCodeOf(Compared(RunOf(1), RunOf(1.01))), kOk);
  EXPECT_EQ(ExitCodeOf(Compared(RunOf(1), RunOf(1.3))), kRegression);
  EXPECT_EQ(ExitCodeOf(Compared(RunOf(1), RunOf(0.7))), kOk);
  measure::Run invalid = RunOf(1.3);
  invalid.cases[0].trials[3].samples[0].error = Error{ErrorKind::kRateLimited, "429"};
  EXPECT_EQ(ExitCodeOf(Compared(RunOf(1), invalid)), kInvalid);
  EXPECT_EQ(ExitCodeOf(Compared(invalid, RunOf(1))), kInvalid);
  EXPECT_EQ(ExitCodeOf(Compared(RunOf(1), RunOf(1, 40, true))), kAllFailed);
}

// A CI job whose runs are too short must not be green for ever.
TEST(ComparisonReport, DoesNotPassWhereNothingCouldBeDecided) {
  const ComparisonReport report = Compared(RunOf(1, 4), RunOf(2, 4));
  EXPECT_EQ(ExitCodeOf(report), kUsage);
  for (const char* form : {"table", "markdown", "json"})
    EXPECT_THAT(Written(report, form), HasSubstr("too few samples to decide anything")) << form;
  EXPECT_THAT(Written(report, "junit"), HasSubstr("<error message=\"too few samples"));
  // Seven would do for one row, and not for the first of ten.
  measure::Run many = RunOf(1, 7);
  EXPECT_EQ(ExitCodeOf(Compared(many, many, {"ttft_ms_p50"})), kOk);
  for (int i = 0; i < 9; ++i) {
    many.cases.push_back(many.cases[0]);
    many.cases.back().name = std::to_string(i);
  }
  EXPECT_EQ(ExitCodeOf(Compared(many, many, {"ttft_ms_p50"})), kUsage);
}

TEST(ComparisonReport, DoesNotPassWhereACaseFailedInTheCandidateAlone) {
  measure::Run baseline = RunOf(1, 40);
  baseline.cases.push_back(baseline.cases[0]);
  baseline.cases[1].name = "Broken";
  measure::Run candidate = baseline;
  for (measure::TrialRecord& trial : candidate.cases[1].trials) trial.views[0].failed = true;
  const ComparisonReport report = Compared(baseline, candidate);
  EXPECT_EQ(ExitCodeOf(report), kRegression);
  EXPECT_EQ(ExitCodeOf(Compared(candidate, baseline)), kOk);
  for (const char* form : {"table", "markdown"})
    EXPECT_THAT(
        Written(report, form),
        HasSubstr("regression: 1 of the cases failed in the candidate alone, 0 regressions"));
  EXPECT_THAT(Written(report, "junit"), HasSubstr("failures=\"1\" errors=\"0\""));
  EXPECT_THAT(Written(report, "junit"), HasSubstr("/Broken\" name=\"measured\"><failure"));
}

TEST(ComparisonReport, RefusesAnUnknownMetricAndRunsWithNothingInCommon) {
  const Result<ComparisonReport> unknown = CompareRuns(RunOf(1), RunOf(1), {{}, {"speed"}});
  ASSERT_FALSE(unknown.ok());
  EXPECT_THAT(unknown.error().message, HasSubstr("--metric: metric 'speed' is not known"));
  measure::Run other = RunOf(1);
  other.cases[0].name = "Renamed";
  const Result<ComparisonReport> nothing = CompareRuns(RunOf(1), other, {});
  ASSERT_FALSE(nothing.ok());
  EXPECT_THAT(nothing.error().message, HasSubstr("nothing to compare"));
}

TEST(ComparisonReport, AsATableHasTheVerdictAndWhatItRestsOn) {
  const std::string text = Written(Compared(RunOf(1), RunOf(1.3), {"ttft_ms_p50"}), "table");
  EXPECT_THAT(text, AllOf(HasSubstr("baseline: VALID"), HasSubstr("caching/SupportDesk/Cached"),
                          HasSubstr("40 pairs"), HasSubstr("+30.0"), HasSubstr("regression"),
                          HasSubstr("beyond 5 %; 95 % confidence over all 1 decisions")));
}

TEST(ComparisonReport, NamesCasesThatOnlyOneSideHas) {
  measure::Run more = RunOf(1);
  more.cases.push_back(CaseOf("New", {TrialOf(0, {ViewOf({})})}));
  const ComparisonReport report = Compared(RunOf(1), more);
  for (const char* form : {"table", "markdown", "json"})
    EXPECT_THAT(Written(report, form), HasSubstr("caching/SupportDesk/New")) << form;
}

TEST(ComparisonReport, LetsNoNameOfAFileDriveTheTerminal) {
  measure::Run more = RunOf(1);
  more.cases.push_back(CaseOf("New\x1b[31m", {TrialOf(0, {ViewOf({})})}));
  EXPECT_THAT(Written(Compared(RunOf(1), more), "table"), HasSubstr("SupportDesk/New [31m: only"));
}

TEST(ComparisonReport, AsJsonHasEveryNumber) {
  const auto json = nlohmann::json::parse(
      Written(Compared(RunOf(1), RunOf(1.3), {"ttft_ms_p50", "ttft_ms_p95"}), "json"));
  EXPECT_EQ(json["outcome"], "regression");
  EXPECT_EQ(json["exit_code"], 1);
  EXPECT_EQ(json["decisions"], 1);
  ASSERT_EQ(json["rows"].size(), 2U);
  EXPECT_EQ(json["rows"][0]["metric"], "ttft_ms_p50");
  EXPECT_EQ(json["rows"][0]["verdict"], "regression");
  EXPECT_NEAR(json["rows"][0]["ratio"].get<double>(), 1.3, 1e-6);
  EXPECT_LE(json["rows"][0]["ratio_low"], json["rows"][0]["ratio"]);
  EXPECT_EQ(json["rows"][1]["verdict"], "too few");
  EXPECT_EQ(json["rows"][1]["n_needed"], 72);
  EXPECT_FALSE(json["rows"][1].contains("ratio_low"));
}

TEST(ComparisonReport, AsJunitFailsTheRowsThatRegressed) {
  const std::string xml =
      Written(Compared(RunOf(1), RunOf(1.3), {"ttft_ms_p50", "ttft_ms_p95"}), "junit");
  EXPECT_THAT(xml, AllOf(HasSubstr("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\""),
                         HasSubstr("classname=\"caching/SupportDesk/Cached|&lt;1&gt;\" "
                                   "name=\"ttft_ms_p50\"><failure message=\""),
                         HasSubstr("<skipped message=\"too few samples: 40 when it takes 72\"/>")));
}

TEST(ComparisonReport, AsJunitHasAnErrorWhenARunCannotBeTrusted) {
  measure::Run invalid = RunOf(1);
  invalid.cases[0].trials[3].samples[0].error = Error{ErrorKind::kRateLimited, "429"};
  const std::string xml = Written(Compared(RunOf(1), invalid), "junit");
  EXPECT_THAT(xml, AllOf(HasSubstr("errors=\"1\""), HasSubstr("<error message=\"invalid\">"),
                         HasSubstr("INVALID")));
}

TEST(ComparisonReport, AsMarkdownShowsWhatMovedAndFoldsTheRest) {
  const std::string text =
      Written(Compared(RunOf(1), RunOf(1.3), {"ttft_ms_p50", "ttft_ms_p95"}), "markdown");
  EXPECT_THAT(text, AllOf(HasSubstr("### Latency: regression"), HasSubstr("Cached\\|"),
                          HasSubstr("<details><summary>1 rows without a change")));
  const std::string calm = Written(Compared(RunOf(1), RunOf(1)), "markdown");
  EXPECT_THAT(calm, HasSubstr("### Latency: no regression"));
}

// From an answer out of a cache to one that takes a second: the ratio has no number in JSON.
TEST(ComparisonReport, AsJsonHasARatioToNothingAsText) {
  measure::Run baseline = RunOf(1);
  for (measure::TrialRecord& trial : baseline.cases[0].trials)
    trial.views[0].first_token = trial.views[0].asked;
  const auto json =
      nlohmann::json::parse(Written(Compared(baseline, RunOf(1), {"ttft_ms_p50"}), "json"));
  const auto& row = json["rows"][0];
  EXPECT_EQ(row["ratio"], "Infinity");
  EXPECT_EQ(row["ratio_high"], "Infinity");
  EXPECT_EQ(row["baseline"], 0);
  EXPECT_NEAR(row["difference"].get<double>(), 400, 20);
}

TEST(ComparisonReport, EndsWithAnErrorWhereOneSideMeasuredNothing) {
  measure::Run skipped = RunOf(1, 0);
  skipped.cases[0].skipped = "no such model";
  for (const ComparisonReport& report :
       {Compared(RunOf(1), skipped), Compared(skipped, RunOf(1))}) {
    EXPECT_EQ(ExitCodeOf(report), kUsage);
    for (const char* form : {"table", "markdown", "json", "junit"})
      EXPECT_THAT(Written(report, form), HasSubstr("nothing was measured")) << form;
  }
}

}  // namespace
}  // namespace lab::apps
