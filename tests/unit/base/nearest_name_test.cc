#include "framework/base/nearest_name.h"

#include <gtest/gtest.h>

namespace lab {
namespace {

const std::vector<std::string_view> kNames = {"status", "stall", "reset", "timeout"};

TEST(NearestName, IsAFewSlipsAway) {
  EXPECT_EQ(NearestName("status", kNames), "status");
  EXPECT_EQ(NearestName("stauts", kNames), "status");   // two swapped
  EXPECT_EQ(NearestName("statuss", kNames), "status");  // one too many
  EXPECT_EQ(NearestName("tmeout", kNames), "timeout");  // one too few
  EXPECT_EQ(NearestName("rezet", kNames), "reset");     // a wrong one
  EXPECT_EQ(NearestName("STALL", kNames), "stall");
}

TEST(NearestName, IsNoneWhereMoreThanHalfWouldBeWrong) {
  EXPECT_EQ(NearestName("explode", kNames), "");
  EXPECT_EQ(NearestName("", kNames), "");
  EXPECT_EQ(NearestName("x", {}), "");
  EXPECT_EQ(NearestName(std::string(1000, 's'), kNames), "");
}

TEST(NearestName, IsTheTailOfAMessage) {
  EXPECT_EQ(MeantName("stal", kNames), " (did you mean 'stall'?)");
  EXPECT_EQ(MeantName("zzzz", kNames), "");
}

TEST(NearestName, ComesBeforeTheListOfAllThatAreRight) {
  const std::vector<std::string> names{"status", "stall"};
  EXPECT_EQ(RightNames("stal", names),
            " (did you mean 'stall'?); it should be one of status, stall");
  EXPECT_EQ(RightNames("zzzz", names), "; it should be one of status, stall");
}

}  // namespace
}  // namespace lab
