#include "apps/comparison_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
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
    measure::TrialRecord trial = TrialOf(
        i, {ViewOf({.first_token = ms, .first_visible = ms, .end = 3 * ms, .failed = failed})});
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
        HasSubstr("regression: 1 of the cases failed in the candidate alone, 2 regressions"));
  // Of the case, its share of failures, and that of all cases.
  EXPECT_THAT(Written(report, "junit"), HasSubstr("failures=\"3\" errors=\"0\""));
  EXPECT_THAT(Written(report, "junit"), HasSubstr("/Broken\" name=\"measured\"><failure"));
}

/// A simulated run of `cases` in each of which the first `failed` of `trials` failed.
measure::Run FailingRun(int cases, int trials, int failed) {
  measure::Run run = RunOf(1, trials);
  run.simulated = true;
  measure::CaseRecord record = run.cases[0];
  for (int i = 0; i < failed; ++i)
    record.trials[static_cast<std::size_t>(i)].views[0].failed = true;
  run.cases.clear();
  for (int i = 0; i < cases; ++i) {
    run.cases.push_back(record);
    run.cases.back().name = std::to_string(i);
  }
  return run;
}

measure::Run WithOneFailingCase(int cases, int trials, int failed) {
  measure::Run run = FailingRun(cases, trials, 0);
  run.cases[1] = FailingRun(2, trials, failed).cases[1];
  return run;
}

TEST(ComparisonReport, DoesNotPassWhereMoreOfTheTrialsFail) {
  // 30 % of one case, 99 of 100, and 11 of 150 in each: too few in one for Holm, and not in all.
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(13, 100, 0), WithOneFailingCase(13, 100, 30))),
            kRegression);
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(1, 100, 0), FailingRun(1, 100, 99))), kRegression);
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(20, 150, 0), FailingRun(20, 150, 11))), kRegression);
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(20, 150, 11), FailingRun(20, 150, 0))), kOk);
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(4, 100, 3), FailingRun(4, 100, 3))), kOk);
}

// Errors make a real run INVALID; that more of them came is no less certain for that.
TEST(ComparisonReport, CallsMoreFailuresARegressionInARunThatIsInvalidForThem) {
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

TEST(ComparisonReport, ShowsSharesOfFailuresInEveryForm) {
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
TEST(ComparisonReport, DoesNotPassByItsFailuresAlone) {
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(1, 5, 0), FailingRun(1, 5, 1))), kUsage);
  EXPECT_EQ(ExitCodeOf(Compared(FailingRun(1, 100, 0), FailingRun(1, 100, 0), {"failed_share"})),
            kOk);
}

TEST(ComparisonReport, DoesNotPassWhereACaseIsMissingUnlessThatIsAllowed) {
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

TEST(ComparisonReport, DoesNotPassWhereAReadingIsMissing) {
  measure::Run silent = RunOf(1);
  for (measure::TrialRecord& trial : silent.cases[0].trials) trial.views[0].last_token = kUnset;
  const ComparisonReport report = Compared(RunOf(1), silent, {"latency_ms_p50", "tpot_ms_p50"});
  EXPECT_EQ(ExitCodeOf(report), kRegression);
  for (const char* form : {"table", "markdown", "junit"})
    EXPECT_THAT(Written(report, form), HasSubstr("the candidate has no tpot_ms_p50")) << form;
  EXPECT_EQ(nlohmann::json::parse(Written(report, "json"))["lost"][0]["metric"], "tpot_ms_p50");
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

TEST(ComparisonReport, ExplainsItsPValue) {
  EXPECT_THAT(Written(Compared(RunOf(1), RunOf(1)), "table"),
              HasSubstr("p: of a change for the worse or for the better"));
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
