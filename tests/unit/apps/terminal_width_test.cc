#include "apps/terminal_width.h"

#include <gtest/gtest.h>

namespace lab::apps {
namespace {

constexpr int kNoTerminal = -1;

TEST(OutputWidth, IsWhatTheEnvironmentSays) {
  EXPECT_EQ(OutputWidth(kNoTerminal, "80"), 80U);
  EXPECT_EQ(OutputWidth(kNoTerminal, "200"), 200U);
}

TEST(OutputWidth, IsFixedWhereNothingSaysIt) {
  EXPECT_EQ(OutputWidth(kNoTerminal, ""), 120U);
  for (const char* odd : {"wide", "0", "-80", "12", "80 ", "99999999999999999999999"})
    EXPECT_EQ(OutputWidth(kNoTerminal, odd), 120U) << odd;
}

}  // namespace
}  // namespace lab::apps
