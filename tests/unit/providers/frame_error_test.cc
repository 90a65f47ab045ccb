#include "framework/llm/providers/frame_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/llm/providers/openai_decoder.h"
#include "tests/unit/providers/openai_chunks.h"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string Found(const std::string& json, Frame what) {
  const std::optional<Error> error = ErrorOfFrame(*ParseJson(json), what);
  if (!error) return "";
  EXPECT_EQ(error->kind, ErrorKind::kProvider);
  return error->message.substr(error->message.find("200") + 3);
}

struct Row {
  std::string json;
  std::string words;
};

TEST(FrameError, IsFoundWhateverElseTheFrameHolds) {
  const Row rows[] = {
      {R"("error":{"message":"m","type":"t"})", " (t): m"},
      {R"("error":"m")", ": m"},
      {R"("error":true,"message":"m")", ": m"},
      {R"("error":500,"message":"m")", ": 500"},
      {R"("error":["m"])", ": m"},
      {R"("error":"Too Many Requests","message":"m","statusCode":429)", " (Too Many Requests): m"},
      {R"("errors":[{"code":10000,"message":"m"}],"success":false)", " (10000): m"},
      {R"("type":"error","message":"m")", " (error): m"},
      {R"("object":"error","message":"m","code":40303)", " (40303): m"},
      {R"("base_resp":{"status_code":1002,"status_msg":"m"})", " (1002): m"},
      {R"("baseResp":{"statusCode":1002,"statusMsg":"m"})", " (1002): m"},
      {R"("error_code":336003,"error_msg":"m")", " (336003): m"},
      {R"("errcode":"E1","errmsg":"m")", " (E1): m"},
      {R"("success":false,"message":"m")", ": m"},
      {R"("status":500,"message":"m")", " (500): m"},
      {R"("status":"503","message":"m")", " (503): m"},
      {R"("status_code":429,"message":"m")", " (429): m"},
      {R"("statusCode":502)", "502"},
      {R"("code":400,"msg":"m")", " (400): m"},
      {R"("status":"failed","message":"m")", " (failed): m"},
      {R"("status":"ERROR","msg":"m")", " (ERROR): m"}};
  for (const Row& row : rows) {
    EXPECT_THAT(Found("{" + row.json + "}", Frame::kOther), HasSubstr(row.words)) << row.json;
    const std::string beside = R"({"choices":[{"delta":{"content":"x"}}],)" + row.json + "}";
    EXPECT_THAT(Found(beside, Frame::kAnswer), HasSubstr(row.words)) << beside;
  }
}

TEST(FrameError, ACodeOrBareWordsAreOneWhereThereIsNoAnswer) {
  const Row rows[] = {
      {R"({"code":"InvalidParameter","message":"m","request_id":"r"})", " (InvalidParameter): m"},
      {R"({"code":1002,"msg":"m"})", " (1002): m"},
      {R"({"code":-1,"message":"m"})", " (-1): m"},
      {R"({"message":"m"})", ": m"},
      {R"({"detail":"m"})", ": m"},
      {R"([{"error":{"message":"m"}}])", ": m"},
      {R"({"Message":"m"})", ": m"},
      {R"({"detail":[{"loc":["body"],"msg":"m"}]})", R"("msg":"m")"},
      {R"({"title":"m","traceId":"t"})", ": m"},
      {R"({"Response":{"Error":{"Code":"Busy","Message":"m"},"RequestId":"r"}})", " (Busy): m"},
      {R"({"ResponseMetadata":{"Error":{"Code":"Busy","Message":"m"}}})", " (Busy): m"},
      {R"({"Choices":[],"ErrorMsg":{"Msg":"m","Code":4001}})", " (4001): m"},
      {R"({"type":"response.failed","response":{"error":{"code":"c","message":"m"}}})", " (c): m"},
      {R"({"fault":{"faultstring":"m","detail":{"errorcode":"c"}}})", ": m"}};
  for (const Row& row : rows) {
    EXPECT_THAT(Found(row.json, Frame::kOther), HasSubstr(row.words)) << row.json;
    EXPECT_THAT(ErrorText(Fold("anthropic", Data(row.json))), HasSubstr(row.words)) << row.json;
  }
}

TEST(FrameError, GoodFramesHaveNone) {
  for (const std::string json : {"{}",
                                 R"({"error":null})",
                                 R"({"error":false})",
                                 R"({"error":""})",
                                 R"({"error":0})",
                                 R"({"error":{}})",
                                 R"({"error":{"code":0,"message":""}})",
                                 R"({"errors":[]})",
                                 R"({"base_resp":{"status_code":0,"status_msg":""}})",
                                 R"({"base_resp":null})",
                                 R"({"error_code":0,"error_msg":""})",
                                 R"({"errcode":"0"})",
                                 R"({"success":true})",
                                 R"({"code":0,"message":"Success"})",
                                 R"({"code":200,"message":"ok"})",
                                 R"({"code":"ok","message":"m"})",
                                 R"({"status":200,"message":"m"})",
                                 R"({"status":"in_progress","message":"queued"})",
                                 R"({"status":"completed"})",
                                 R"({"type":"ping","message":"still here"})",
                                 R"({"event":"queue","message":"3 before you"})",
                                 R"({"object":"chat.completion.chunk","choices":[]})",
                                 R"({"detail":[],"Error":null,"Response":{"Error":{}}})",
                                 R"({"type":"response.completed","response":{"error":null}})",
                                 "[]",
                                 "[7]"}) {
    EXPECT_EQ(Found(json, Frame::kOther), "") << json;
    EXPECT_EQ(Found(json, Frame::kAnswer), "") << json;
  }
  EXPECT_EQ(Found(R"({"code":1002,"message":"m"})", Frame::kAnswer), "");
}

