#include "framework/report/csv.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <vector>

#include "framework/measure/figures.h"
#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

std::vector<std::string> Fields(const std::string& line) {
  std::vector<std::string> fields{""};
  for (char c : line) {
    if (c == ',') {
      fields.emplace_back();
    } else if (c != '\r') {
      fields.back() += c;
    }
  }
  return fields;
}

/// One line as title: field; for runs without commas in their names.
std::map<std::string, std::string> CsvLine(const measure::Run& run, std::size_t index) {
  std::stringstream text;
  WriteCsv(Analyse(run), {}, text);
  std::string titles;
  std::string line;
  std::getline(text, titles);
  for (std::size_t i = 0; i <= index; ++i) std::getline(text, line);
  std::map<std::string, std::string> fields;
  const std::vector<std::string> values = Fields(line);
  for (std::size_t i = 0; const std::string& title : Fields(titles)) fields[title] = values.at(i++);
  return fields;
}

TEST(Csv, HasALineACaseWithItsNumbers) {
  const std::map<std::string, std::string> fast = CsvLine(TwoCases(), 1);
  EXPECT_EQ(fast.at("suite"), "suite");
  EXPECT_EQ(fast.at("case"), "Fast");
  EXPECT_EQ(fast.at("baseline"), "0");
  EXPECT_EQ(fast.at("answers"), "20");
  EXPECT_EQ(fast.at("ttft_ms_p50"), "409.5");
  EXPECT_EQ(fast.at("latency_ms_p50"), "509.5");
  EXPECT_EQ(fast.at("usd_per_1k"), "2");
  EXPECT_EQ(fast.at("verdict"), "faster");
  EXPECT_EQ(CsvLine(TwoCases(), 0).at("verdict"), "");
}

TEST(Csv, HasAPercentileWithoutAnUpperBoundAndLeavesTheBoundEmpty) {
  const std::map<std::string, std::string> fast = CsvLine(TwoCases(), 1);
  EXPECT_EQ(fast.at("ttft_ms_p99"), "419");
  EXPECT_NE(fast.at("ttft_ms_p99_low"), "");
  EXPECT_EQ(fast.at("ttft_ms_p99_high"), "");
  EXPECT_EQ(fast.at("ttft_ms_p50_high"), "414");
  EXPECT_EQ(fast.at("cache_hit_rate"), "");
}

TEST(Csv, HasEveryStatisticWhateverTheTableShows) {
  std::stringstream text;
  WriteCsv(Analyse(TwoCases()), {.statistics = {"p50"}}, text);
  for (const char* name : {"latency_ms_p75", "latency_ms_p99.9_high", "latency_ms_mean_low",
                           "latency_ms_sd", "itl_ms_p50"})
    EXPECT_NE(text.str().find(std::string(",") + name + ","), std::string::npos) << name;
}

TEST(Csv, WritesWhatNeverCameAsInf) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].views[0].first_visible = kUnset;
  EXPECT_EQ(CsvLine(run, 1).at("first_visible_ms_max"), "inf");
  EXPECT_EQ(CsvLine(run, 1).at("never_seen"), "1");
}

TEST(Csv, HasAColumnForEachCounterThatSomeCaseNoted) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].counters["rounds"] = 2.5;
  EXPECT_EQ(CsvLine(run, 0).at("rounds"), "");
  EXPECT_EQ(CsvLine(run, 1).at("rounds"), "2.5");
}

TEST(Csv, EndsEachLineAsTheRfcSays) {
  std::ostringstream out;
  WriteCsv(Analyse(measure::Run{}), {}, out);
  EXPECT_TRUE(out.str().ends_with("verdict\r\n"));
}

TEST(Csv, QuotesAReason) {
  measure::Run run = TwoCases();
  run.cases[1].trials.clear();
  run.cases[1].skipped = "no key, no model";
  std::ostringstream out;
  WriteCsv(Analyse(run), {}, out);
  EXPECT_NE(out.str().find(",\"no key, no model\","), std::string::npos);
}

TEST(Csv, HasEveryFigure) {
  const std::map<std::string, std::string> fast = CsvLine(TwoCases(), 1);
  for (const measure::FigureInfo& info : measure::AllFigures())
    EXPECT_TRUE(fast.contains(std::string(info.name))) << info.name;
}

TEST(Csv, WritesTheRatioToABaselineOfZeroAsInf) {
  measure::Run run = TwoCases();
  for (measure::TrialRecord& trial : run.cases[0].trials)
    trial.views[0].first_visible = trial.views[0].asked;
  EXPECT_EQ(CsvLine(run, 1).at("change_ratio"), "inf");
}

TEST(Csv, GivesNoTwoColumnsOneName) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].counters = {
      {"verdict", 1}, {"failed", 2}, {"suite", 3}, {"ttft_ms_p50_low", 4}};
  const std::map<std::string, std::string> fast = CsvLine(run, 1);
  EXPECT_EQ(fast.at("verdict"), "faster");
  EXPECT_EQ(fast.at("verdict (noted)"), "1");
  EXPECT_EQ(fast.at("failed (noted)"), "2");
  EXPECT_EQ(fast.at("suite (noted)"), "3");
  EXPECT_EQ(fast.at("ttft_ms_p50_low (noted)"), "4");
}

}  // namespace
}  // namespace lab::report
