// What goes wrong on every wire, on Anthropic's; see also frame_error_test.cc, usage_fold_test.cc
// and text_join_test.cc.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/llm/providers/anthropic_decoder.h"
#include "tests/unit/providers/anthropic_events.h"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(AnthropicStream, FindsErrorsInEveryShape) {
  struct Row {
    std::string event;
    std::string message;
  };
  const Row rows[] = {
      {Data(R"({"error":{"type":"api_error","message":"m"}})"), "(api_error): m"},
      {Data(R"({"message":"Internal server error"})"), ": Internal server error"},
      {Data(R"({"detail":"gone"})"), ": gone"},
      {Data(R"({"code":1002,"msg":"m"})"), "(1002): m"},
      {Data(R"({"base_resp":{"status_code":1002,"status_msg":"m"}})"), "(1002): m"},
      {Data(R"([{"error":{"code":500,"message":"m"}}])"), "(500): m"},
      {Event("content_block_delta", R"({"error":{"message":"m"}})"), ": m"},
      {Event("content_block_delta",
             R"({"type":"content_block_delta","index":0,"delta":{},"error":"m"})"),
       ": m"},
      {Event("upstream_error", R"({"message":"m"})"), ": m"},
      {Event("exception", "not json"), ": not json"},
      {Event("error", R"({"type":"overloaded_error","message":"m"})"), "(overloaded_error): m"},
      {Event("message_delta", R"({"type":"message_delta","delta":{"stop_reason":"error"}})"),
       "'error'"},
  };
  for (const Row& row : rows) {
    const Reply reply = FoldAnthropic(Started() + TextDelta("par") + row.event + TextDelta("late") +
                                      Ended("end_turn", "{}"));
    ASSERT_TRUE(reply.error) << row.event;
    EXPECT_EQ(reply.error->kind, ErrorKind::kProvider) << row.event;
    EXPECT_THAT(reply.error->message, HasSubstr(row.message));
    EXPECT_EQ(reply.text, "par");
    EXPECT_FALSE(reply.terminated) << row.event;
  }
}

TEST(AnthropicStream, AnAnswerWithNothingInItIsAFailure) {
  for (const std::string& body :
       {Event("message_stop", kStopEvent), Started() + Event("message_stop", kStopEvent),
        Started() + Event("content_block_start", kTextBlock) + Event("message_stop", kStopEvent)}) {
    const Reply reply = FoldAnthropic(body);
    EXPECT_THAT(ErrorText(reply), StartsWith("provider: ")) << body;
    EXPECT_FALSE(reply.terminated);
  }
  EXPECT_EQ(ErrorText(FoldAnthropic(Started() + Ended("max_tokens", R"({"output_tokens":0})"))), "")
      << "a prompt that was only read into the cache";
}

TEST(AnthropicStream, NothingNeverOverwritesACount) {
  const Reply reply = FoldAnthropic(
      Started() + TextDelta("a") +
      Event("message_delta", R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},)"
                             R"("usage":{"input_tokens":0,"output_tokens":7}})") +
      Ended("end_turn", R"({"input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0})"));
  EXPECT_EQ(reply.usage.input_uncached, Tokens{12});
  EXPECT_EQ(reply.usage.cache_read, Tokens{2048});
  EXPECT_EQ(reply.usage.output_total, Tokens{7});
  EXPECT_TRUE(reply.usage_reported);
  EXPECT_FALSE(FoldAnthropic(Started() + TextDelta("a") + Ended("end_turn", "{}")).usage_reported)
      << "the count in message_start is a placeholder";
  EXPECT_FALSE(
      FoldAnthropic(Started() + TextDelta("a") + Ended("end_turn", R"({"output_tokens":0})"))
          .usage_reported);
}

TEST(AnthropicStream, TakesUsageFromEveryPlace) {
  for (const std::string& end :
       {Ended("end_turn", R"({"output_tokens":9})"),
        Event("message_delta", R"({"type":"message_delta","delta":{"stop_reason":"end_turn",)"
                               R"("usage":{"output_tokens":9}}})") +
            Event("message_stop", kStopEvent),
        Event("message_stop", R"({"type":"message_stop","usage":{"output_tokens":9}})"),
        Event("message_stop", R"({"type":"message_stop","amazon-bedrock-invocationMetrics":)"
                              R"({"inputTokenCount":12,"outputTokenCount":9}})")}) {
    const Reply reply = FoldAnthropic(Started() + TextDelta("a") + end);
    EXPECT_EQ(reply.usage.output_total, Tokens{9}) << end;
    EXPECT_EQ(reply.usage.prompt(), Tokens{2360}) << end;
    EXPECT_TRUE(reply.usage_reported) << end;
  }
}

