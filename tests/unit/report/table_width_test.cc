// Tables at the widths that people have: 80, 120 and 200 columns, and none.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "framework/report/display_width.h"
#include "framework/report/text_table.h"
#include "tests/unit/report/cases.h"
#include "tests/unit/report/tables.h"

namespace lab::report {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Two groups with everything that a table can show, by cases with names short and long.
measure::Run Crowded() {
  measure::Run run;
  run.config.seed = 1;
  for (const char* group : {"First", "Second"}) {
    for (const char* name : {"Baseline", "CacheOverCoalescedWithAWarmUp", "Third"}) {
      measure::CaseRecord record = Case(name, std::string(name) == "Baseline", 1234.5, 30);
      record.group = group;
      record.args = {{"threshold_percent", 95}};
      for (measure::TrialRecord& trial : record.trials) {
        trial.counters = {{"accuracy %", 100}, {"false hits %", 1}, {"hit rate %", 45}};
        trial.times["first sentence"] = {FromMs(700)};
        trial.samples[0].usage.cache_read = Tokens{90};
        trial.samples[0].timeline.streamed = !record.baseline;
      }
      record.trials[3].views[0].failed = true;
      record.trials[3].samples[0].error =
          Error{ErrorKind::kOverloaded,
                "POST https://example.test/v1/messages: the service is overloaded"};
      record.trials[4].views[0].first_visible = kUnset;
      run.cases.push_back(std::move(record));
    }
  }
  run.notes = {
      "asked without stream_options, which the service at this address does not know, so "
      "that what was used is an estimate"};
  return run;
}

std::string At(std::size_t width, const measure::Run& run) { return Tables(run, {.width = width}); }

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(TableWidth, NoLineIsWiderThanTheTerminal) {
  for (const std::size_t width : {40, 60, 80, 100, 120, 200}) {
    for (const std::string& line : LinesOf(At(width, Crowded())))
      EXPECT_LE(DisplayWidth(line), width) << line;
  }
}

TEST(TableWidth, SaysWhatWasLeftOutAndHowToSeeIt) {
  const std::string narrow = At(80, Crowded());
  EXPECT_THAT(narrow, HasSubstr("not shown at 80 columns: "));
  EXPECT_THAT(narrow, HasSubstr("tokens/s"));
  EXPECT_THAT(narrow, HasSubstr("COLUMNS="));
  EXPECT_THAT(At(400, Crowded()), Not(HasSubstr("not shown")));
  EXPECT_THAT(At(0, Crowded()), Not(HasSubstr("not shown")));
}

TEST(TableWidth, KeepsWhatTheGroupIsJudgedByAndTheVerdict) {
  const std::string narrow = At(80, Crowded());
  EXPECT_THAT(narrow, HasSubstr("first text p50 vs baseline"));
  EXPECT_THAT(narrow, HasSubstr("verdict"));
  EXPECT_THAT(narrow, HasSubstr("failed"));
}

TEST(TableWidth, LeavesOutLessWhereThereIsMoreRoom) {
  std::size_t last = 0;
  for (const std::size_t width : {80, 120, 200, 400}) {
    const std::vector<std::string> lines = LinesOf(At(width, Crowded()));
    EXPECT_GT(DisplayWidth(lines[2]), last) << width;
    last = DisplayWidth(lines[2]);
  }
}

TEST(TableWidth, TheSizeThatIsNamedShowsEverything) {
  const std::string narrow = At(80, TwoCases());
  const std::size_t at = narrow.find("COLUMNS=");
  ASSERT_NE(at, std::string::npos);
  const std::size_t asked = std::stoul(narrow.substr(at + 8));
  EXPECT_THAT(At(asked, TwoCases()), Not(HasSubstr("not shown")));
  EXPECT_THAT(At(asked - 1, TwoCases()), HasSubstr("not shown"));
}

TEST(TableWidth, ExplainsNoMarkThatIsNotShown) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].samples[0].usage.output_total = Tokens{10};
  run.cases[1].name = "AVeryLongNameOfACase";
  EXPECT_THAT(At(200, run), HasSubstr("~ no 95 %"));
  EXPECT_THAT(At(200, run), HasSubstr("*: usage"));
  EXPECT_THAT(At(60, run), Not(HasSubstr("~")));
  EXPECT_THAT(At(60, run), Not(HasSubstr("*")));
}

TEST(TableWidth, WhatHasRoomAfterAllIsShown) {
  TextTable table({{"", "case", Align::kLeft},
                   {"", "narrow", Align::kRight, 5},
                   {"", "a very wide column", Align::kRight, 9}});
  table.AddRow({{"A"}, {"1"}, {"2"}});
  std::ostringstream out;
  table.Render(out, {.width = 20});
  EXPECT_THAT(out.str(), HasSubstr("case  narrow\n"));
}

TEST(TableWidth, ALongNameStandsOnALineOfItsOwn) {
  TextTable table({{"", "case", Align::kLeft}, {"", "n"}, {"", "ms"}});
  table.AddRow({{"Short"}, {"20"}, {"1,234"}});
  table.AddRow({{std::string(30, 'L')}, {"20"}, {"567"}});
  std::ostringstream out;
  table.Render(out, {.width = 40});
  EXPECT_EQ(out.str(),
            "case    n     ms\n"
            "Short  20  1,234\n" +
                std::string(30, 'L') +
                "\n"
                "       20    567\n");
}

TEST(TableWidth, ANameWiderThanTheTerminalIsCutInTheMiddle) {
  TextTable table({{"", "case", Align::kLeft}, {"", "n"}});
  table.AddRow({{"begin" + std::string(100, '-') + "end"}, {"20"}});
  std::ostringstream out;
  table.Render(out, {.width = 40});
  const std::vector<std::string> lines = LinesOf(out.str());
  EXPECT_EQ(DisplayWidth(lines[1]), 40U);
  EXPECT_TRUE(lines[1].starts_with("begin-"));
  EXPECT_TRUE(lines[1].ends_with("-end"));
  EXPECT_THAT(lines[1], HasSubstr("..."));
}

TEST(TableWidth, AlignsCharactersOfTwoColumns) {
  TextTable table({{"", "case", Align::kLeft}, {"", "n"}});
  table.AddRow({{"\u7f13\u5b58"}, {"5"}});
  table.AddRow({{"caf\u00e9s"}, {"20"}});
  std::ostringstream out;
  table.Render(out, {});
  EXPECT_EQ(out.str(),
            "case    n\n"
            "\u7f13\u5b58    5\n"
            "caf\u00e9s  20\n");
}

TEST(TableWidth, TheLeastImportantColumnGoesFirstAndOfEqualsTheLast) {
  TextTable table({{"", "case", Align::kLeft},
                   {"", "first", Align::kRight, 5},
                   {"", "second", Align::kRight, 5},
                   {"", "third", Align::kRight, 9}});
  table.AddRow({{"A"}, {"1"}, {"2"}, {"3"}});
  const auto at = [&](std::size_t width) {
    std::ostringstream out;
    table.Render(out, {.width = width});
    return out.str();
  };
  EXPECT_THAT(at(26), HasSubstr("first  second  third"));
  EXPECT_THAT(at(25), HasSubstr("case  first  third\n"));
  EXPECT_THAT(at(17), HasSubstr("case  third\n"));
}

}  // namespace
}  // namespace lab::report
