#include "framework/llm/providers/openai_decoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/providers/folding.h"
#include "tests/unit/providers/openai_chunks.h"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string End() { return kStopChunk + kDone; }

TEST(OpenAiStream, FoldsTextUsageAndFinishReason) {
  const Reply reply =
      FoldOpenAi(DeltaChunk(R"({"role":"assistant","content":"","refusal":null})") +
                 TextChunk("Hel") + TextChunk("lo") + kStopChunk +
                 Data(R"({"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2,)"
                      R"("prompt_tokens_details":{"cached_tokens":4}}})") +
                 kDone + Data("ignored: no json"));
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.text, "Hello");
  EXPECT_EQ(reply.stop_reason, "stop");
  EXPECT_EQ(reply.model, "gpt-5-mini");
  EXPECT_EQ(reply.usage.input_uncached, Tokens{5});
  EXPECT_EQ(reply.usage.cache_read, Tokens{4});
  EXPECT_EQ(reply.usage.output_total, Tokens{2});
  EXPECT_TRUE(reply.usage_reported);
  EXPECT_TRUE(reply.terminated);
  EXPECT_EQ(reply.first_token_event, 1);
}

TEST(OpenAiStream, JoinsParallelCallsByIndex) {
  const Reply reply = FoldOpenAi(
      DeltaChunk(R"({"role":"assistant","content":null})") +
      CallChunk(
          R"({"index":0,"id":"a","type":"function","function":{"name":"w","arguments":""}})") +
      CallChunk(R"({"index":0,"function":{"arguments":"{\"x\""}})") +
      CallChunk(
          R"({"index":1,"id":"b","type":"function","function":{"name":"now","arguments":""}})") +
      CallChunk(
          R"({"index":0,"function":{"arguments":":1}"}},{"index":1,"function":{"arguments":""}})") +
      Data(R"({"choices":[{"delta":{},"finish_reason":"tool_calls"}]})") + kDone);
  ASSERT_EQ(reply.tool_calls.size(), 2u);
  EXPECT_EQ(reply.tool_calls[0].id, "a");
  EXPECT_EQ(reply.tool_calls[0].arguments, R"({"x":1})");
  EXPECT_EQ(reply.tool_calls[1].name, "now");
  EXPECT_EQ(reply.tool_calls[1].arguments, "{}");
  EXPECT_EQ(reply.stop_reason, "tool_calls");
  EXPECT_EQ(reply.first_token_event, 2) << "a name is no argument";
}

TEST(OpenAiStream, TellsCallsApartWhereTheIndexDoesNot) {
  struct Row {
    std::string calls;
    std::vector<std::string> arguments;
  };
  const std::string w = R"("function":{"name":"w","arguments":)";
  const Row rows[] = {
      // All numbered 0, whole, with ids of their own.
      {CallChunk(R"({"index":0,"id":"a",)" + w + R"("{}"}},{"index":0,"id":"b",)" + w +
                 R"("[1]"}})"),
       {"{}", "[1]"}},
      // No index at all.
      {CallChunk(R"({"id":"a",)" + w + R"("1"}})") + CallChunk(R"({)" + w + R"("2"}})"), {"12"}},
      {CallChunk(R"({"id":"a",)" + w + R"("1"}},{"id":"b",)" + w + R"("2"}})"), {"1", "2"}},
      // The id in every delta.
      {CallChunk(R"({"index":0,"id":"a",)" + w + R"("1"}})") +
           CallChunk(R"({"index":0,"id":"a",)" + w + R"("2"}})"),
       {"12"}},
      // An object where a string should be.
      {CallChunk(R"({"index":0,"id":"a",)" + w + R"({"x": 1}}})"), {R"({"x":1})"}},
      // A custom tool.
      {CallChunk(R"({"index":0,"id":"a","type":"custom","custom":{"name":"w","input":"raw"}})"),
       {"raw"}},
      // The way of 2023.
      {DeltaChunk(R"({"function_call":{"name":"w","arguments":"1"}})") +
           DeltaChunk(R"({"function_call":{"arguments":"2"}})"),
       {"12"}},
  };
  for (const Row& row : rows) {
    const Reply reply = FoldOpenAi(row.calls + End());
    std::vector<std::string> arguments;
    for (const ToolCall& call : reply.tool_calls) {
      EXPECT_EQ(call.name, "w");
      arguments.push_back(call.arguments);
    }
    EXPECT_EQ(arguments, row.arguments) << row.calls;
  }
}