TEST(AnthropicStream, JoinsACharacterThatIsCutBetweenTwoEvents) {
  const std::string end = Ended("end_turn", R"({"output_tokens":9})");
  const std::string learnt = TextDelta("a") + TextDelta("b");
  EXPECT_EQ(
      FoldAnthropic(Started() + TextDelta(R"(hi \ud83d)") + TextDelta(R"(\ude00 there)") + end)
          .text,
      "hi \xf0\x9f\x98\x80 there");
  EXPECT_EQ(FoldAnthropic(Started() + learnt + TextDelta(R"(\ud83d)") + TextDelta(R"(\ude00)") +
                          TextDelta("c") + end)
                .text,
            "ab\xf0\x9f\x98\x80"
            "c");
  EXPECT_EQ(FoldAnthropic(Started() + learnt + TextDelta(R"(\ud83d)") + TextDelta("c") + end).text,
            "ab\xef\xbf\xbd"
            "c")
      << "the other half never came";
  const Reply reply = FoldAnthropic(
      Started() + BlockStart(0, R"({"type":"thinking","thinking":""})") +
      BlockDelta(0, R"({"type":"thinking_delta","thinking":"\ud83d"})") +
      BlockDelta(0, R"({"type":"thinking_delta","thinking":"\ude00"})") +
      BlockStart(1, R"({"type":"tool_use","id":"t","name":"f","input":{}})") +
      BlockDelta(1, R"({"type":"input_json_delta","partial_json":"{\"a\":\"\ud83d"})") +
      BlockDelta(1, R"({"type":"input_json_delta","partial_json":"\ude00\"}"})") + end);
  EXPECT_EQ(reply.reasoning, "\xf0\x9f\x98\x80");
  EXPECT_EQ(reply.tool_calls[0].arguments, "{\"a\":\"\xf0\x9f\x98\x80\"}");
}

TEST(AnthropicStream, AByteThatIsNotUtf8BecomesAReplacement) {
  const Reply reply = FoldAnthropic(Started() + TextDelta("a") + TextDelta("b\xff\xf0\x9f") +
                                    TextDelta("c") + Ended("end_turn", R"({"output_tokens":3})"));
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.text,
            "ab\xef\xbf\xbd\xef\xbf\xbd"
            "c");
}

TEST(AnthropicStream, TellsCallsApartWhereTheIndexDoesNot) {
  const auto start = [](int index, std::string_view id, std::string_view name) {
    return BlockStart(index, R"({"type":"tool_use","id":")" + std::string(id) + R"(","name":")" +
                                 std::string(name) + R"(","input":{}})");
  };
  const auto piece = [](int index, std::string_view json) {
    return BlockDelta(
        index, R"({"type":"input_json_delta","partial_json":")" + std::string(json) + R"("})");
  };
  const std::string end = Ended("tool_use", R"({"output_tokens":9})");
  for (const std::string& calls :
       {start(0, "a", "f") + piece(0, "{}") + start(0, "b", "g") + piece(0, "{}"),
        start(0, "a", "f") + piece(0, "{}") + start(0, "b", "f") + piece(0, "{}"),
        start(0, "", "f") + piece(0, "{}") + start(0, "", "g") + piece(0, "{}"),
        start(0, "", "f") + piece(0, "{}") + start(0, "", "f") + piece(0, "{}")}) {
    const Reply reply = FoldAnthropic(Started() + calls + end);
    ASSERT_EQ(reply.tool_calls.size(), 2u) << calls;
    EXPECT_EQ(reply.tool_calls[0].arguments, "{}") << calls;
    EXPECT_EQ(reply.tool_calls[1].arguments, "{}") << calls;
  }
  const Reply repeated = FoldAnthropic(Started() + start(0, "a", "f") + start(1, "a", "f") + end);
  EXPECT_EQ(repeated.tool_calls.size(), 1u);
}

TEST(AnthropicStream, AnotherMessageBeforeTheEndOfTheFirstIsAFailure) {
  const auto start = [](std::string_view id) {
    return Event("message_start", R"({"type":"message_start","message":{"id":")" + std::string(id) +
                                      R"(","usage":{"input_tokens":3,"output_tokens":1}}})");
  };
  const std::string end = Ended("end_turn", R"({"output_tokens":9})");
  const Reply spliced =
      FoldAnthropic(start("m1") + TextDelta("par") + start("m2") + TextDelta("whole") + end);
  EXPECT_THAT(ErrorText(spliced), StartsWith("provider: the service began message 'm2' before"));
  EXPECT_EQ(spliced.text, "par");
  for (const std::string_view again : {"m1", ""}) {
    const Reply reply = FoldAnthropic(start("m1") + start(again) + TextDelta("whole") + end);
    EXPECT_EQ(ErrorText(reply), "") << "said once more: '" << again << "'";
    EXPECT_EQ(reply.text, "whole");
  }
}

