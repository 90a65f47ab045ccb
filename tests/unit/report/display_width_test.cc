#include "framework/report/display_width.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

namespace lab::report {
namespace {

TEST(DisplayWidth, IsOfWhatATerminalShows) {
  EXPECT_EQ(DisplayWidth("Uncached"), 8U);
  EXPECT_EQ(DisplayWidth("caf\u00e9"), 4U);
  EXPECT_EQ(DisplayWidth("cafe\u0301"), 4U) << "the accent stands on the e";
  EXPECT_EQ(DisplayWidth("\u7f13\u5b58"), 4U) << "two characters of two columns each";
  EXPECT_EQ(DisplayWidth("\U0001f680"), 2U);
  EXPECT_EQ(DisplayWidth("\u20ac"), 1U);
  EXPECT_EQ(DisplayWidth("a\xff"), 2U);
  EXPECT_EQ(DisplayWidth(""), 0U);
}

TEST(CutToWidth, CutsNoCharacterInTwo) {
  EXPECT_EQ(CutToWidth("\u7f13\u5b58", 3), "\u7f13");
  EXPECT_EQ(CutToWidth("e\u0301x", 1), "e\u0301");
  EXPECT_EQ(CutToWidth("abc", 9), "abc");
}

TEST(CutMiddle, KeepsBothEnds) {
  EXPECT_EQ(CutMiddle("Similar/threshold:95", 12), "Simil...d:95");
  EXPECT_EQ(CutMiddle("Similar", 7), "Similar");
  EXPECT_EQ(CutMiddle("Similar", 2), "Si");
  EXPECT_LE(DisplayWidth(CutMiddle("\u7f13\u5b58\u7f13\u5b58\u7f13\u5b58", 9)), 9U);
}

TEST(Padded, CountsColumnsAndNotBytes) {
  EXPECT_EQ(Padded("\u7f13", 4), "  \u7f13");
  EXPECT_EQ(Padded("\u7f13", 4, /*left=*/true), "\u7f13  ");
  EXPECT_EQ(Padded("wide", 2), "wide");
}

TEST(Wrapped, BreaksAtBlanksAndIndentsWhatFollows) {
  EXPECT_EQ(Wrapped("one two three four", 11, 2), "  one two\n    three\n    four\n");
  EXPECT_EQ(Wrapped("one two", 0, 2), "  one two\n");
  EXPECT_EQ(Wrapped("one", 80), "one\n");
}

TEST(Wrapped, LeavesNoLineWiderThanAskedWhateverTheWords) {
  std::istringstream lines(Wrapped("a " + std::string(50, 'x') + " b " + std::string(7, 'y'), 20));
  std::string all;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(DisplayWidth(line), 20U) << line;
    all += line;
  }
  EXPECT_EQ(std::count(all.begin(), all.end(), 'x'), 50);
  EXPECT_EQ(std::count(all.begin(), all.end(), 'y'), 7);
}

}  // namespace
}  // namespace lab::report