TEST(OpenAiStream, FindsReasoningUnderAnyName) {
  for (const std::string_view delta :
       {R"({"content":null,"reasoning_content":"hm"})", R"({"content":"","reasoning":"hm"})",
        R"({"reasoning_text":"hm"})", R"({"reasoning_content":"hm","reasoning":"hm"})",
        R"({"reasoning":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm"}]})",
        R"({"reasoning":null,"reasoning_details":[{"text":"h"},{"text":"m"}]})",
        R"({"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]}]})",
        R"({"content":[{"type":"thinking","thinking":"hm"}]})"}) {
    const Reply reply = FoldOpenAi(DeltaChunk(delta) + End());
    EXPECT_EQ(reply.reasoning, "hm") << delta;
    EXPECT_EQ(reply.text, "") << delta;
    EXPECT_EQ(reply.first_token_event, 0) << delta;
  }
}

TEST(OpenAiStream, FindsTextWhereverItIs) {
  for (const std::string_view chunk :
       {R"({"choices":[{"delta":{"content":"hi"},"text":"hi"}]})",
        R"({"choices":[{"delta":{"content":[{"type":"text","text":"h"},{"text":"i"}]}}]})",
        R"({"choices":[{"delta":{"refusal":"hi"}}]})", R"({"choices":[{"text":"hi"}]})",
        R"({"choices":[{"delta":{"content":"hi"},"message":{"content":"hi, whole"}}]})",
        R"({"choices":[{"message":{"content":"hi"}}]})",
        R"({"choices":[{"index":1,"delta":{"content":"no"}},{"delta":{"content":"hi"}}]})"}) {
    EXPECT_EQ(FoldOpenAi(Data(chunk) + End()).text, "hi") << chunk;
  }
}

TEST(OpenAiStream, TextBesideReasoningIsWhatTheUserSees) {
  OpenAiDecoder decoder;
  Reply reply;
  const Content content = decoder.OnEvent(
      {.type = "message",
       .data = R"({"choices":[{"delta":{"content":"seen","reasoning":"hidden"}}]})"},
      reply);
  EXPECT_TRUE(content.any);
  EXPECT_EQ(content.kind, TokenKind::kText);
  EXPECT_EQ(content.delta, "seen");
  EXPECT_EQ(reply.reasoning, "hidden");
}

TEST(OpenAiStream, AzuresFilterChunkIsNoTokenAndHasNoName) {
  const Reply reply = FoldOpenAi(
      Data(R"({"choices":[],"created":0,"id":"","model":"","object":"",)"
           R"("prompt_filter_results":[{"prompt_index":0,"content_filter_results":{}}]})") +
      Data(R"({"choices":[{"content_filter_results":{},"delta":{"content":"x"},"index":0}],)"
           R"("model":"gpt-5-nano"})") +
      Data(R"({"choices":[],"usage":{"completion_tokens":1,"latency_checkpoint":)"
           R"({"total_duration_ms":421}}})") +
      End());
  EXPECT_EQ(reply.model, "gpt-5-nano");
  EXPECT_EQ(reply.first_token_event, 1);
  EXPECT_EQ(reply.server_time, std::chrono::milliseconds(421));
}

TEST(OpenAiStream, TakesUsageFromAnyChunkAndKeepsTheLast) {
  const Reply reply = FoldOpenAi(
      Data(R"({"choices":[{"delta":{"content":"a"}}],"usage":{"completion_tokens":1}})") +
      Data(R"({"choices":[{"delta":{"content":"b"},"finish_reason":"stop"}],)"
           R"("usage":{"prompt_tokens":3,"completion_tokens":2}})") +
      Data(R"({"choices":[],"usage":null,"timings":{"predicted_n":99}})"));
  EXPECT_EQ(reply.usage.output_total, Tokens{2});
  EXPECT_EQ(reply.usage.prompt(), Tokens{3});
  const Reply timed =
      FoldOpenAi(TextChunk("a") + Data(R"({"timings":{"prompt_n":3,"predicted_n":1}})") + End());
  EXPECT_TRUE(timed.usage_reported);
  EXPECT_EQ(timed.usage.output_total, Tokens{1});
}

TEST(OpenAiStream, MayEndByDoneOrAfterAFinishReason) {
  const Reply with_reason = FoldOpenAi(TextChunk("a") + kStopChunk);
  EXPECT_EQ(ErrorText(with_reason), "");
  EXPECT_FALSE(with_reason.terminated) << "whole, but without a terminator of its own";
  const Reply with_done = FoldOpenAi(TextChunk("a") + kDone);
  EXPECT_EQ(ErrorText(with_done), "");
  EXPECT_TRUE(with_done.terminated);
}

TEST(OpenAiStream, AnEndWithoutEitherIsTruncated) {
  for (const std::string& body : {std::string(), TextChunk("a"), TextChunk("a") + "data: {\"choi",
                                  TextChunk("a") + "data: [DO", std::string(": keep-alive\n\n")}) {
    EXPECT_THAT(ErrorText(FoldOpenAi(body)), StartsWith("truncated: ")) << body;
  }
}

