#include "framework/llm/providers/exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/providers/scripted_service.h"

namespace lab {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

using ExchangeTest = ScriptedService;

TEST_F(ExchangeTest, AForeignBodyIsAProtocolErrorThatQuotesIt) {
  const Reply page =
      Send({.type = "text/html", .steps = {{0ms, "<h1>Are you human?</h1>"}}, .buffered = true},
           {.user = "hi"});
  EXPECT_EQ(ErrorText(page),
            "protocol: POST http://mock/v1/chat/completions: content-type is 'text/html' when it "
            "should be text/event-stream; the body begins: <h1>Are you human?</h1>");
  const Reply buffered = Send({.type = "", .steps = {{0ms, "what?"}}, .buffered = true},
                              Request{.user = "hi"}.Buffered());
  EXPECT_THAT(ErrorText(buffered),
              HasSubstr("content-type is missing when it should be application/json"));
}

TEST_F(ExchangeTest, TheBodyDecidesWhatItIsNotItsType) {
  for (const std::string type :
       {"", "text/event-stream", "application/json, text/event-stream; charset=utf-8", "text/plain",
        "application/octet-stream", "TEXT/EVENT-STREAM"}) {
    const Reply reply =
        Send({.type = type, .steps = {{0ms, TextChunk("a") + kDone}}}, {.user = "hi"});
    EXPECT_EQ(ErrorText(reply), "") << type;
    EXPECT_EQ(reply.text, "a") << type;
    EXPECT_TRUE(reply.timeline.streamed) << type;
  }
}

TEST_F(ExchangeTest, EveryStatusOfSuccessIsOne) {
  for (const int status : {200, 201, 202, 203}) {
    const Reply reply =
        Send({.status = status, .steps = {{0ms, TextChunk("a") + kDone}}}, {.user = "hi"});
    EXPECT_EQ(ErrorText(reply), "") << status;
    EXPECT_EQ(reply.http_status, status);
  }
}

const std::string kWholeAnswer =
    R"({"model":"m","choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],)"
    R"("usage":{"prompt_tokens":5,"completion_tokens":3}})";

TEST_F(ExchangeTest, AWholeAnswerToARequestForAStreamIsNoStream) {
  const Reply reply =
      Send({.type = "application/json",
            .steps = {{50ms, kWholeAnswer.substr(0, 30)}, {10ms, kWholeAnswer.substr(30)}}},
           {.user = "hi"});
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.text, "hi");
  EXPECT_FALSE(reply.timeline.streamed) << "nothing was seen before its end";
  EXPECT_FALSE(IsSet(reply.timeline.first_token));
  EXPECT_EQ(At(reply, reply.timeline.end), 104);
  EXPECT_EQ(reply.timeline.first_visible, reply.timeline.end);
  const Reply refused =
      Send({.type = "text/event-stream", .steps = {{0ms, R"({"error":{"message":"the words"}})"}}},
           {.user = "hi"});
  EXPECT_THAT(ErrorText(refused), HasSubstr("the words"));
}

TEST_F(ExchangeTest, AStreamToARequestForAWholeAnswerIsReadToItsEnd) {
  const Reply reply = Send({.steps = {{0ms, TextChunk("a")}, {10ms, TextChunk("b") + kDone}}},
                           Request{.user = "hi"}.Buffered());
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.text, "ab");
  EXPECT_FALSE(reply.timeline.streamed);
  EXPECT_EQ(reply.timeline.first_visible, reply.timeline.end);
}

// ---- the end of an answer

TEST_F(ExchangeTest, AnAnswerEndsAtItsTerminatorAndNobodyWaitsForTheRest) {
  Answer answer{.steps = {{50ms, TextChunk("a")}, {10ms, kStopChunk + kUsageChunk + kDone}},
                .hang = true};
  const Reply reply = SendAll(answer, {{{.user = "hi", .timeout = 30s}, {}}}, 2s)[0];
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_TRUE(reply.terminated);
  EXPECT_EQ(At(reply, reply.timeline.end), 104);
  EXPECT_FALSE(IsSet(reply.timeline.closed));
  EXPECT_LT(ToMs(done_ - reply.timeline.end), 5);
  EXPECT_GT(peer_gone_, reply.timeline.end) << "and its connection is closed in the end";
}

