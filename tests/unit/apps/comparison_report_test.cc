#include "apps/comparison_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "apps/subcommand.h"
#include "tests/unit/apps/comparison_runs.h"

namespace lab::apps {
namespace {

using measure::CaseOf;
using measure::TrialOf;
using measure::ViewOf;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

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
        HasSubstr("regression: 1 of the cases failed in the candidate alone, 2 regressions"));
  // Of the case, its share of failures, and that of all cases.
  EXPECT_THAT(Written(report, "junit"), HasSubstr("failures=\"3\" errors=\"0\""));
  EXPECT_THAT(Written(report, "junit"), HasSubstr("/Broken\" name=\"measured\"><failure"));
}

TEST(ComparisonReport, SaysWhatBothSidesAreAndWhatElseDiffers) {
  measure::Run other = RunOf(1);
  other.config.model = "claude-sonnet-5-5";
  CompareSettings settings;
  settings.baseline_file = "main.json";
  settings.candidate_file = "branch.json";
  const Result<ComparisonReport> report = CompareRuns(RunOf(1), other, settings);
  ASSERT_TRUE(report.ok());
  for (const char* form : {"table", "markdown"}) {
    const std::string text = Written(*report, form);
    EXPECT_THAT(text,
                AllOf(HasSubstr("baseline is main.json: time real, target anthropic"),
                      HasSubstr("candidate is branch.json"), HasSubstr("they differ in model: ")));
    EXPECT_LT(text.find("they differ"), text.find("verdict")) << "above the table";
  }
  const auto json = nlohmann::json::parse(Written(*report, "json"));
  EXPECT_EQ(json["baseline"]["file"], "main.json");
  EXPECT_EQ(json["differences"][0]["what"], "model");
  EXPECT_EQ(json["differences"][0]["candidate"], "claude-sonnet-5-5");
}

TEST(ComparisonReport, RefusesToJudgeAcrossSimulatedAndRealUnlessForced) {
  measure::Run simulated = RunOf(1);
  simulated.simulated = true;
  for (const auto& [first, second] : {std::pair{RunOf(1), simulated}, {simulated, RunOf(1)}}) {
    const Result<ComparisonReport> refused = CompareRuns(first, second, {});
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().message, AllOf(HasSubstr("simulated"), HasSubstr("--force")));
    CompareSettings forced;
    forced.force = true;
    const Result<ComparisonReport> report = CompareRuns(first, second, forced);
    ASSERT_TRUE(report.ok());
    EXPECT_THAT(Written(*report, "table"), HasSubstr("they differ in time: "));
  }
}

TEST(ComparisonReport, RefusesAFileThatHoldsACaseOrATrialTwice) {
  measure::Run twice = FailingRun(2, 10, 0);
  twice.cases[1].name = "0";
  measure::Run trial = FailingRun(1, 10, 0);
  trial.cases[0].trials[4].index = 3;
  for (const auto& [run, words] : {std::pair{twice, "holds caching/SupportDesk/0 twice"},
                                   {trial, "holds trial 3 of caching/SupportDesk/0 twice"}}) {
    for (const bool first : {true, false}) {
      const measure::Run good = FailingRun(2, 10, 0);
      const Result<ComparisonReport> report =
          first ? CompareRuns(run, good, {}) : CompareRuns(good, run, {});
      ASSERT_FALSE(report.ok()) << words;
      EXPECT_THAT(report.error().message,
                  AllOf(HasSubstr(words), HasSubstr(first ? "baseline" : "candidate")));
    }
  }
}

// A crowd's answers are many, and its trials are what is drawn again.
TEST(ComparisonReport, ShowsTheTableOfAnswersAndCountsTheirTrials) {
  measure::Run crowd = FailingRun(1, 40, 0);
  for (measure::TrialRecord& trial : crowd.cases[0].trials)
    trial.views.insert(trial.views.end(), 7, ViewOf({.first_token = 900}));
  measure::Run slower = crowd;
  for (measure::TrialRecord& trial : slower.cases[0].trials) {
    for (measure::View& view : trial.views)
      view.first_token = view.asked + 3 * (view.first_token - view.asked) / 2;
  }
  const std::string text = Written(Compared(crowd, slower, {"ttft_ms_p50"}), "table");
  EXPECT_THAT(text, AllOf(HasSubstr("320 in 40 pairs"), HasSubstr("+50.0"), HasSubstr("1350"),
                          HasSubstr("regression")));
}

TEST(ComparisonReport, ExplainsItsPValue) {
  EXPECT_THAT(Written(Compared(RunOf(1), RunOf(1)), "table"),
              HasSubstr("p: of a change for the worse or for the better, whichever is smaller"));
}

// An answer that never showed text has an infinite time to it.
TEST(ComparisonReport, PrintsWhatNeverCameInEveryForm) {
  ComparisonReport report = Compared(RunOf(1), RunOf(1), {"ttft_ms_p50"});
  constexpr double kNever = std::numeric_limits<double>::infinity();
  gate::Decision& row = report.judgement.rows[0];
  row.baseline = row.candidate = kNever;
  row.ratio.value = row.difference.value = kNever - kNever;
  row.ratio.low = row.ratio.high = std::nullopt;
  EXPECT_THAT(Written(report, "table"), AllOf(HasSubstr("never"), Not(HasSubstr("nan"))));
  EXPECT_THAT(Written(report, "markdown"), Not(HasSubstr("nan")));
  EXPECT_THAT(Written(report, "junit"), Not(HasSubstr("nan")));
  const auto json = nlohmann::json::parse(Written(report, "json"));
  EXPECT_EQ(json["rows"][0]["baseline"], "Infinity");
  EXPECT_TRUE(json["rows"][0]["ratio"].is_null());
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
