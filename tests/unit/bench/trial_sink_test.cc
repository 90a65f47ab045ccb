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

TEST(TrialSink, NumbersTheLineagesOfItsOwnCallsOnly) {
  measure::TrialRecord record;
  TrialSink sink(record, "suite/Group/3", PriceTable::Shipped());
  const Reply reply;
  for (const std::uint64_t lineage : {71U, 0U, 68U, 71U}) {
    sink.Add({.reply = reply, .model = "gpt-5", .prompt = {}, .lineage = lineage});
  }
  std::vector<std::int64_t> numbers;
  for (const measure::Sample& sample : record.samples) numbers.push_back(sample.lineage);
  EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 0, 2, 1}));
}

TEST(TrialSink, NumbersTheKeysOfItsCalls) {
  measure::TrialRecord record;
  TrialSink sink(record, "suite/Group/3", PriceTable::Shipped());
  EXPECT_EQ(sink.NextKey(), "suite/Group/3/0");
  EXPECT_EQ(sink.NextKey(), "suite/Group/3/1");
}

}  // namespace
}  // namespace lab