TEST(OpenAiStream, AcceptsCrLfCommentsAndDataWithoutABlank) {
  const Reply reply = FoldOpenAi(
      ": OPENROUTER PROCESSING\r\n\r\ndata:{\"choices\":[{\"delta\":{\"content\":\"x\"},"
      "\"finish_reason\":\"stop\"}]}\r\n\r\n");
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.text, "x");
  EXPECT_EQ(reply.comments, 1);
}

TEST(OpenAiStream, FindsErrorsInEveryShape) {
  struct Row {
    std::string event;
    std::string message;
  };
  const Row rows[] = {
      {Data(R"({"error":{"message":"m","type":"server_error","param":null,"code":null}})"),
       "(server_error): m"},
      {Data(R"({"error":{"message":"m","type":"BadRequestError","code":400}})"),
       "(BadRequestError, 400): m"},
      {Data(R"({"error":"in words"})"), ": in words"},
      {Data(R"({"object":"error","message":"m","type":"T","code":40303})"), "(T, 40303): m"},
      {Event("error", R"({"error":{"message":"m","type":"t","code":"c"}})"), "(t, c): m"},
      {Event("error", R"({"message":"m"})"), ": m"},
      {Event("error", "not json"), ": not json"},
  };
  for (const Row& row : rows) {
    const Reply reply = FoldOpenAi(TextChunk("par") + row.event + TextChunk("late") + kDone);
    ASSERT_TRUE(reply.error) << row.event;
    EXPECT_EQ(reply.error->kind, ErrorKind::kProvider) << row.event;
    EXPECT_THAT(reply.error->message, HasSubstr(row.message));
    EXPECT_EQ(reply.text, "par");
    EXPECT_FALSE(reply.terminated) << "an error wins over [DONE]";
  }
}

TEST(OpenAiStream, NullAndFalseErrorsAreNone) {
  for (const std::string_view error : {"null", "false", "\"\"", "0"}) {
    const std::string chunk =
        R"({"error":)" + std::string(error) + R"(,"choices":[{"delta":{"content":"x"}}]})";
    EXPECT_EQ(ErrorText(FoldOpenAi(Data(chunk) + End())), "") << chunk;
  }
}

TEST(OpenAiStream, WhatStandsBesideAnErrorCounts) {
  const Reply reply = FoldOpenAi(Data(R"({"error":{"code":400,"message":"m"},"choices":)"
                                      R"([{"delta":{"content":"x"},"finish_reason":"length"}],)"
                                      R"("usage":{"completion_tokens":10}})"));
  EXPECT_EQ(ErrorText(reply), "provider: the service sent an error with status 200 (400): m");
  EXPECT_EQ(reply.text, "x");
  EXPECT_EQ(reply.stop_reason, "length");
  EXPECT_EQ(reply.usage.output_total, Tokens{10});
}

TEST(OpenAiStream, MalformedEventsAreDecodeErrorsWithTheirPlace) {
  for (const std::string_view data :
       {R"({"choices":[)", "[]", R"({"choices":"\x"})", "nul", "{} trailing"}) {
    const Reply reply = FoldOpenAi(TextChunk("a") + Data(data) + TextChunk("late"));
    ASSERT_TRUE(reply.error) << data;
    EXPECT_EQ(reply.error->kind, ErrorKind::kDecode) << data;
    EXPECT_THAT(reply.error->message, HasSubstr("event 1 does not read"));
    EXPECT_EQ(reply.text, "a");
  }
  EXPECT_EQ(ErrorText(FoldOpenAi(TextChunk("a") + "data:\n\n" + End())), "")
      << "an empty event is skipped";
}

TEST(OpenAiStream, JoinsACharacterThatIsCutBetweenTwoChunks) {
  const std::string smile = "\xf0\x9f\x98\x80";
  const std::string replaced = "\xef\xbf\xbd";
  const std::string learnt = TextChunk("a") + TextChunk("b");
  struct Row {
    std::string chunks;
    std::string text;
  };
  const Row rows[] = {
      {TextChunk(R"(hi \ud83d)") + TextChunk(R"(\ude00 there)"), "hi " + smile + " there"},
      {learnt + TextChunk(R"(\ud83d)") + TextChunk(R"(\ude00)") + TextChunk("c"),
       "ab" + smile + "c"},
      {learnt + TextChunk(R"(\ud83d)") + TextChunk("c"), "ab" + replaced + "c"},
      {learnt + TextChunk(R"(\ud83d)") + TextChunk("") + TextChunk(R"(\ude00)"), "ab" + smile},
      {learnt + TextChunk(R"(\ud83d)"), "ab" + replaced},
      {learnt + TextChunk(R"(\ude00)"), "ab" + replaced},
      {learnt + TextChunk("c\xff") + TextChunk("d"), "abc" + replaced + "d"},
      {learnt + TextChunk("\xf0\x9f") + TextChunk("d"), "ab" + replaced + "d"}};
  for (const Row& row : rows) {
    const Reply reply = FoldOpenAi(row.chunks + End());
    EXPECT_EQ(ErrorText(reply), "") << row.chunks;
    EXPECT_EQ(reply.text, row.text) << row.chunks;
  }
}

