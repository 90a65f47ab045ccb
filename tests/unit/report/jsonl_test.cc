#include "framework/report/jsonl.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

using Json = nlohmann::json;

std::vector<Json> Lines(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line));
  return lines;
}

std::string JsonlText(const measure::Run& run) {
  std::ostringstream out;
  WriteJsonl(Analyse(run), {}, out);
  return out.str();
}

TEST(Jsonl, HasALineARequestThatSaysWhereItBelongs) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].samples.push_back(run.cases[1].trials[0].samples[0]);
  const std::vector<Json> lines = Lines(JsonlText(run));
  ASSERT_EQ(lines.size(), 41U);
  const Json& second = lines[21];
  EXPECT_EQ(second["suite"], "suite");
  EXPECT_EQ(second["group"], "Group");
  EXPECT_EQ(second["case"], "Fast");
  EXPECT_EQ(second["trial"], 0);
  EXPECT_EQ(second["number"], 1);
  EXPECT_EQ(second["model"], "claude-sonnet-5-5");
}

TEST(Jsonl, SaysWhyATrialCouldNotBeCarriedOut) {
  measure::Run run = TwoCases();
  run.cases[0].trials[2].error = Error{ErrorKind::kUsage, "the experiment threw: boom"};
  const std::vector<Json> lines = Lines(JsonlText(run));
  ASSERT_EQ(lines.size(), 41U);
  EXPECT_EQ(lines[3]["trial"], 2);
  EXPECT_EQ(lines[3]["trial_error"]["message"], "the experiment threw: boom");
}

TEST(Jsonl, IsWhatIsWrittenTrialByTrial) {
  const measure::Run run = TwoCases();
  std::ostringstream out;
  for (const measure::CaseRecord& record : run.cases) {
    for (const measure::TrialRecord& trial : record.trials) WriteTrialLines(record, trial, out);
  }
  EXPECT_EQ(out.str(), JsonlText(run));
}

TEST(Jsonl, HasTheFiguresOfEachRequest) {
  const Json row = Lines(JsonlText(TwoCases()))[0]["row"];
  EXPECT_EQ(row["ttft_ms"], 1000);
  EXPECT_EQ(row["latency_ms"], 1100);
  EXPECT_EQ(row["cost_usd"], 0.002);
  EXPECT_FALSE(row.contains("itl_ms_p50"));
}

}  // namespace
}  // namespace lab::report
