#include "framework/llm/providers/anthropic_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/providers/anthropic_events.h"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(AnthropicStream, FoldsTextUsageAndStopReason) {
  const Reply reply =
      FoldAnthropic(Started() + Event("content_block_start", kTextBlock) +
                    Event("ping", R"({"type": "ping"})") + TextDelta("Hel") + TextDelta("lo") +
                    Event("content_block_stop", R"({"type":"content_block_stop"})") +
                    Ended("end_turn", R"({"output_tokens":2})"));
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.text, "Hello");
  EXPECT_EQ(reply.stop_reason, "end_turn");
  EXPECT_EQ(reply.model, "claude-haiku-5-5");
  EXPECT_EQ(reply.usage, (Usage{.input_uncached = Tokens{12},
                                .cache_read = Tokens{2048},
                                .cache_write_5m = Tokens{100},
                                .cache_write_1h = Tokens{200},
                                .output_total = Tokens{2}}));
  EXPECT_TRUE(reply.usage_reported);
  EXPECT_TRUE(reply.terminated);
  EXPECT_EQ(reply.events, 8);
  EXPECT_EQ(reply.first_token_event, 3);
}

TEST(AnthropicStream, MessageDeltaOverwritesWhatItRepeatsAndOnlyThat) {
  const Reply reply =
      FoldAnthropic(Started() + Ended("end_turn", R"({"input_tokens":9447,)"
                                                  R"("cache_read_input_tokens":null,)"
                                                  R"("output_tokens":30,"output_tokens_details":)"
                                                  R"({"thinking_tokens":20}})"));
  EXPECT_EQ(reply.usage.input_uncached, Tokens{9447});
  EXPECT_EQ(reply.usage.cache_read, Tokens{2048});
  EXPECT_EQ(reply.usage.cache_write_1h, Tokens{200});
  EXPECT_EQ(reply.usage.output_total, Tokens{30});
  EXPECT_EQ(reply.usage.output_reasoning, Tokens{20});
}

TEST(AnthropicStream, WithoutASplitAllWritesAreFiveMinuteOnes) {
  const Reply reply = FoldAnthropic(
      Event("message_start",
            R"({"type":"message_start","message":{"usage":{"input_tokens":4,)"
            R"("cache_creation_input_tokens":1165,"cache_creation":null,"output_tokens":1}}})") +
      Ended("end_turn", R"({"output_tokens":201})"));
  EXPECT_EQ(reply.usage.cache_write_5m, Tokens{1165});
  EXPECT_EQ(reply.usage.cache_write_1h, Tokens{0});
}

TEST(AnthropicStream, FoldsThinkingApartFromText) {
  const Reply reply = FoldAnthropic(
      Started() + BlockStart(0, R"({"type":"thinking","thinking":"","signature":""})") +
      BlockDelta(0, R"({"type":"thinking_delta","thinking":"hm"})") +
      BlockDelta(0, R"({"type":"signature_delta","signature":"abc"})") +
      BlockStart(1, R"({"type":"redacted_thinking","data":"xx"})") +
      BlockStart(2, R"({"citations":[],"type":"text","text":"a"})") +
      BlockDelta(2, R"({"type":"citations_delta","citation":{"type":"char_location"}})") +
      TextDelta("b") + Ended("end_turn", R"({"output_tokens":9})"));
  EXPECT_EQ(reply.reasoning, "hm");
  EXPECT_EQ(reply.text, "ab");
  EXPECT_EQ(reply.first_token_event, 2);
}

