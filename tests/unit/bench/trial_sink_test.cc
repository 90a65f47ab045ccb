#include "framework/bench/trial_sink.h"

#include <gtest/gtest.h>

#include "framework/llm/reply.h"

namespace lab {
namespace {

TEST(TrialSink, AppendsEachCallToItsTrial) {
  measure::TrialRecord record;
  TrialSink sink(record, "suite/Group/3", PriceTable::Shipped());
  Reply reply;
  reply.request_id = "req_1";
  sink.Add({.reply = reply, .model = "gpt-5", .prompt = Tokens{7}, .attempt = 2, .step = 4});
  ASSERT_EQ(record.samples.size(), 1U);
  EXPECT_EQ(record.samples[0].request_id, "req_1");
  EXPECT_EQ(record.samples[0].model, "gpt-5");
  EXPECT_EQ(record.samples[0].retries, 2);
  EXPECT_EQ(record.samples[0].step, 4);
}

TEST(TrialSink, NumbersTheKeysOfItsCalls) {
  measure::TrialRecord record;
  TrialSink sink(record, "suite/Group/3", PriceTable::Shipped());
  EXPECT_EQ(sink.NextKey(), "suite/Group/3/0");
  EXPECT_EQ(sink.NextKey(), "suite/Group/3/1");
}

}  // namespace
}  // namespace lab
