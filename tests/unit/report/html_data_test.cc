#include "framework/report/html_data.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "framework/measure/figures.h"
#include "framework/measure/scaling.h"
#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

using Json = nlohmann::json;

Json Data(const measure::Run& run) { return Json::parse(HtmlData(Analyse(run), {})); }

std::vector<double> UpTo(int n) {
  std::vector<double> values;
  for (int i = 1; i <= n; ++i) values.push_back(i);
  return values;
}

TEST(ThinnedEcdf, KeepsASmallSampleWhole) {
  const auto points = ThinnedEcdf(UpTo(4));
  ASSERT_EQ(points.size(), 4U);
  EXPECT_EQ(points[0], std::pair(1.0, 0.25));
  EXPECT_EQ(points[3], std::pair(4.0, 1.0));
}

TEST(ThinnedEcdf, KeepsTheShapeAndTheTailOfALargeOne) {
  const auto points = ThinnedEcdf(UpTo(100'000));
  EXPECT_LE(points.size(), 130U);
  EXPECT_EQ(points.back(), std::pair(100'000.0, 1.0));
  double before = 0;
  for (const auto& [value, share] : points) {
    EXPECT_DOUBLE_EQ(value / 100'000, share);
    EXPECT_GT(share, before);
    EXPECT_TRUE(share >= 0.99 || share - before < 0.01) << share;
    before = share;
  }
  EXPECT_GT(points[points.size() - 2].second, 0.9999);
}

TEST(ThinnedEcdf, OfNothingIsNothing) { EXPECT_TRUE(ThinnedEcdf({}).empty()); }

TEST(HtmlData, HasTheRowsOfTheTableAndADistributionACase) {
  const Json data = Data(TwoCases());
  const Json& group = data["groups"][0];
  EXPECT_EQ(group["table"]["rows"][1][0], "Fast");
  EXPECT_EQ(group["cases"][1]["name"], "Fast");
  EXPECT_EQ(group["cases"][1]["distributions"][0]["n"], 20);
  EXPECT_EQ(group["cases"][1]["distributions"][0]["ms"][0], 400);
  EXPECT_EQ(group["metric"], 0);
  EXPECT_TRUE(data["summary"].is_null());
}

TEST(HtmlData, HasEveryDigitOfASeedThatIsNoNumberToAScript) {
  measure::Run run = TwoCases();
  run.config.seed = 18446744073709551615U;
  EXPECT_EQ(Data(run)["seed"], "18446744073709551615");
  run.config.seed = 7;
  EXPECT_EQ(Data(run)["seed"], 7);
}

TEST(HtmlData, MarksWhatNothingBeats) {
  const Json points = Data(TwoCases())["groups"][0]["pareto"];
  EXPECT_EQ(points[0]["best"], false);
  EXPECT_EQ(points[1]["best"], true);
  EXPECT_EQ(points[1]["ms"], 509.5);
  EXPECT_EQ(points[1]["usd"], 2);
}

TEST(HtmlData, TracesTheMedianTheFastestAndTheSlowestTrial) {
  const Json traces = Data(TwoCases())["groups"][0]["cases"][1]["traces"];
  ASSERT_EQ(traces.size(), 3U);
  EXPECT_EQ(traces[0]["trial"], 9);
  EXPECT_EQ(traces[1]["trial"], 0);
  EXPECT_EQ(traces[2]["trial"], 19);
  EXPECT_EQ(traces[2]["ms"], 519);
  EXPECT_EQ(traces[2]["nodes"][0]["name"], "claude-sonnet-5-5");
  EXPECT_EQ(traces[2]["nodes"][0]["first_token"], 419);
}

TEST(HtmlData, LeavesOutTheCurvesOfASkippedCase) {
  measure::Run run = TwoCases();
  run.cases[1].trials.clear();
  run.cases[1].skipped = "it measures gpt-5";
  const Json group = Data(run)["groups"][0];
  EXPECT_EQ(group["cases"].size(), 1U);
  EXPECT_EQ(group["notes"][1], "Fast: skipped: it measures gpt-5");
}

TEST(HtmlData, HasEveryFigureAndTheGapsBetweenTokens) {
  measure::Run run = TwoCases();
  Timeline& timeline = run.cases[0].trials[0].samples[0].timeline;
  for (int i = 0; i < 3; ++i)
    timeline.tokens.push_back({.stamp = timeline.first_token + i * FromMs(20)});
  const Json data = Data(run);
  const Json& group = data["groups"][0];
  EXPECT_EQ(group["figures"]["columns"].size(), measure::AllFigures().size() + 1);
  EXPECT_EQ(group["figures"]["rows"].size(), 2U);
  EXPECT_EQ(data["metrics"][3], "ITL");
  EXPECT_EQ(group["cases"][0]["distributions"][3]["n"], 2);
  EXPECT_EQ(group["cases"][0]["distributions"][3]["pooled"], true);
  EXPECT_EQ(group["cases"][1]["distributions"][3]["n"], 0);
}

TEST(HtmlData, HasAScalingCurveATechnique) {
  measure::Run run;
  for (const char* name : {"Slow", "Fast"}) {
    for (const std::int64_t level : {1, 2}) {
      run.cases.push_back(Case(name, false, 1000.0 / static_cast<double>(level)));
      run.cases.back().args = {{measure::kConcurrency, level}};
    }
  }
  const Json data = Data(run);
  const Json& scalings = data["groups"][0]["scalings"];
  ASSERT_EQ(scalings.size(), 2U);
  EXPECT_EQ(scalings[1]["technique"], "Fast");
  EXPECT_EQ(scalings[1]["levels"].size(), 2U);
  EXPECT_EQ(Data(TwoCases())["groups"][0]["scalings"], Json::array());
}

TEST(HtmlData, MarksAPercentileWithoutAnUpperBound) {
  const Json data = Data(TwoCases());
  const Json& group = data["groups"][0];
  EXPECT_EQ(group["notes"][0], "~ no 95 % upper bound at this n: p95 takes 72 answers, p99 368");
  const Json& row = group["table"]["rows"][1];
  EXPECT_NE(std::find(row.begin(), row.end(), Json({"~418", "dim"})), row.end()) << row;
  EXPECT_NE(group["figures_note"].get<std::string>().find("p99.9 3,688"), std::string::npos);
}

TEST(HtmlData, SaysWhatWasDoneOtherwiseThanAsked) {
  measure::Run run = TwoCases();
  EXPECT_FALSE(Data(run).contains("notes"));
  run.notes = {"asked without seed"};
  EXPECT_EQ(Data(run)["notes"], Json({"asked without seed"}));
}

TEST(HtmlData, MarksAnEstimatedPriceInThePlotToo) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].samples[0].usage.output_total = Tokens{10};
  const Json data = Data(run);
  EXPECT_FALSE(data["groups"][0]["pareto"][0].contains("estimated"));
  EXPECT_EQ(data["groups"][0]["pareto"][1]["estimated"], true);
}

TEST(HtmlData, DrawsNoAnswerThatNeverShowedTextAndCountsIt) {
  measure::Run run = TwoCases();
  for (int i = 0; i < 5; ++i)
    run.cases[1].trials[static_cast<std::size_t>(i)].views[0].first_visible = kUnset;
  const Json data = Data(run);
  const Json& first_text = data["groups"][0]["cases"][1]["distributions"][0];
  EXPECT_EQ(first_text["n"], 20);
  EXPECT_EQ(first_text["share"].back(), 0.75);
  EXPECT_EQ(first_text["ms"].back(), 419);
}

TEST(HtmlData, NamesWhatNeverStarted) {
  measure::Run run = TwoCases();
  measure::Sample refused;
  refused.error = Error{ErrorKind::kUsage, "no such model"};
  for (measure::TrialRecord& trial : run.cases[0].trials) trial.samples.push_back(refused);
  const Json data = Data(run);
  const Json& trace = data["groups"][0]["cases"][0]["traces"][0];
  EXPECT_EQ(trace["nodes"].size(), 1U);
  EXPECT_NE(trace["never_started"].get<std::string>().find("no such model"), std::string::npos);
}

}  // namespace
}  // namespace lab::report