TEST(AnthropicStream, JoinsToolArgumentsByBlock) {
  const Reply reply = FoldAnthropic(
      Started() + BlockStart(1, R"({"type":"tool_use","id":"t1","name":"w","input":{}})") +
      BlockDelta(1, R"({"type":"input_json_delta","partial_json":""})") +
      BlockDelta(1, R"({"type":"input_json_delta","partial_json":"{\"a\":"})") +
      BlockDelta(1, R"({"type":"input_json_delta","partial_json":"1}"})") +
      BlockStart(2, R"({"type":"tool_use","id":"t2","name":"now","input":{}})") +
      BlockDelta(2, R"({"type":"input_json_delta","partial_json":""})") +
      BlockStart(3, R"({"type":"server_tool_use","id":"s1","name":"web_search","input":{}})") +
      BlockDelta(3, R"({"type":"input_json_delta","partial_json":"{}"})") +
      BlockStart(4, R"({"type":"web_search_tool_result","tool_use_id":"s1","content":[]})") +
      BlockDelta(4, R"({"type":"input_json_delta","partial_json":"not of a call"})") +
      Ended("tool_use", R"({"output_tokens":9})"));
  ASSERT_EQ(reply.tool_calls.size(), 3u);
  EXPECT_EQ(reply.tool_calls[0].id, "t1");
  EXPECT_EQ(reply.tool_calls[0].name, "w");
  EXPECT_EQ(reply.tool_calls[0].arguments, R"({"a":1})");
  EXPECT_EQ(reply.tool_calls[1].arguments, "{}") << "a call without arguments";
  EXPECT_FALSE(reply.tool_calls[1].server);
  EXPECT_TRUE(reply.tool_calls[2].server);
  EXPECT_EQ(reply.first_token_event, 3) << "the empty fragment is no content";
}

TEST(AnthropicStream, AnInputGivenAtTheStartCountsWhenNoFragmentFollows) {
  const Reply reply = FoldAnthropic(
      Started() + BlockStart(0, R"({"type":"tool_use","id":"1","name":"w","input":{"a": [1]}})") +
      BlockStart(0, R"({"type":"tool_use","id":"1","name":"w","input":{}})") +
      Ended("tool_use", R"({"output_tokens":9})"));
  ASSERT_EQ(reply.tool_calls.size(), 1u) << "a repeated start is no second call";
  EXPECT_EQ(reply.tool_calls[0].arguments, R"({"a":[1]})");
}

TEST(AnthropicStream, SkipsWhatItDoesNotKnow) {
  const Reply reply = FoldAnthropic(Started() + Event("brand_new", "no json at all") +
                                    Event("message", R"({"type":"new"})") +
                                    BlockStart(0, R"({"type":"hologram","text":"no"})") +
                                    BlockDelta(0, R"({"type":"hologram_delta","text":"no"})") +
                                    "data: [DONE]\n\n" + ": comment\n\n" + TextDelta("yes") +
                                    Ended("a_new_reason", R"({"output_tokens":1,"new":{}})"));
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.text, "yes");
  EXPECT_EQ(reply.stop_reason, "a_new_reason");
  EXPECT_EQ(reply.comments, 1);
}

TEST(AnthropicStream, EventNamesMayBeMissing) {
  const Reply reply = FoldAnthropic(Data(kMessageStart) +
                                    Data(R"({"type":"content_block_delta","index":0,)"
                                         R"("delta":{"type":"text_delta","text":"x"}})") +
                                    Data(kStopEvent));
  EXPECT_EQ(reply.text, "x");
  EXPECT_TRUE(reply.terminated);
}

TEST(AnthropicStream, AnErrorEventIsTheProvidersAndKeepsWhatCame) {
  const Reply reply = FoldAnthropic(
      Started() + TextDelta("par") +
      Event("error", R"({"type":"error","error":{"details":null,"type":"overloaded_error",)"
                     R"("message":"Overloaded"},"request_id":"req_1"})") +
      TextDelta("ignored"));
  EXPECT_EQ(ErrorText(reply),
            "provider: the service sent an error with status 200 (overloaded_error): Overloaded");
  EXPECT_EQ(reply.text, "par");
  EXPECT_FALSE(reply.terminated);
  EXPECT_FALSE(reply.usage_reported);
  EXPECT_EQ(reply.usage.cache_read, Tokens{2048});
}

TEST(AnthropicStream, AnEndWithoutMessageStopIsTruncated) {
  for (const std::string& body : {std::string(), Started(), Started() + TextDelta("x"),
                                  Started() + "event: message_stop\ndata: {\"type\":\"mess"}) {
    const Reply reply = FoldAnthropic(body);
    EXPECT_THAT(ErrorText(reply), StartsWith("truncated: ")) << body;
    EXPECT_FALSE(reply.terminated);
  }
}

