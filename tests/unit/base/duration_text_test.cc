#include "framework/base/duration_text.h"

#include <gtest/gtest.h>

namespace lab {
namespace {

using namespace std::chrono_literals;

TEST(ParseDuration, ReadsANumberWithItsUnit) {
  EXPECT_EQ(ParseDuration("250ms"), 250ms);
  EXPECT_EQ(ParseDuration("1.5 s"), 1500ms);
  EXPECT_EQ(ParseDuration("2m"), 2min);
  EXPECT_EQ(ParseDuration("2min"), 2min);
  EXPECT_EQ(ParseDuration("1h"), 1h);
  EXPECT_EQ(ParseDuration("1e3us"), 1ms);
  EXPECT_EQ(ParseDuration("7ns"), 7ns);
  EXPECT_EQ(ParseDuration("-1s"), -1s);
}

TEST(ParseDuration, TakesNothingElse) {
  for (const char* text : {"", "30", "s", "30 seconds", "30s ", "1e400s", "1e30h", "5x", "1.2.3s"})
    EXPECT_FALSE(ParseDuration(text)) << text;
}

}  // namespace
}  // namespace lab
