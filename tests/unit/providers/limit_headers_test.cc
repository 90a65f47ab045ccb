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
  for (const std::string_view bad :
       {"", "s", "1x", "1m2", "-1s", "-5", "nan", "inf", "infinity", "1e30", "1e3", "0x10", "m1",
        "infs", "1.2.3", "+5", " 5", ".5"}) {
    EXPECT_EQ(ParseGoDuration(bad), std::nullopt) << bad;
  }
}

TEST(LimitHeaders, AWaitLongerThanWeCountIsAsLongAsWeCount) {
  constexpr Duration kMost = std::chrono::seconds(1'000'000'000);
  EXPECT_EQ(ParseGoDuration("1000000000"), kMost);
  for (const std::string_view wait :
       {"1000000001", "2000000000", "99999999999999999999", "400000h", "1000000000.5"}) {
    EXPECT_EQ(ParseGoDuration(wait), kMost) << wait;
    RateLimits limits;
    ReadRetryAdvice({{"retry-after", std::string(wait)}}, limits);
    EXPECT_EQ(limits.retry_after, kMost) << wait;
  }
  const std::string digits(400, '9');  // more than a double holds
  EXPECT_EQ(ParseGoDuration(digits), kMost);
  RateLimits limits;
  ReadRetryAdvice(
      {{"retry-after", "Wed, 21 Oct 2099 07:28:00 GMT"}, {"date", "Sun, 22 Nov 2026 10:00:00 GMT"}},
      limits);
  EXPECT_EQ(limits.retry_after, kMost);
}

TEST(LimitHeaders, ReadsHttpDates) {
  EXPECT_EQ(ParseHttpDate("Thu, 01 Jan 1970 00:00:10 GMT"), 10);
  EXPECT_EQ(ParseHttpDate("Sun, 22 Nov 2026 10:00:00 GMT"), 1795341600);
  for (const std::string_view bad :
       {"", "Sunday, 22-Nov-26 10:00:00 GMT", "Sun, 22 Nov 2026 10:00:00 CET",
        "Sun, 22 Nov 2026 10-00-00 GMT", "Sun, 22 ovN 2026 10:00:00 GMT",
        "Sun, 99 Nov 2026 10:00:00 GMT", "Tue, 31 Nov 2026 10:00:00 GMT",
        "Sun, 00 Nov 2026 10:00:00 GMT", "Mon, 29 Feb 2027 10:00:00 GMT",
        "Sun, 22 Nov 2026 24:00:00 GMT", "Sun, 22 Nov 2026 99:99:99 GMT",
        "Sun, 22 Nov 2026 10:60:00 GMT", "Sun, 22 Nov 2026 10:00:61 GMT",
        "Sun, 22 Nov 2026 -1:00:00 GMT", "Sun, -2 Nov 2026 10:00:00 GMT",
        "Sun, 22 Nov -026 10:00:00 GMT", "Sun; 22 Nov 2026 10:00:00 GMT",
        "Sun, 22-Nov-2026 10:00:00 GMT"}) {
    EXPECT_EQ(ParseHttpDate(bad), std::nullopt) << bad;
  }
  EXPECT_TRUE(ParseHttpDate("Sat, 29 Feb 2028 10:00:00 GMT").has_value()) << "a leap year";
  EXPECT_TRUE(ParseHttpDate("Thu, 31 Dec 2026 23:59:60 GMT").has_value()) << "a leap second";
}

TEST(LimitHeaders, ReadsRfc3339WithFractionsAndOffsets) {
  EXPECT_EQ(ParseRfc3339("2026-11-22T10:00:00Z"), 1795341600);
  EXPECT_EQ(ParseRfc3339("2026-11-22t10:00:00.987654z"), 1795341600);
  EXPECT_EQ(ParseRfc3339("2026-11-22T11:30:00+01:30"), 1795341600);
  EXPECT_EQ(ParseRfc3339("2026-11-22T08:00:00-02:00"), 1795341600);
  for (const std::string_view bad :
       {"", "2026-11-22", "2026-11-22T10:00:00", "2026-11-22T10:00:00+1", "2026/11/22T10:00:00Z",
        "2026-13-22T10:00:00Z", "2026-00-22T10:00:00Z", "2026-11-31T10:00:00Z",
        "2026-11-22T99:00:00Z", "2026-11-22T10:99:00Z", "2026-11-22T10:00:00+99:99",
        "2026-11-22T10:00:00+24:00", "2026-11-22T10:00:00+01:60", "2026-11-22T10:00:00.Z",
        "2026-11-22T10:00:00+-1:00", "2026--1-22T10:00:00Z"}) {
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
  EXPECT_EQ(ParseReset("1795341660000", dated), 60s) << "a moment in ms, not a duration";
  EXPECT_EQ(ParseReset("1795341630", dated), 30s) << "a moment in seconds";
  EXPECT_EQ(ParseReset("1795341599", dated), 0s) << "one that has passed";
  EXPECT_EQ(ParseReset("86400", dated), 24h);
}

TEST(LimitHeaders, MillisecondsWinOverSeconds) {
  RateLimits limits;
  ReadRetryAdvice({{"retry-after", "7"}, {"retry-after-ms", "1500.5"}}, limits);
  EXPECT_EQ(limits.retry_after, 1500500us);
  EXPECT_EQ(limits.should_retry, std::nullopt);
}

TEST(LimitHeaders, MillisecondsThatDoNotReadLeaveTheSeconds) {
  for (const std::string bad : {"-inf", "inf", "abc", "1e300", "-1"}) {
    RateLimits limits;
    ReadRetryAdvice({{"retry-after", "30"}, {"retry-after-ms", bad}}, limits);
    EXPECT_EQ(limits.retry_after, 30s) << bad;
  }
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
  for (const std::string bad : {"1,000", "-1", "+1", "1.5", "1e3", "", "99999999999999999999"}) {
    EXPECT_EQ(IntegerHeader({{"n", bad}}, "n"), std::nullopt) << bad;
  }
  EXPECT_EQ(MillisecondsHeader({{"n", "12.5"}}, "n"), 12500us);
  EXPECT_EQ(MillisecondsHeader({{"n", "-12"}}, "n"), std::nullopt);
  EXPECT_EQ(IntegerHeader({}, "n"), std::nullopt);
}

}  // namespace
}  // namespace lab
