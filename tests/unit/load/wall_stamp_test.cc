#include "framework/load/wall_stamp.h"

#include <gtest/gtest.h>

namespace lab::load {
namespace {

using namespace std::chrono_literals;

TEST(WallStamp, KeepsEveryDigitOfItsFraction) {
  EXPECT_EQ(ParseWallStamp("1970-01-01 00:00:00"), 0ns);
  EXPECT_EQ(ParseWallStamp("1970-01-01 00:00:00.5"), 500ms);
  EXPECT_EQ(ParseWallStamp("1970-01-02T00:00:01.0000001"), 24h + 1s + 100ns);
  EXPECT_EQ(ParseWallStamp("1970-01-01 00:00:00.123456789"), 123'456'789ns);
}

TEST(WallStamp, CountsDaysAsTheCalendarDoes) {
  EXPECT_EQ(
      ParseWallStamp("2024-03-01 00:00:00").value() - ParseWallStamp("2024-02-28 00:00:00").value(),
      48h);
  EXPECT_EQ(ParseWallStamp("2023-11-16 18:17:03.9799600"), 1'700'158'623'979'960'000ns);
}

TEST(WallStamp, ComesToUtc) {
  const Duration noon = ParseWallStamp("2024-05-10 12:00:00Z").value();
  EXPECT_EQ(ParseWallStamp("2024-05-10 12:00:00"), noon);
  EXPECT_EQ(ParseWallStamp("2024-05-10 12:00:00+00:00"), noon);
  EXPECT_EQ(ParseWallStamp("2024-05-10 14:00:00.000+02:00"), noon);
  EXPECT_EQ(ParseWallStamp("2024-05-10 06:30:00-05:30"), noon);
}

TEST(WallStamp, TakesNothingElse) {
  for (const char* text :
       {"", "2024-05-10", "2024-13-01 00:00:00", "2024-02-30 00:00:00", "2024-05-10 24:00:00",
        "2024-05-10 00:60:00", "2024-05-10 00:00:00.", "2024-05-10 00:00:00.1234567890",
        "2024-05-10 00:00:00+2", "2024-05-10 00:00:00 ", "10.05.2024 00:00:00", "1715299200",
        "1066-10-14 00:00:00", "2024-05-10 00:00:00+99:00", "2024-5-10 00:00:00"})
    EXPECT_FALSE(ParseWallStamp(text)) << text;
}

}  // namespace
}  // namespace lab::load
