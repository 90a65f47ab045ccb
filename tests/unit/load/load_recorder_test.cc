#include "framework/load/load_recorder.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lab::load {
namespace {

using namespace std::chrono_literals;

constexpr Time At(Duration since_start) { return Time{} + since_start; }

measure::Sample Answer(Time start) {
  measure::Sample sample;
  sample.timeline.start = sample.timeline.intended = start;
  sample.timeline.first_token = start + 40ms;
  sample.timeline.last_token = sample.timeline.end = start + 100ms;
  sample.timeline.tokens = {
      {.stamp = start + 40ms, .client_delay = 20us, .source = StampSource::kKernel},
      {.stamp = start + 70ms, .client_delay = Duration::zero(), .source = StampSource::kKernel},
      {.stamp = start + 70ms, .place_in_read = 1, .source = StampSource::kUser}};
  sample.usage.output_total = Tokens{3};
  return sample;
}

TEST(LoadRecorder, KeepsRowsGapsDelaysAndTokensOfWhatIsMeasured) {
  measure::LoadRun run;
  LoadRecorder recorder(run, 1);
  LoadRequest request{.index = 4, .due = At(1s), .lag = 5us, .held = 7us, .began = At(1s)};
  recorder.Due(request);
  recorder.Began(request);
  recorder.Ended(request, Answer(At(1s)), At(1101ms));
  ASSERT_EQ(run.rows.size(), 1U);
  EXPECT_EQ(run.rows[0].row.ttft, 40ms);
  EXPECT_EQ(run.rows[0].lag, 5us);
  EXPECT_EQ(run.rows[0].held, 7us);
  EXPECT_EQ(run.rows[0].under_way, 101ms);
  EXPECT_EQ(run.gaps_us.Count(), 1);
  EXPECT_EQ(run.coalesced_gaps, 1);
  EXPECT_EQ(run.stamps.kernel, 2U);
  EXPECT_EQ(run.stamps.user, 1U);
  EXPECT_EQ(run.client_delay_us.Count(), 2) << "a delay of nothing is one, too";
  EXPECT_EQ(run.output_tokens, 3);
  EXPECT_EQ(run.samples.size(), 1U);
  EXPECT_EQ(run.window.last_end, At(1101ms));
  EXPECT_EQ(run.unpriced, 1);
}

TEST(LoadRecorder, AFailureIsARowAndNoAnswer) {
  measure::LoadRun run;
  LoadRecorder recorder(run, 1);
  measure::Sample failed = Answer(At(1s));
  failed.error = Error{ErrorKind::kClosed, "reset"};
  recorder.Ended({.due = At(1s), .began = At(1s)}, failed, At(2s));
  EXPECT_EQ(run.counts.failed, 1);
  EXPECT_EQ(run.rows.size(), 1U);
  EXPECT_TRUE(run.samples.empty());
  EXPECT_EQ(run.gaps_us.Count(), 0);
  EXPECT_EQ(run.errors.at(ErrorKind::kClosed).first, "reset");
}

TEST(LoadRecorder, BeyondItsLimitEverySampleIsEquallyLikelyToBeKept) {
  measure::LoadRun run;
  LoadRecorder recorder(run, 1);
  constexpr std::int64_t kAll = 20'000;
  for (std::int64_t i = 0; i < kAll; ++i)
    recorder.Ended({.index = i, .due = At(0s), .began = At(0s)}, Answer(At(1ms * i)), At(1h));
  EXPECT_EQ(run.samples.size(), measure::kMostLoadSamples);
  EXPECT_EQ(run.samples_seen, kAll);
  EXPECT_EQ(run.rows_seen, kAll);
  const auto early = std::count_if(run.samples.begin(), run.samples.end(), [](const auto& sample) {
    return sample.timeline.start < At(1ms * (kAll / 2));
  });
  EXPECT_NEAR(static_cast<double>(early), 500, 4 * 16) << "four deviations";
}

TEST(LoadRow, IsSmallEnoughForHalfAMillionOfThem) {
  EXPECT_LE(sizeof(measure::LoadRow) * measure::kMostLoadRows, 240'000'000U);
}

}  // namespace
}  // namespace lab::load
