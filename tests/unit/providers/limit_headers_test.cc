#include "framework/llm/providers/limit_headers.h"

#include <gtest/gtest.h>

#include <string>

namespace lab {
namespace {

using namespace std::chrono_literals;

TEST(LimitHeaders, ReadsGoDurations) {
  EXPECT_EQ(ParseGoDuration("2ms"), 2ms);
  EXPECT_EQ(ParseGoDuration("1s"), 1s);
  EXPECT_EQ(ParseGoDuration("6m0s"), 6min);
  EXPECT_EQ(ParseGoDuration("0s"), 0s);
  EXPECT_EQ(ParseGoDuration("1h2m3.5s"), 1h + 2min + 3500ms);
  EXPECT_EQ(ParseGoDuration("1.5ms"), 1500us);
  EXPECT_EQ(ParseGoDuration("12"), 12s);
  EXPECT_EQ(ParseGoDuration("0.25"), 250ms);
  for (const std::string_view bad : {"", "s", "1x", "1m2", "-1s", "nan", "1e30", "m1"}) {
    EXPECT_EQ(ParseGoDuration(bad), std::nullopt) << bad;
  }
}

TEST(LimitHeaders, ReadsHttpDates) {
  EXPECT_EQ(ParseHttpDate("Thu, 01 Jan 1970 00:00:10 GMT"), 10);
  EXPECT_EQ(ParseHttpDate("Sun, 22 Nov 2026 10:00:00 GMT"), 1795341600);
  for (const std::string_view bad :
       {"", "Sunday, 22-Nov-26 10:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 CET",
        "Sun, 22 Nov 2026 10-00-00 GMT", "Sun, 22 ovN 2026 10:00:00 GMT"}) {
    EXPECT_EQ(ParseHttpDate(bad), std::nullopt) << bad;
  }
}

TEST(LimitHeaders, ReadsRfc3339WithFractionsAndOffsets) {
  EXPECT_EQ(ParseRfc3339("2026-11-22T10:00:00Z"), 1795341600);
  EXPECT_EQ(ParseRfc3339("2026-11-22t10:00:00.987654z"), 1795341600);
  EXPECT_EQ(ParseRfc3339("2026-11-22T11:30:00+01:30"), 1795341600);
  EXPECT_EQ(ParseRfc3339("2026-11-22T08:00:00-02:00"), 1795341600);
  for (const std::string_view bad :
       {"", "2026-11-22", "2026-11-22T10:00:00", "2026-11-22T10:00:00+1", "2026/11/22T10:00:00Z"}) {
    EXPECT_EQ(ParseRfc3339(bad), std::nullopt) << bad;
  }
}

TEST(LimitHeaders, AMomentIsCountedFromTheResponsesOwnDate) {
  const net::Headers dated{{"Date", "Sun, 22 Nov 2026 10:00:00 GMT"}};
  EXPECT_EQ(ParseReset("2026-11-22T10:00:30Z", dated), 30s);
  EXPECT_EQ(ParseReset("2026-11-22T09:59:00Z", dated), 0s);
  EXPECT_EQ(ParseReset("Sun, 22 Nov 2026 10:01:00 GMT", dated), 60s);
  EXPECT_EQ(ParseReset("6m0s", {}), 6min);
  EXPECT_EQ(ParseReset("2026-11-22T10:00:30Z", {}), std::nullopt);
  EXPECT_EQ(ParseReset("1795341600000", dated), std::nullopt) << "a moment in ms, not a duration";
}

TEST(LimitHeaders, MillisecondsWinOverSeconds) {
  RateLimits limits;
  ReadRetryAdvice({{"retry-after", "7"}, {"retry-after-ms", "1500.5"}}, limits);
  EXPECT_EQ(limits.retry_after, 1500500us);
  EXPECT_EQ(limits.should_retry, std::nullopt);
}

TEST(LimitHeaders, RetryAfterMayBeSecondsOrADate) {
  RateLimits limits;
  ReadRetryAdvice({{"Retry-After", "0.5"}, {"X-Should-Retry", "false"}}, limits);
  EXPECT_EQ(limits.retry_after, 500ms);
  EXPECT_EQ(limits.should_retry, false);
  limits = {};
  ReadRetryAdvice({{"retry-after", "Sun, 22 Nov 2026 10:00:09 GMT"},
                   {"date", "Sun, 22 Nov 2026 10:00:00 GMT"},
                   {"x-should-retry", "true"}},
                  limits);
  EXPECT_EQ(limits.retry_after, 9s);
  EXPECT_EQ(limits.should_retry, true);
}

TEST(LimitHeaders, WhatDoesNotReadIsAbsent) {
  RateLimits limits;
  ReadRetryAdvice({{"retry-after", "soon"}, {"retry-after-ms", "x"}, {"x-should-retry", "maybe"}},
                  limits);
  EXPECT_EQ(limits.retry_after, std::nullopt);
  EXPECT_EQ(limits.should_retry, std::nullopt);
  EXPECT_EQ(IntegerHeader({{"n", "12"}}, "N"), 12);
  EXPECT_EQ(IntegerHeader({{"n", "1,000"}}, "n"), std::nullopt);
  EXPECT_EQ(IntegerHeader({}, "n"), std::nullopt);
}

}  // namespace
}  // namespace lab