// ---- in a stream, and in a body

TEST(FrameError, AStreamFailsWithItsWords) {
  for (const std::string frame :
       {R"({"choices":null,"usage":{"total_tokens":0},"base_resp":)"
        R"({"status_code":1002,"status_msg":"the words"}})",
        R"({"choices":[{"delta":{"content":""},"finish_reason":"error",)"
        R"("error":{"code":502,"message":"the words"}}]})",
        R"({"choices":[{"delta":{"content":"","error":{"message":"the words"}}}]})",
        R"({"choices":[{"message":{"error":"the words"}}]})",
        R"({"choices":[{"delta":{},"finish_reason":"error","native_finish_reason":"the words"}]})",
        R"({"choices":[],"code":"Throttling","message":"the words"})", R"({"message":"the words"})",
        R"({"status":503,"message":"the words"})", R"([{"error":{"message":"the words"}}])"}) {
    const Reply reply = Fold("openai-compatible", TextChunk("par") + Data(frame) + kDone);
    ASSERT_TRUE(reply.error) << frame;
    EXPECT_EQ(reply.error->kind, ErrorKind::kProvider) << frame;
    EXPECT_THAT(reply.error->message, HasSubstr("the words")) << frame;
    EXPECT_EQ(reply.text, "par") << frame;
    EXPECT_FALSE(reply.terminated) << frame;
  }
}

TEST(FrameError, AnErrorWithoutTheFramingOfAnEventIsFoundAtTheEnd) {
  const std::string bare = R"({"error":{"message":"the words"}})";
  for (const std::string& body : {TextChunk("par") + bare, TextChunk("par") + bare + "\n",
                                  TextChunk("par") + "\n" + bare + "\n\n"}) {
    EXPECT_THAT(ErrorText(Fold("openai-compatible", body)), HasSubstr("the words")) << body;
    EXPECT_EQ(ErrorText(Fold("openai-compatible", body + "\n\n" + kDone)), "")
        << "a stream with its terminator is whole";
  }
  EXPECT_THAT(ErrorText(Fold("openai-compatible", TextChunk("par") + R"({"note":1})"
                                                                     "\n")),
              StartsWith("truncated: "));
}

TEST(FrameError, ABodyFailsWithItsWords) {
  for (const std::string body :
       {R"({"choices":null,"base_resp":{"status_code":1002,"status_msg":"the words"}})",
        R"({"choices":[{"message":{"content":"par"},"finish_reason":"error",)"
        R"("error":{"message":"the words"}}]})",
        R"({"code":429,"message":"the words"})", R"({"detail":"the words"})",
        R"([{"error":{"message":"the words"}}])"}) {
    Reply reply;
    OpenAiDecoder().OnBody(body, reply);
    EXPECT_THAT(ErrorText(reply), HasSubstr("the words")) << body;
    EXPECT_FALSE(reply.terminated) << body;
  }
}

TEST(Done, IsTheTerminatorHoweverItIsWrapped) {
  for (const std::string_view done : {"[DONE]", " [DONE]", "[DONE] ", "\"[DONE]\"", "\t[DONE]"}) {
    EXPECT_TRUE(IsDone(done)) << done;
  }
  for (const std::string_view other : {"", " ", "DONE", "{\"a\":\"[DONE]\"}"}) {
    EXPECT_FALSE(IsDone(other)) << other;
  }
}

TEST(FailingReason, IsToldFromAnEnd) {
  for (const std::string_view reason :
       {"error", "ERROR", "network_error", "server_error", "failed", "abort", "aborted",
        "cancelled", "insufficient_system_resource"}) {
    EXPECT_TRUE(IsFailingReason(reason)) << reason;
  }
  for (const std::string_view reason :
       {"", "stop", "length", "tool_calls", "content_filter", "end_turn", "refusal", "eos"}) {
    EXPECT_FALSE(IsFailingReason(reason)) << reason;
  }
  EXPECT_FALSE(IsReason("")) << "none";
  EXPECT_FALSE(IsReason("null")) << "a text where null should be";
  EXPECT_TRUE(IsReason("stop"));
}

TEST(ErrorEvent, IsToldByItsName) {
  for (const std::string_view type : {"error", "stream_error", "response.error", "exception"}) {
    EXPECT_TRUE(IsErrorEvent(type)) << type;
  }
  for (const std::string_view type : {"message", "ping", "errors_so_far", ""}) {
    EXPECT_FALSE(IsErrorEvent(type)) << type;
  }
}

}  // namespace
}  // namespace lab