TEST(OpenAiStream, JoinsHalvesInReasoningAndArgumentsToo) {
  const std::string smile = "\xf0\x9f\x98\x80";
  const auto piece = [](std::string_view json) {
    return CallChunk(R"({"index":0,"function":{"arguments":")" + std::string(json) + R"("}})");
  };
  const Reply reply = FoldOpenAi(
      DeltaChunk(R"({"reasoning":"\ud83d"})") + DeltaChunk(R"({"reasoning":"\ude00"})") +
      CallChunk(R"({"index":0,"id":"a","function":{"name":"f","arguments":""}})") +
      piece(R"({\"a\":\")") + piece("b") + piece(R"(\ud83d)") + piece(R"(\ude00\"})") + End());
  EXPECT_EQ(reply.reasoning, smile);
  EXPECT_EQ(reply.tool_calls[0].arguments, "{\"a\":\"b" + smile + "\"}");
}

TEST(OpenAiStream, HalfACharacterIsATokenAlready) {
  const Reply reply = FoldOpenAi(TextChunk(R"(\ud83d)") + TextChunk(R"(\ude00)") + End());
  EXPECT_EQ(reply.first_token_event, 0);
}

TEST(OpenAiStream, WholeCallsUnderOneIndexAreTwoWhateverCameBefore) {
  const auto whole = [](std::string_view city) {
    return CallChunk(R"({"index":0,"id":"","type":"function","function":{"name":"w",)"
                     R"("arguments":"{\"city\":\")" +
                     std::string(city) + R"(\"}"}})");
  };
  const Reply reply = FoldOpenAi(whole("Oslo") + whole("Rome") + whole("Bern") + End());
  ASSERT_EQ(reply.tool_calls.size(), 3u);
  EXPECT_EQ(reply.tool_calls[2].arguments, R"({"city":"Bern"})");
}

TEST(OpenAiStream, MembersOfTheWrongTypeAreAsGoodAsAbsent) {
  const Reply reply = FoldOpenAi(
      Data(R"({"choices":{"index":0},"model":7,"usage":"much"})") +
      Data(R"({"choices":[7,null,{"index":"a","delta":{"content":{"x":1},"tool_calls":{}}}]})") +
      Data(R"({"choices":[{"delta":{"tool_calls":[7,{}]},"finish_reason":{}}]})") + End());
  EXPECT_EQ(ErrorText(reply), "");
  EXPECT_EQ(reply.text, "");
  EXPECT_EQ(reply.tool_calls.size(), 0u) << "a call that says nothing is none";
}

TEST(OpenAiBody, ReadsAWholeCompletion) {
  Reply reply;
  OpenAiDecoder().OnBody(
      R"({"id":"c","model":"gpt-5-mini-2025-08-07","choices":[{"index":0,"message":)"
      R"({"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function",)"
      R"("function":{"name":"w","arguments":"{\"x\":1}"}}]},"finish_reason":"tool_calls"}],)"
      R"("usage":{"prompt_tokens":1500,"completion_tokens":9,)"
      R"("prompt_tokens_details":{"cached_tokens":1408}}})",
      reply);
  EXPECT_EQ(ErrorText(reply), "");
  ASSERT_EQ(reply.tool_calls.size(), 1u);
  EXPECT_EQ(reply.tool_calls[0].arguments, R"({"x":1})");
  EXPECT_EQ(reply.stop_reason, "tool_calls");
  EXPECT_EQ(reply.usage.input_uncached, Tokens{92});
  EXPECT_TRUE(reply.terminated);
}

TEST(OpenAiBody, WhatIsNoCompletionIsAnError) {
  struct Row {
    std::string body;
    std::string error;
  };
  const Row rows[] = {{"", "decode: the body"},
                      {"<html>", "decode: the body"},
                      {"{}", "decode: the body does not read: it has no array \"choices\""},
                      {R"({"error":{"message":"m"}})", "provider: "}};
  for (const Row& row : rows) {
    Reply reply;
    OpenAiDecoder().OnBody(row.body, reply);
    EXPECT_THAT(ErrorText(reply), StartsWith(row.error)) << row.body;
    EXPECT_FALSE(reply.terminated);
  }
}

}  // namespace
}  // namespace lab