TEST(AnthropicStream, AMessageMayBeginWithItsCalls) {
  const std::string start = Event(
      "message_start",
      R"({"type":"message_start","message":{"id":"m","content":[{"type":"tool_result_of_theirs"},)"
      R"({"type":"tool_use","id":"t","name":"f","input":{"a":1}}],"stop_reason":"tool_use",)"
      R"("usage":{"input_tokens":0,"output_tokens":0}}})");
  const Reply reply = FoldAnthropic(start + Event("message_stop", kStopEvent));
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.stop_reason, "tool_use");
  ASSERT_EQ(reply.tool_calls.size(), 1u);
  EXPECT_EQ(reply.tool_calls[0].arguments, R"({"a":1})");
}

TEST(AnthropicStream, ADeltaWithoutATypeIsWhatItHolds) {
  const Reply reply = FoldAnthropic(
      Started() + BlockDelta(0, R"({"text":"hi"})") + BlockDelta(0, R"({"thinking":"hm"})") +
      BlockStart(1, R"({"type":"tool_use","id":"t","name":"f","input":{}})") +
      BlockDelta(1, R"({"partial_json":"{\"a\":1}"})") +
      Ended("tool_use", R"({"output_tokens":9})"));
  EXPECT_EQ(reply.text, "hi");
  EXPECT_EQ(reply.reasoning, "hm");
  EXPECT_EQ(reply.tool_calls[0].arguments, R"({"a":1})");
}

TEST(AnthropicStream, AnInputMayBeJsonWithinJson) {
  for (const std::string input : {R"({"a":1})", R"("{\"a\":1}")"}) {
    const Reply reply = FoldAnthropic(
        Started() +
        BlockStart(0, R"({"type":"tool_use","id":"t","name":"f","input":)" + input + "}") +
        Ended("tool_use", R"({"output_tokens":9})"));
    ASSERT_EQ(reply.tool_calls.size(), 1u) << input;
    EXPECT_EQ(reply.tool_calls[0].arguments, R"({"a":1})") << input;
    EXPECT_EQ(reply.first_token_event, 1) << "arguments that come with the start are content";
    Reply whole;
    AnthropicDecoder().OnBody(
        R"({"type":"message","stop_reason":"tool_use","content":[{"type":"tool_use","id":"t",)"
        R"("name":"f","input":)" +
            input + "}]}",
        whole);
    ASSERT_EQ(whole.tool_calls.size(), 1u) << input;
    EXPECT_EQ(whole.tool_calls[0].arguments, R"({"a":1})") << input;
  }
}

TEST(AnthropicStream, FindsReasoningUnderOtherShapes) {
  for (const std::string delta :
       {R"({"type":"thinking_delta","thinking":"hm"})", R"({"type":"thinking_delta","text":"hm"})",
        R"({"type":"reasoning_delta","reasoning":"hm"})",
        R"({"type":"reasoning_delta","text":"hm"})"}) {
    const Reply reply = FoldAnthropic(Started() + BlockDelta(0, delta) +
                                      Ended("end_turn", R"({"output_tokens":1})"));
    EXPECT_EQ(reply.reasoning, "hm") << delta;
    EXPECT_EQ(reply.text, "") << delta;
    EXPECT_EQ(reply.first_token_event, 1) << delta;
  }
}

TEST(AnthropicBody, FindsErrorsAndEmptinessToo) {
  struct Row {
    std::string body;
    std::string error;
  };
  const Row rows[] = {
      {R"({"type":"message","content":[],"usage":{"input_tokens":0,"output_tokens":0}})",
       "provider: the service answered 200 with nothing in it"},
      {R"({"type":"message","content":[{"type":"text","text":"par"}],"stop_reason":"error"})",
       "provider: the service ended the answer with the reason 'error'"},
      {R"({"type":"message","content":[{"type":"text","text":"par"}],"error":{"message":"m"}})",
       "provider: the service sent an error with status 200: m"},
      {R"({"code":429,"message":"m"})",
       "provider: the service sent an error with status 200 (429)"},
      {R"({"message":"m"})", "provider: the service sent an error with status 200: m"}};
  for (const Row& row : rows) {
    Reply reply;
    AnthropicDecoder().OnBody(row.body, reply);
    EXPECT_THAT(ErrorText(reply), StartsWith(row.error)) << row.body;
    EXPECT_FALSE(reply.terminated) << row.body;
  }
}

}  // namespace
}  // namespace lab
