// Kinds of trouble that users of other clients reported with servers of this dialect.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/llm/providers/openai_decoder.h"
#include "tests/unit/providers/openai_chunks.h"

namespace lab {
namespace {

using testing::HasSubstr;

// ---- where it ends

TEST(OpenAiEnd, TheTerminatorMayStandBetweenBlanksOrQuotationMarks) {
  for (const std::string done : {"data: [DONE]\n\n", "data:[DONE]\n\n", "data:  [DONE] \n\n",
                                 "data:\t[DONE]\r\n\r\n", "data: \"[DONE]\"\n\n", "data: [DONE]"}) {
    const Reply reply = FoldOpenAi(TextChunk("a") + done);
    EXPECT_EQ(ErrorText(reply), "") << done;
    EXPECT_TRUE(reply.terminated) << done;
  }
}

TEST(OpenAiEnd, NothingBehindItCounts) {
  for (const std::string& late :
       {kDone, TextChunk("late"), Data(R"({"error":{"message":"late"}})"), Data("late")}) {
    const Reply reply = FoldOpenAi(TextChunk("a") + kStopChunk + kDone + late);
    EXPECT_EQ(ErrorText(reply), "") << late;
    EXPECT_EQ(reply.text, "a") << late;
  }
}

TEST(OpenAiEnd, AWholeMessageBehindItsDeltasSaysNothingTwice) {
  const auto whole = [](std::string_view message) {
    return Data(R"({"object":"chat.completion","choices":[{"index":0,"finish_reason":"stop",)"
                R"("message":)" +
                std::string(message) + "}]}");
  };
  const Reply reply =
      FoldOpenAi(DeltaChunk(R"({"reasoning_content":"hm"})") + TextChunk("Hel") + TextChunk("lo") +
                 CallChunk(R"({"index":0,"id":"a","function":{"name":"f","arguments":"{}"}})") +
                 whole(R"({"content":"Hello","reasoning_content":"hm","tool_calls":[{"id":"a",)"
                       R"("function":{"name":"f","arguments":"{}"}}]})") +
                 kDone);
  EXPECT_EQ(reply.text, "Hello");
  EXPECT_EQ(reply.reasoning, "hm");
  EXPECT_EQ(reply.tool_calls.size(), 1u);
  EXPECT_EQ(reply.stop_reason, "stop");
  EXPECT_EQ(FoldOpenAi(TextChunk("Hel") +
                       whole(R"({"content":[{"type":"text","text":"He"},)"
                             R"({"type":"text","text":"llo"}]})") +
                       kDone)
                .text,
            "Hello")
      << "what had not come yet does";
  EXPECT_EQ(FoldOpenAi(whole(R"({"content":"Hel"})") + whole(R"({"content":"lo"})") + kDone).text,
            "Hello")
      << "messages in place of deltas";
}

// ---- what says nothing

TEST(OpenAiStream, WordsUnderANameOfTheirOwnAreNoAnswer) {
  for (const std::string& note : {Event("ping", "keep-alive"), Event("ping", ""), Data("null"),
                                  Data(""), Event("queue", "3 before you")}) {
    const Reply reply = FoldOpenAi(TextChunk("a") + note + TextChunk("b") + kDone);
    EXPECT_EQ(ErrorText(reply), "") << note;
    EXPECT_EQ(reply.text, "ab") << note;
  }
  EXPECT_THAT(ErrorText(FoldOpenAi(TextChunk("a") + Event("chunk", R"({"choices":)") + kDone)),
              HasSubstr("does not read"))
      << "JSON that is cut may be a part of the answer";
  EXPECT_THAT(ErrorText(FoldOpenAi(TextChunk("a") + Data("engine died") + kDone)),
              HasSubstr("engine died"));
}

TEST(OpenAiStream, AnErrorInAFieldOfItsOwnIsOne) {
  for (const std::string field : {R"(error: {"code":400,"message":"the words"})",
                                  R"(error:{"message":"the words"})", "error: the words"}) {
    for (const std::string& before : {std::string(), TextChunk("par")}) {
      const Reply reply = FoldOpenAi(before + field + "\n\n" + kDone);
      ASSERT_TRUE(reply.error) << field;
      EXPECT_EQ(reply.error->kind, ErrorKind::kProvider) << field;
      EXPECT_THAT(reply.error->message, HasSubstr("the words")) << field;
    }
  }
}

// ---- calls

struct CallRow {
  std::string chunks;
  std::string name;
  std::string arguments;
};

TEST(OpenAiCalls, AreOneInWhateverPiecesTheyCome) {
  const std::string start =
      CallChunk(R"({"index":0,"id":"a","function":{"name":"get","arguments":""}})");
  const CallRow rows[] = {
      // An id made up for each fragment.
      {start + CallChunk(R"({"index":0,"id":"b","function":{"arguments":"{\"a\":"}})") +
           CallChunk(R"({"index":0,"id":"c","function":{"arguments":"1}"}})"),
       "get", R"({"a":1})"},
      {start + CallChunk(R"({"id":"b","function":{"arguments":"{\"a\":1}"}})"), "get",
       R"({"a":1})"},
      // A name in pieces, or grown.
      {start + CallChunk(R"({"index":0,"function":{"name":"_it","arguments":""}})") +
           CallChunk(R"({"index":0,"function":{"arguments":"{}"}})"),
       "get_it", "{}"},
      {start + CallChunk(R"({"index":0,"id":"a","function":{"name":"_it","arguments":"{}"}})"),
       "get_it", "{}"},
      {start + CallChunk(R"({"index":0,"function":{"name":"get_it","arguments":"{}"}})"), "get_it",
       "{}"},
      // Arguments that a gateway held a place for.
      {CallChunk(R"({"index":0,"id":"a","function":{"name":"get","arguments":"{}"}})") +
           CallChunk(R"({"index":0,"function":{"arguments":"{\"a\":"}})") +
           CallChunk(R"({"index":0,"function":{"arguments":"1}"}})"),
       "get", R"({"a":1})"},
      // Both shapes of one call in one chunk.
      {DeltaChunk(R"({"function_call":{"name":"get","arguments":"{}"},"tool_calls":)"
                  R"([{"index":0,"id":"a","function":{"name":"get","arguments":"{}"}}]})"),
       "get", "{}"}};
  for (const CallRow& row : rows) {
    const Reply reply = FoldOpenAi(row.chunks + kDone);
    ASSERT_EQ(reply.tool_calls.size(), 1u) << row.chunks;
    EXPECT_EQ(reply.tool_calls[0].name, row.name) << row.chunks;
    EXPECT_EQ(reply.tool_calls[0].arguments, row.arguments) << row.chunks;
  }
}