TEST(AnthropicStream, AnUnterminatedLastEventStillCounts) {
  std::string body = Started() + TextDelta("x") + Ended("end_turn", R"({"output_tokens":1})");
  body.pop_back();
  EXPECT_EQ(ErrorText(FoldAnthropic(body)), "");
  EXPECT_TRUE(FoldAnthropic(body).terminated);
}

TEST(AnthropicStream, MalformedEventsAreDecodeErrorsWithTheirPlace) {
  struct Row {
    std::string data;
    std::string message;
  };
  const Row rows[] = {
      {R"({"type":"content_block_delta")", "event 1 (content_block_delta)"},
      {"[1]", "it is no object"},
      {"null", "it is no object"},
      {"", "it should be JSON"},
      {R"({"type":"content_block_delta","x":"\x"})", "event 1 (content_block_delta)"}};
  for (const Row& row : rows) {
    const Reply reply =
        FoldAnthropic(Started() + Event("content_block_delta", row.data) + TextDelta("late"));
    ASSERT_TRUE(reply.error) << row.data;
    EXPECT_EQ(reply.error->kind, ErrorKind::kDecode);
    EXPECT_THAT(reply.error->message, HasSubstr(row.message));
    EXPECT_EQ(reply.text, "");
  }
}

TEST(AnthropicStream, MembersOfTheWrongTypeAreAsGoodAsAbsent) {
  const Reply reply = FoldAnthropic(
      Event("message_start", R"({"type":"message_start","message":7})") +
      Event("content_block_start", R"({"type":"content_block_start","content_block":[]})") +
      Event(
          "content_block_delta",
          R"({"type":"content_block_delta","index":"x","delta":{"type":"text_delta","text":3}})") +
      Event("message_delta",
            R"({"type":"message_delta","delta":null,"usage":{"output_tokens":-4}})") +
      Event("message_stop", kStopEvent));
  EXPECT_THAT(ErrorText(reply), HasSubstr("nothing in it"));
  EXPECT_EQ(reply.text, "");
  EXPECT_EQ(reply.usage.output_total, Tokens{0});
}

TEST(AnthropicBody, ReadsAWholeMessage) {
  Reply reply;
  AnthropicDecoder().OnBody(
      R"({"id":"msg_1","type":"message","model":"m","content":[{"type":"thinking","thinking":"t"},)"
      R"({"type":"text","text":"Hel"},{"type":"text","text":"lo"},)"
      R"({"type":"tool_use","id":"1","name":"w","input":{"tz": "UTC"}},)"
      R"({"type":"server_tool_use","id":"2","name":"s","input":{}},{"type":"new"}],)"
      R"("stop_reason":"tool_use","usage":{"input_tokens":21,"cache_read_input_tokens":4096,)"
      R"("output_tokens":37,"output_tokens_details":{"thinking_tokens":7}}})",
      reply);
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.text, "Hello");
  EXPECT_EQ(reply.reasoning, "t");
  ASSERT_EQ(reply.tool_calls.size(), 2u);
  EXPECT_EQ(reply.tool_calls[0].arguments, R"({"tz":"UTC"})");
  EXPECT_TRUE(reply.tool_calls[1].server);
  EXPECT_EQ(reply.usage.prompt(), Tokens{4117});
  EXPECT_EQ(reply.usage.output_reasoning, Tokens{7});
  EXPECT_TRUE(reply.usage_reported);
  EXPECT_TRUE(reply.terminated);
}

TEST(AnthropicBody, WhatIsNoMessageIsAnError) {
  struct Row {
    std::string body;
    std::string error;
  };
  const Row rows[] = {{"", "decode: the body"},
                      {"<html>", "decode: the body"},
                      {"[]", "decode: the body does not read: it has no array \"content\""},
                      {R"({"content":"text"})", "decode: the body"},
                      {R"({"type":"error","error":{"type":"api_error","message":"m"}})",
                       "provider: the service sent an error with status 200 (api_error): m"}};
  for (const Row& row : rows) {
    Reply reply;
    AnthropicDecoder().OnBody(row.body, reply);
    EXPECT_THAT(ErrorText(reply), StartsWith(row.error)) << row.body;
    EXPECT_FALSE(reply.terminated);
  }
}

}  // namespace
}  // namespace lab