TEST_F(ExchangeTest, WhenTheBodyEndedIsKeptApart) {
  const Reply reply =
      Send({.steps = {{50ms, TextChunk("a") + kDone}, {1ms, ": bye\n\n"}}}, {.user = "hi"});
  EXPECT_EQ(At(reply, reply.timeline.end), 94);
  EXPECT_EQ(At(reply, reply.timeline.closed), 95);
}

TEST_F(ExchangeTest, ABodyThatEndsALittleLaterGivesItsConnectionBack) {
  const std::vector<Reply> replies =
      SendAll({.steps = {{0ms, TextChunk("a") + kDone}, {100ms, ": bye\n\n"}}},
              {{{.user = "1"}, {}}, {{.user = "2"}, {}}, {{.user = "3"}, {}}}, 300ms);
  EXPECT_FALSE(IsSet(replies[0].timeline.closed));
  EXPECT_TRUE(replies[1].timeline.reused_connection);
  EXPECT_TRUE(replies[2].timeline.reused_connection);
}

TEST_F(ExchangeTest, WithoutATerminatorTheLastEventIsTheEnd) {
  const Reply reply =
      Send({.steps = {{50ms, TextChunk("a")}, {10ms, kStopChunk}, {500ms, ": bye\n\n"}}},
           {.user = "hi"});
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(At(reply, reply.timeline.end), 104);
  EXPECT_EQ(At(reply, reply.timeline.closed), 604);
}

TEST_F(ExchangeTest, ATimeoutLeavesArgumentsThatAreJson) {
  const Reply reply =
      Send({.steps = {{0ms, DeltaChunk(R"({"tool_calls":[{"index":0,"id":"a","function":)"
                                       R"({"name":"f","arguments":""}}]})")}},
            .hang = true},
           {.user = "hi", .timeout = 300ms});
  EXPECT_THAT(ErrorText(reply), HasSubstr("timeout: "));
  ASSERT_EQ(reply.tool_calls.size(), 1u);
  EXPECT_EQ(reply.tool_calls[0].arguments, "{}");
}

// ---- what nobody counted

TEST_F(ExchangeTest, WhatTheServiceDoesNotCountIsEstimated) {
  const std::string question(400, 'q');
  for (const bool stream : {true, false}) {
    Answer answer{.steps = {{0ms, TextChunk("four words of text") + kStopChunk + kDone}}};
    if (!stream) {
      answer = {.type = "application/json",
                .steps = {{0ms, R"({"choices":[{"message":{"content":"four words of text"}}]})"}},
                .buffered = true};
    }
    Request request{.user = question};
    request.stream = stream;
    const Reply reply = Send(answer, std::move(request));
    EXPECT_EQ(ErrorText(reply), "");
    EXPECT_FALSE(reply.usage_reported);
    EXPECT_EQ(reply.usage.prompt(), Tokens{100}) << stream;
    EXPECT_EQ(reply.usage.output_total, Tokens{5}) << stream;
  }
}

TEST_F(ExchangeTest, OnlyWhatIsMissingIsEstimated) {
  const Reply prompt = Send(
      {.steps = {{0ms, TextChunk("a") + Data(R"({"choices":[],"usage":{"completion_tokens":42}})") +
                           kDone}}},
      {.user = std::string(400, 'q')});
  EXPECT_EQ(prompt.usage.output_total, Tokens{42});
  EXPECT_EQ(prompt.usage.prompt(), Tokens{100});
  EXPECT_FALSE(prompt.usage_reported);
  const Reply all = Send({.steps = {{0ms, TextChunk("a") + kUsageChunk + kDone}}}, {.user = "hi"});
  EXPECT_TRUE(all.usage_reported);
}

}  // namespace
}  // namespace lab
