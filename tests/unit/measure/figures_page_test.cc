// docs/figures.md names every metric, figure and column with its unit, direction and definition.
// Where it does not, the test prints the table that should stand there.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <span>
#include <sstream>
#include <string>
#include <string_view>

#include "framework/measure/figures.h"
#include "framework/measure/metric.h"
#include "framework/measure/row.h"

namespace lab::measure {
namespace {

std::string Page() {
  const std::ifstream file(LAB_SOURCE_DIR "/docs/figures.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

template <class Info>
std::string TableOf(std::span<const Info> infos) {
  constexpr std::array<std::string_view, 3> kBetter{"less", "more", ""};
  std::string table = "| name | unit | better | definition |\n|---|---|---|---|\n";
  for (const Info& info : infos) {
    table += fmt::format("| `{}` | {} | {} | {} |\n", info.name, UnitName(info.unit),
                         kBetter[static_cast<std::size_t>(info.better)], info.definition);
  }
  return table;
}

void ExpectOnPage(const std::string& table) {
  // Ended by an empty line, so that the page has no row more.
  EXPECT_NE(Page().find("\n\n" + table + "\n"), std::string::npos)
      << "docs/figures.md should have this table:\n"
      << table;
}

TEST(FiguresPage, HasEveryMetric) { ExpectOnPage(TableOf(AllMetrics())); }

TEST(FiguresPage, HasEveryFigureOfACase) { ExpectOnPage(TableOf(AllFigures())); }

TEST(FiguresPage, HasEveryColumnOfARequest) { ExpectOnPage(TableOf(RowColumns())); }

}  // namespace
}  // namespace lab::measure
