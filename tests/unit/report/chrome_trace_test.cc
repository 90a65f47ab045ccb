#include "framework/report/chrome_trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/unit/report/traces.h"

namespace lab::report {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;

Json TraceOfRun(const measure::Run& run, TraceOptions options = {}) {
  std::ostringstream out;
  WriteChromeTrace(run, options, out);
  return Json::parse(out.str());
}

/// Of the events of one phase: what `field` says.
std::vector<Json> FieldOf(const Json& trace, const char* phase, const char* field) {
  std::vector<Json> values;
  for (const Json& event : trace["traceEvents"]) {
    if (event["ph"] == phase) values.push_back(event[field]);
  }
  return values;
}

TEST(ChromeTrace, HasACompleteEventForEachStepRequestAndTool) {
  const Json trace = TraceOfRun(RunWithSteps());
  EXPECT_THAT(FieldOf(trace, "X", "name"),
              ElementsAre("agent", "gpt-5", "search", "look up", "gpt-5", "gpt-5-mini"));
  EXPECT_THAT(FieldOf(trace, "X", "cat"),
              ElementsAre("step", "request", "tool", "tool", "request", "request"));
}

TEST(ChromeTrace, CountsMicrosecondsFromTheStartOfTheTrial) {
  const Json trace = TraceOfRun(RunWithSteps());
  EXPECT_THAT(FieldOf(trace, "X", "ts"), ElementsAre(0, 0, 250e3, 250e3, 500e3, 700e3));
  EXPECT_THAT(FieldOf(trace, "X", "dur"), ElementsAre(1e6, 250e3, 250e3, 150e3, 500e3, 100e3));
}

TEST(ChromeTrace, PutsWhatOverlapsOnThreadsOfItsOwn) {
  const Json trace = TraceOfRun(RunWithSteps());
  EXPECT_THAT(FieldOf(trace, "X", "tid"), ElementsAre(0, 0, 0, 1, 0, 1));
}

TEST(ChromeTrace, MarksTheFirstTokenAndTheFirstVisibleText) {
  const Json trace = TraceOfRun(RunWithSteps());
  EXPECT_THAT(FieldOf(trace, "i", "name"), ElementsAre("first token", "first visible text",
                                                       "first token", "first visible text"));
  EXPECT_THAT(FieldOf(trace, "i", "ts"), ElementsAre(125e3, 125e3, 750e3, 750e3));
}

TEST(ChromeTrace, NamesEachCaseAsAProcess) {
  measure::Run run = RunWithSteps();
  run.cases.push_back(run.cases[0]);
  run.cases[1].name = "Other";
  const Json trace = TraceOfRun(run);
  std::vector<std::string> names;
  for (const Json& event : trace["traceEvents"]) {
    if (event["name"] == "process_name") names.push_back(event["args"]["name"]);
  }
  EXPECT_THAT(names, ElementsAre("suite/Group/Agent #0", "suite/Group/Other #0"));
  EXPECT_EQ(trace["traceEvents"].back()["pid"], 2);
}

TEST(ChromeTrace, TellsOfEachRequestWhatItUsedAndHowItEnded) {
  const Json trace = TraceOfRun(RunWithSteps());
  std::vector<Json> details;
  for (const Json& event : trace["traceEvents"]) {
    if (event["ph"] == "X" && event.contains("args")) details.push_back(event["args"]);
  }
  ASSERT_EQ(details.size(), 3U);
  EXPECT_EQ(details[0]["prompt_tokens"], 2000);
  EXPECT_EQ(details[0]["cached_tokens"], 500);
  EXPECT_EQ(details[0]["output_tokens"], 80);
  EXPECT_EQ(details[1]["retries"], 1);
  EXPECT_EQ(details[2]["error"], "cancelled");
}

TEST(ChromeTrace, LeavesOutCasesWithoutThatTrial) {
  measure::Run run = RunWithSteps();
  run.cases.push_back(run.cases[0]);
  run.cases[1].trials[0].index = 7;
  EXPECT_EQ(TraceOfRun(run, {.trial = 7})["traceEvents"].back()["pid"], 1);
  EXPECT_TRUE(TraceOfRun(run, {.trial = 9})["traceEvents"].empty());
}

TEST(ChromeTrace, SurvivesNamesThatAreNoUtf8) {
  measure::Run run = RunWithSteps();
  run.cases[0].trials[0].spans[1].name = "bad \xff name";
  EXPECT_THAT(TraceOfRun(run).dump(), HasSubstr("bad "));
}

TEST(ChromeTrace, LeavesOutWhatNeverStartedAndLabelsItsProcess) {
  measure::Run run = RunWithSteps();
  const std::size_t before = TraceOfRun(run)["traceEvents"].size();
  measure::Sample refused;
  refused.model = "gpt-9";
  refused.error = Error{ErrorKind::kUsage, "no such model"};
  run.cases[0].trials[0].samples.push_back(refused);
  const Json events = TraceOfRun(run)["traceEvents"];
  EXPECT_EQ(events.size(), before + 1);
  EXPECT_EQ(events[1]["name"], "process_labels");
  EXPECT_EQ(events[1]["args"]["labels"], "left out: 1 request that never started (no such model)");
}

}  // namespace
}  // namespace lab::report