TEST(OpenAiCalls, AreToldApartByNumbersOfAnyType) {
  for (const std::string& chunks :
       {CallChunk(R"({"index":0,"id":1,"function":{"name":"f"}})") +
            CallChunk(R"({"index":0,"id":2,"function":{"name":"g"}})") +
            CallChunk(R"({"index":0,"id":1,"function":{"arguments":"{\"a\":1}"}})") +
            CallChunk(R"({"index":0,"id":2,"function":{"arguments":"{\"b\":2}"}})"),
        CallChunk(R"({"index":"0","id":"a","function":{"name":"f"}})") +
            CallChunk(R"({"index":"1","id":"b","function":{"name":"g"}})") +
            CallChunk(R"({"index":"0","function":{"arguments":"{\"a\":1}"}})") +
            CallChunk(R"({"index":"1","function":{"arguments":"{\"b\":2}"}})")}) {
    const Reply reply = FoldOpenAi(chunks + kDone);
    ASSERT_EQ(reply.tool_calls.size(), 2u) << chunks;
    EXPECT_EQ(reply.tool_calls[0].arguments, R"({"a":1})") << chunks;
    EXPECT_EQ(reply.tool_calls[1].arguments, R"({"b":2})") << chunks;
  }
}

}  // namespace
}  // namespace lab
