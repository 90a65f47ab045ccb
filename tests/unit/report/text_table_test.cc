#include "framework/report/text_table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace lab::report {
namespace {

std::string Rendered(const TextTable& table, bool colour = false) {
  std::ostringstream out;
  table.Render(out, {.colour = colour});
  return out.str();
}

TEST(TextTable, AlignsNumbersRightAndNamesLeft) {
  TextTable table({{"", "case", Align::kLeft}, {"", "n"}});
  table.AddRow({{"Uncached"}, {"5"}});
  table.AddRow({{"Warm"}, {"1200"}});
  EXPECT_EQ(Rendered(table),
            "case         n\n"
            "Uncached     5\n"
            "Warm      1200\n");
}

TEST(TextTable, SharesAGroupTitleBetweenNeighbours) {
  TextTable table({{"", "case", Align::kLeft}, {"TTFT ms", "p50"}, {"TTFT ms", "p95"}});
  table.AddRow({{"A"}, {"1"}, {"2"}});
  EXPECT_EQ(Rendered(table),
            "       TTFT ms\n"
            "case  p50  p95\n"
            "A       1    2\n");
}

TEST(TextTable, WidensItsColumnsForALongGroupTitle) {
  TextTable table({{"", "c", Align::kLeft}, {"a long title", "x"}});
  table.AddRow({{"A"}, {"1"}});
  EXPECT_EQ(Rendered(table),
            "   a long title\n"
            "c             x\n"
            "A             1\n");
}

TEST(TextTable, LeavesNoBlanksAtTheEndOfALine) {
  TextTable table({{"", "case", Align::kLeft}, {"", "verdict", Align::kLeft}});
  table.AddRow({{"A"}, {""}});
  EXPECT_EQ(Rendered(table).find(" \n"), std::string::npos);
}

TEST(TextTable, ColoursOnlyWhenAsked) {
  TextTable table({{"", "verdict", Align::kLeft}});
  table.AddRow({{"faster", Tone::kGood}});
  EXPECT_EQ(Rendered(table).find('\x1b'), std::string::npos);
  EXPECT_NE(Rendered(table, true).find("\x1b[32mfaster \x1b[0m"), std::string::npos);
}

TEST(TextTable, IsAGitHubTableWithTheGroupBeforeTheTitle) {
  TextTable table({{"", "case", Align::kLeft}, {"TTFT ms", "p50"}});
  table.AddRow({{"a|b"}, {"1"}});
  std::ostringstream out;
  table.RenderMarkdown(out);
  EXPECT_EQ(out.str(),
            "| case | TTFT ms p50 |\n"
            "| :-- | --: |\n"
            "| a\\|b | 1 |\n");
}

TEST(FullTitle, LeavesOutTheHalfThatIsMissing) {
  EXPECT_EQ(FullTitle({"TTFT ms", "p50"}), "TTFT ms p50");
  EXPECT_EQ(FullTitle({"  ", "verdict"}), "verdict");
  EXPECT_EQ(FullTitle({"verdict", ""}), "verdict");
}

TEST(Paint, LeavesPlainTextAlone) {
  EXPECT_EQ(Paint("x", Tone::kPlain, {.colour = true}), "x");
  EXPECT_EQ(Paint("x", Tone::kBad, {.colour = false}), "x");
  EXPECT_EQ(Paint("x", Tone::kBad, {.colour = true}), "\x1b[31mx\x1b[0m");
}

}  // namespace
}  // namespace lab::report
