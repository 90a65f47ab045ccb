#include "framework/bench/recording_client.h"

#include <gtest/gtest.h>

#include "tests/unit/bench/fake_world.h"

namespace lab::testing {
namespace {

TEST(RecordingClient, WritesDownEachRequestWithItsCost) {
  VirtualLoop loop;
  Recorder recorder(PriceTable::Shipped());
  RecordingClient client(std::make_unique<FakeClient>(loop, "claude-sonnet-5-5"), recorder);
  measure::TrialRecord record;
  recorder.Begin(record, "suite/Group/3");
  const std::optional<Reply> reply = loop.Run(client.Send({.user = "hello"}));
  ASSERT_TRUE(reply.has_value());
  ASSERT_EQ(record.samples.size(), 1U);
  EXPECT_EQ(record.samples[0].model, "claude-sonnet-5-5");
  EXPECT_EQ(record.samples[0].request_id, "suite/Group/3/0");
  const Price* price = PriceTable::Shipped().Find("claude-sonnet-5-5");
  EXPECT_EQ(record.samples[0].cost, CostOf(reply->usage, *price));
}

TEST(RecordingClient, LeavesAKeyThatTheExperimentChose) {
  VirtualLoop loop;
  Recorder recorder(PriceTable::Shipped());
  RecordingClient client(std::make_unique<FakeClient>(loop, "m"), recorder);
  measure::TrialRecord record;
  recorder.Begin(record, "k");
  loop.Run(client.Send({.user = "hello", .lab_key = "mine"}));
  EXPECT_EQ(record.samples[0].request_id, "mine");
}

TEST(SampleOf, KnowsNoCostWithoutAPrice) {
  Reply reply;
  reply.usage_reported = true;
  EXPECT_FALSE(SampleOf(reply, "a-model-without-a-price", PriceTable::Shipped()).cost.has_value());
}

TEST(SampleOf, KnowsNoCostOfAStreamThatWasCutBeforeItsUsageCame) {
  Reply reply;
  reply.http_status = 200;
  reply.usage.output_total = Tokens{10};
  EXPECT_FALSE(SampleOf(reply, "gpt-5", PriceTable::Shipped()).cost.has_value());
  reply.usage.input_uncached = Tokens{10};
  EXPECT_TRUE(SampleOf(reply, "gpt-5", PriceTable::Shipped()).cost.has_value());
}

TEST(SampleOf, CostsNothingWhenItWasRefused) {
  Reply reply;
  reply.http_status = 429;
  reply.error = Error{ErrorKind::kRateLimited, "slow down"};
  EXPECT_EQ(SampleOf(reply, "gpt-5", PriceTable::Shipped()).cost, Usd());
}

}  // namespace
}  // namespace lab::testing
