// One body for every provider of the table over every kind of network: our client against our mock.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/contract/provider_contract.h"

namespace lab {
namespace {

class ClientContract : public ProviderContract {};

TEST_P(ClientContract, StreamsAnAnswerWithItsUsageAndItsStampsInOrder) {
  const Reply reply = Send(Question());
  ASSERT_TRUE(reply.ok()) << reply.error->message;
  EXPECT_FALSE(reply.text.empty());
  EXPECT_FALSE(reply.stop_reason.empty());
  EXPECT_TRUE(reply.terminated);
  EXPECT_TRUE(reply.usage_reported);
  EXPECT_EQ(reply.usage.output_total, Tokens{20});
  EXPECT_GT(reply.usage.prompt(), Tokens{0});
  const Timeline& t = reply.timeline;
  EXPECT_LE(t.start, t.sent);
  EXPECT_LE(t.sent, t.first_byte);
  EXPECT_LE(t.first_byte, t.first_event);
  EXPECT_LE(t.first_event, t.first_token);
  EXPECT_LE(t.first_token, t.last_token);
  EXPECT_LE(t.last_token, t.end);
}

TEST_P(ClientContract, BuffersTheSameAnswer) {
  Outgoing asked = Question();
  asked.call.key = "same";
  const Reply streamed = Send(asked);
  asked.request.stream = false;
  const Reply buffered = Send(std::move(asked));
  ASSERT_TRUE(buffered.ok()) << buffered.error->message;
  EXPECT_EQ(buffered.text, streamed.text);
  EXPECT_EQ(buffered.usage.output_total, streamed.usage.output_total);
  EXPECT_FALSE(buffered.timeline.streamed);
}

TEST_P(ClientContract, UsesAConnectionAgain) {
  EXPECT_FALSE(Send(Question()).timeline.reused_connection);
  EXPECT_TRUE(Send(Question()).timeline.reused_connection);
}

TEST_P(ClientContract, CallsToolsAndTakesTheirResults) {
  Outgoing asked = Question();
  Request& request = asked.request;
  Tool tool;
  tool.name = "get_weather";
  tool.description = "The weather of a city";
  tool.schema = R"({"type":"object","properties":{"city":{"type":"string"}},"required":["city"]})";
  request.tools.push_back(tool);
  request.tool_choice = ToolChoice::kAny;
  asked.call.hints = "thinking_tokens=0;tool_calls=2";
  const Reply called = Send(asked);
  ASSERT_TRUE(called.ok()) << called.error->message;
  ASSERT_EQ(called.tool_calls.size(), 2U);
  EXPECT_EQ(called.tool_calls[0].name, "get_weather");
  EXPECT_THAT(called.tool_calls[0].arguments, testing::HasSubstr("\"city\""));

  Message question;
  question.text = std::exchange(request.user, "");
  Message calls;
  calls.role = Role::kAssistant;
  calls.tool_calls = called.tool_calls;
  request.messages = {question, calls};
  for (const ToolCall& call : called.tool_calls) {
    Message result;
    result.role = Role::kTool;
    result.tool_call_id = call.id;
    result.text = "sunny";
    request.messages.push_back(result);
  }
  request.tool_choice = ToolChoice::kAuto;
  const Reply answered = Send(asked);
  ASSERT_TRUE(answered.ok()) << answered.error->message;
  EXPECT_FALSE(answered.text.empty());
}

TEST_P(ClientContract, StopsWhenTheUserHasSeenEnough) {
  Outgoing asked = Question();
  asked.call.watch = [](const Progress& progress) {
    return progress.reply.text.size() < 10 ? Flow::kContinue : Flow::kStop;
  };
  const Reply reply = Send(std::move(asked));
  EXPECT_TRUE(reply.ok());
  EXPECT_TRUE(reply.stopped_early);
  EXPECT_GE(reply.text.size(), 10U);
  EXPECT_LT(reply.timeline.tokens.size(), 20U);
  EXPECT_TRUE(Send(Question()).ok());
}

TEST_P(ClientContract, GivesUpAtItsDeadline) {
  Outgoing asked = Question();
  asked.call.hints = "thinking_tokens=0;output_tokens=100000";
  asked.request.max_tokens = Tokens{100'000};
  asked.request.timeout = std::chrono::milliseconds(80);
  const Reply reply = Send(std::move(asked));
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error->kind, ErrorKind::kTimeout);
}

class FailingService : public ProviderContract {
 protected:
  FailingService() : ProviderContract("status=429 at=0; disconnect=4 at=1") {}
};

TEST_P(FailingService, IsToldApartByTheKindOfItsErrors) {
  const Reply limited = Send(Question());
  ASSERT_FALSE(limited.ok());
  EXPECT_EQ(limited.error->kind, ErrorKind::kRateLimited);
  EXPECT_EQ(limited.http_status, 429);
  const Reply cut = Send(Question());
  ASSERT_FALSE(cut.ok());
  EXPECT_THAT(cut.error->kind, testing::AnyOf(ErrorKind::kTruncated, ErrorKind::kClosed));
  EXPECT_TRUE(Send(Question()).ok());
}

LAB_FOR_EVERY_PROVIDER(ClientContract);
LAB_FOR_EVERY_PROVIDER(FailingService);

}  // namespace
}  // namespace lab
