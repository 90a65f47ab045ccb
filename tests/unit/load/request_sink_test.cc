#include "framework/load/request_sink.h"

#include <gtest/gtest.h>

namespace lab::load {
namespace {

class RequestSinkTest : public ::testing::Test {
 protected:
  Reply ReplyWith(std::optional<ErrorKind> error) {
    Reply reply;
    reply.model = "claude-sonnet-5-5";
    reply.usage.output_total = Tokens{100};
    reply.usage.input_uncached = Tokens{1000};
    reply.usage_reported = true;
    if (error) reply.error = Error{*error, "why"};
    return reply;
  }
  void Add(RequestSink& sink, std::optional<ErrorKind> error) {
    const Reply reply = ReplyWith(error);
    sink.Add({.reply = reply, .model = "claude-sonnet-5-5", .prompt = Tokens{1000}});
  }

  measure::LoadRun run_;
  LoadRecorder recorder_{run_, 1};
  RequestSink sink_{recorder_, "load/7", PriceTable::Shipped()};
};

TEST_F(RequestSinkTest, KeysCountUpWithinTheRequest) {
  EXPECT_EQ(sink_.NextKey(), "load/7/0");
  EXPECT_EQ(sink_.NextKey(), "load/7/1");
}

TEST_F(RequestSinkTest, TheLastAttemptIsTheRequestAndThoseBeforeAreCounted) {
  Add(sink_, ErrorKind::kOverloaded);
  Add(sink_, std::nullopt);
  const measure::Sample last = sink_.Last(ReplyWith(std::nullopt));
  EXPECT_FALSE(last.error);
  EXPECT_EQ(run_.counts.tried_again, 1);
  EXPECT_GT(run_.cost, Usd()) << "the attempt before it is billed";
}

TEST_F(RequestSinkTest, ACopyThatWasGivenUpIsBilledAndIsNotTheRequest) {
  Add(sink_, std::nullopt);
  Add(sink_, ErrorKind::kCancelled);
  EXPECT_FALSE(sink_.Last(ReplyWith(std::nullopt)).error);
  EXPECT_EQ(run_.counts.tried_again, 0);
  EXPECT_GT(run_.cost, Usd());
}

TEST_F(RequestSinkTest, ARequestThatWasRefusedBeforeItWasSentHasItsReply) {
  EXPECT_EQ(sink_.Last(ReplyWith(ErrorKind::kUsage)).error->kind, ErrorKind::kUsage);
}

TEST_F(RequestSinkTest, WhatIsGivenUpIsBilledAtTheEnd) {
  {
    RequestSink sink(recorder_, "load/8", PriceTable::Shipped());
    Add(sink, ErrorKind::kCancelled);
  }
  EXPECT_GT(run_.cost, Usd());
}

}  // namespace
}  // namespace lab::load
