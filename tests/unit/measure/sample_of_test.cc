#include "framework/measure/sample_of.h"

#include <gtest/gtest.h>

#include "framework/llm/reply.h"

namespace lab::measure {
namespace {

Sample SampleWith(const Reply& reply, std::string_view model) {
  return SampleOf({.reply = reply, .model = model, .prompt = Tokens{1000}}, PriceTable::Shipped());
}

TEST(SampleOf, KnowsNoCostWithoutAPrice) {
  Reply reply;
  reply.usage_reported = true;
  EXPECT_FALSE(SampleWith(reply, "a-model-without-a-price").cost.has_value());
}

TEST(SampleOf, KnowsNoCostOfAStreamThatWasCutBeforeItsUsageCame) {
  Reply reply;
  reply.http_status = 200;
  reply.usage.output_total = Tokens{10};
  EXPECT_FALSE(SampleWith(reply, "gpt-5").cost.has_value());
  reply.usage.input_uncached = Tokens{10};
  EXPECT_TRUE(SampleWith(reply, "gpt-5").cost.has_value());
}

TEST(SampleOf, CostsNothingWhenItWasRefused) {
  Reply reply;
  reply.http_status = 429;
  reply.error = Error{ErrorKind::kRateLimited, "slow down"};
  EXPECT_EQ(SampleWith(reply, "gpt-5").cost, Usd());
}

TEST(SampleOf, BillsThePromptOfWhatWasGivenUpAfterItWasSent) {
  Reply reply;
  reply.error = Error{ErrorKind::kCancelled, "given up"};
  EXPECT_EQ(SampleWith(reply, "gpt-5").cost, Usd()) << "never sent";
  reply.timeline.sent = Time{};
  reply.http_status = 200;
  EXPECT_EQ(SampleWith(reply, "gpt-5").usage.input_uncached, Tokens{1000});
  EXPECT_GT(SampleWith(reply, "gpt-5").cost, Usd());
}

}  // namespace
}  // namespace lab::measure
