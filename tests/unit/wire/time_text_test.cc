#include "mocks/wire/time_text.h"

#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

using namespace std::chrono_literals;

TEST(TimeText, Rfc3339RoundsUpToTheSecond) {
  EXPECT_EQ(FormatRfc3339(0s), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatRfc3339(1795341600s), "2026-11-22T10:00:00Z");
  EXPECT_EQ(FormatRfc3339(1795341600s + 1ns), "2026-11-22T10:00:01Z");
  EXPECT_EQ(FormatRfc3339(951782399s), "2000-02-28T23:59:59Z");
  EXPECT_EQ(FormatRfc3339(951782400s), "2000-02-29T00:00:00Z");
}

TEST(TimeText, GoDurationsUseTheSmallestSetOfUnits) {
  EXPECT_EQ(FormatGoDuration(0s), "0s");
  EXPECT_EQ(FormatGoDuration(2ms), "2ms");
  EXPECT_EQ(FormatGoDuration(1us), "1ms");
  EXPECT_EQ(FormatGoDuration(1s), "1s");
  EXPECT_EQ(FormatGoDuration(6min), "6m0s");
  EXPECT_EQ(FormatGoDuration(1h + 2min + 3500ms), "1h2m3.5s");
  EXPECT_EQ(FormatGoDuration(1h), "1h0m0s");
}

TEST(TimeText, RetryAfterNeverSaysNow) {
  EXPECT_EQ(FormatRetryAfter(0s), "1");
  EXPECT_EQ(FormatRetryAfter(1001ms), "2");
}

}  // namespace
}  // namespace lab::mocks
