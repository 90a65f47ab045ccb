#include "framework/measure/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace lab::measure {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Time At(Duration since) { return Time(since); }

// intended 1 s, start 1.1 s, ... end 2.4 s, with four content events.
Timeline WholeTimeline() {
  Timeline t;
  t.intended = At(1000ms);
  t.start = At(1100ms);
  t.sent = At(1150ms);
  t.first_byte = At(1200ms);
  t.first_event = At(1210ms);
  t.first_token = At(1300ms);
  t.first_visible = At(1500ms);
  t.last_token = At(2300ms);
  t.end = At(2400ms);
  t.streamed = true;
  return t;
}

Timeline WithStamps(const std::vector<Duration>& stamps) {
  Timeline t = WholeTimeline();
  for (Duration stamp : stamps) t.tokens.push_back({.stamp = At(stamp)});
  return t;
}

TEST(Metrics, MeasureEachStampFromTheClientsStart) {
  const Timeline t = WholeTimeline();
  EXPECT_EQ(Ttft(StampsOf(t, 0)), 200ms);
  EXPECT_EQ(FirstByte(StampsOf(t, 0)), 100ms);
  EXPECT_EQ(FirstEvent(StampsOf(t, 0)), 110ms);
  EXPECT_EQ(FirstVisible(StampsOf(t, 0)), 400ms);
  EXPECT_EQ(Latency(StampsOf(t, 0)), 1300ms);
}

TEST(Metrics, MeasureTheIntendedOnesFromTheScheduledMoment) {
  EXPECT_EQ(TtftIntended(StampsOf(WholeTimeline(), 0)), 300ms);
  EXPECT_EQ(LatencyIntended(StampsOf(WholeTimeline(), 0)), 1400ms);
}

TEST(Metrics, AreAbsentWithoutTheirStamps) {
  const Timeline nothing;
  EXPECT_EQ(Ttft(StampsOf(nothing, 0)), std::nullopt);
  EXPECT_EQ(TtftIntended(StampsOf(nothing, 0)), std::nullopt);
  EXPECT_EQ(FirstByte(StampsOf(nothing, 0)), std::nullopt);
  EXPECT_EQ(FirstEvent(StampsOf(nothing, 0)), std::nullopt);
  EXPECT_EQ(FirstVisible(StampsOf(nothing, 0)), std::nullopt);
  EXPECT_EQ(Latency(StampsOf(nothing, 0)), std::nullopt);
  EXPECT_EQ(LatencyIntended(StampsOf(nothing, 0)), std::nullopt);
  EXPECT_EQ(Tpot(StampsOf(nothing, 10)), std::nullopt);
  EXPECT_EQ(TokensPerSecond(StampsOf(nothing, 10)), std::nullopt);
  EXPECT_EQ(NormalisedLatency(StampsOf(nothing, 10)), std::nullopt);
  Timeline only_end;
  only_end.end = At(5ms);
  EXPECT_EQ(Latency(StampsOf(only_end, 0)), std::nullopt);
}

TEST(Tpot, SpreadsTheTimeBetweenFirstAndLastTokenOverTheGaps) {
  EXPECT_EQ(Tpot(StampsOf(WholeTimeline(), 11)), 100ms);  // 1000 ms over 10 gaps, not 11
  EXPECT_EQ(Tpot(StampsOf(WholeTimeline(), 2)), 1000ms);
}

TEST(Tpot, IsAbsentBelowTwoTokens) {
  EXPECT_EQ(Tpot(StampsOf(WholeTimeline(), 1)), std::nullopt);
  EXPECT_EQ(Tpot(StampsOf(WholeTimeline(), 0)), std::nullopt);
}

TEST(TokensPerSecond, CountsFromTheFirstTokenToTheEnd) {
  EXPECT_DOUBLE_EQ(*TokensPerSecond(StampsOf(WholeTimeline(), 11)), 10.0);  // 11 in 1.1 s
}

TEST(TokensPerSecond, IsAbsentWhereAllCameAtOnce) {
  Timeline t = WholeTimeline();
  t.first_token = t.end;
  EXPECT_EQ(TokensPerSecond(StampsOf(t, 11)), std::nullopt);
}

