#include "framework/load/trace_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::load {
namespace {

using namespace std::chrono_literals;

TEST(ParseStamp, LosesNoNanosecondBesideAYearOfSeconds) {
  EXPECT_EQ(ParseStamp("19440110.123456789", 1s), 19'440'110'123'456'789ns);
  EXPECT_EQ(ParseStamp("19440110.0", 1s), 19'440'110s);
  EXPECT_EQ(ParseStamp("3536999", 1ms), 3'536'999ms);
  EXPECT_EQ(ParseStamp("10.5", 1ms), 10'500us);
  EXPECT_EQ(ParseStamp("1e3", 1ms), 1s);
}

TEST(ParseStamp, TakesNothingBelowZeroAndNothingThatIsNoNumber) {
  for (const char* text : {"", "-1", "-0.5", "x", "1.2.3", "nan", "inf", "1e300", " 1"})
    EXPECT_FALSE(ParseStamp(text, 1s)) << text;
}

TEST(LinesOf, NumbersThemAsAnEditorDoesAndLeavesBlankOnesOut) {
  const std::vector<TraceLine> lines = LinesOf("a\r\n\r\n  \nb");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].text, "a");
  EXPECT_EQ(lines[1].number, 4);
  EXPECT_EQ(lines[1].text, "b");
}

TEST(Counted, SaysOneWithoutAnS) {
  EXPECT_EQ(Counted(1, "row"), "1 row");
  EXPECT_EQ(Counted(2, "row"), "2 rows");
}

}  // namespace
}  // namespace lab::load