TEST(TokensPerSecond, IsAbsentForAnAnswerThatUsedNoTokens) {
  EXPECT_EQ(TokensPerSecond(StampsOf(WholeTimeline(), 0)), std::nullopt);
  EXPECT_EQ(TokensPerSecondOverall(StampsOf(WholeTimeline(), 0)), std::nullopt);
}

TEST(TokensPerSecond, OverallCountsFromTheStart) {
  EXPECT_DOUBLE_EQ(*TokensPerSecondOverall(StampsOf(WholeTimeline(), 13)), 10.0);  // 13 in 1.3 s
}

TEST(Stamps, OfAViewBeginWhenTheUserAsked) {
  View view;
  view.asked = At(1000ms);
  view.first_token = view.first_visible = At(1200ms);
  view.last_token = At(2200ms);
  view.end = At(2300ms);
  view.output_tokens = 11;
  const Stamps stamps = StampsOf(view);
  EXPECT_EQ(Ttft(stamps), 200ms);
  EXPECT_EQ(TtftIntended(stamps), 200ms);
  EXPECT_EQ(Latency(stamps), 1300ms);
  EXPECT_EQ(Tpot(stamps), 100ms);
  EXPECT_DOUBLE_EQ(*TokensPerSecond(stamps), 10.0);
}

TEST(NormalisedLatency, DividesTheWholeLatencyByAllTokens) {
  EXPECT_EQ(NormalisedLatency(StampsOf(WholeTimeline(), 13)), 100ms);
  EXPECT_EQ(NormalisedLatency(StampsOf(WholeTimeline(), 0)), std::nullopt);
}

TEST(GapsOf, GivesEveryGapBetweenConsecutiveEvents) {
  const Gaps gaps = GapsOf(WithStamps({10ms, 30ms, 35ms, 100ms}));
  EXPECT_THAT(gaps.measured, ElementsAre(20ms, 5ms, 65ms));
  EXPECT_EQ(gaps.coalesced, 0);
}

TEST(GapsOf, CountsAGapInsideOneReadAsCoalescedNotAsZero) {
  Timeline t = WithStamps({10ms, 10ms, 10ms, 40ms, 40ms});
  t.tokens[1].place_in_read = 1;
  t.tokens[2].place_in_read = 2;
  t.tokens[4].place_in_read = 1;
  const Gaps gaps = GapsOf(t);
  EXPECT_THAT(gaps.measured, ElementsAre(30ms));
  EXPECT_EQ(gaps.coalesced, 3);
}

TEST(GapsOf, HasNoneBelowTwoEvents) {
  EXPECT_THAT(GapsOf(WithStamps({})).measured, IsEmpty());
  EXPECT_THAT(GapsOf(WithStamps({10ms})).measured, IsEmpty());
}

TEST(StallsOf, CountsGapsBeyondFourTimesTheMedian) {
  // Gaps: 50, 50, 50, 201, 50, 400: the median is 50, the threshold 200.
  const Stalls stalls = StallsOf(WithStamps({0ms, 50ms, 100ms, 150ms, 351ms, 401ms, 801ms}));
  EXPECT_EQ(stalls.count, 2);
  EXPECT_EQ(stalls.longest, 400ms);
}

TEST(StallsOf, CountsNothingThatIsExactlyAtTheThreshold) {
  EXPECT_EQ(StallsOf(WithStamps({0ms, 50ms, 100ms, 150ms, 350ms})).count, 0);
}

TEST(StallsOf, CountsNoGapBelowTheFloor) {
  // The median is 1 ms, so that 90 ms is far beyond four times it.
  const Timeline t = WithStamps({0ms, 1ms, 2ms, 3ms, 93ms});
  EXPECT_EQ(StallsOf(t).count, 0);
  EXPECT_EQ(StallsOf(t, 80ms).count, 1);
}

TEST(StallsOf, TakesTheMeanOfTheMiddleTwoAsTheMedianOfAnEvenNumber) {
  // Gaps 40, 40, 60, 210: the median is 50, the threshold 200.
  const Stalls stalls = StallsOf(WithStamps({0ms, 40ms, 80ms, 140ms, 350ms}));
  EXPECT_EQ(stalls.count, 1);
}

TEST(StallsOf, HasNoneWithoutGaps) {
  EXPECT_EQ(StallsOf(WithStamps({})).count, 0);
  EXPECT_EQ(StallsOf(WithStamps({5ms})).longest, Duration::zero());
}

}  // namespace
}  // namespace lab::measure
