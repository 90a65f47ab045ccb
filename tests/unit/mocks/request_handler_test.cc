#include "mocks/request_handler.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "framework/base/encoding.h"
#include "mocks/profile.h"
#include "tests/support/mock_world.h"

namespace lab::mocks {
namespace {

using namespace std::chrono_literals;

std::string AskBody(bool stream, const char* more = "") {
  return std::string(R"({"model":"ideal","max_tokens":9000,"stream":)") +
         (stream ? "true" : "false") + more + R"(,"messages":[{"role":"user","content":"Hi"}]})";
}

class RequestHandlerTest : public testing::Test {
 protected:
  RequestHandlerTest() : world_({.seed = 7, .profile = *ShippedProfile("ideal")}) {}

  /// A streamed answer of three tokens that meets `fault`.
  Received Stream(const std::string& fault) {
    return world_.Talk(PostAnthropic(
        AskBody(true), "x-lab-hints: output_tokens=3\r\nx-lab-fault: " + fault + "\r\n"));
  }
  Received Buffer(const std::string& fault) {
    return world_.Talk(PostAnthropic(
        AskBody(false), "x-lab-hints: output_tokens=3\r\nx-lab-fault: " + fault + "\r\n"));
  }

  MockWorld world_;
};

TEST(RequestHandler, EndsTheConnectionOfAnAnswerThatThrew) {
  MockWorld world({.seed = 7,
                   .profile = *ShippedProfile("ideal"),
                   .on_write = [](const EventRecord&) { throw std::runtime_error("no memory"); }});
  const std::string ask = PostAnthropic(AskBody(true), "x-lab-hints: output_tokens=3\r\n");
  EXPECT_FALSE(world.Talk(ask).silent);
  EXPECT_FALSE(world.Talk(ask).silent) << "the others are served on";
}

TEST_F(RequestHandlerTest, AStatusComesWithTheProvidersBody) {
  const Received claude = Stream("status=529");
  EXPECT_EQ(StatusOf(claude.bytes), 529);
  EXPECT_NE(BodyOf(claude.bytes).find(R"("type":"overloaded_error")"), std::string::npos);
  const Received gpt = world_.Talk(PostOpenAi(AskBody(true), "x-lab-fault: status=429:7\r\n"));
  EXPECT_EQ(StatusOf(gpt.bytes), 429);
  EXPECT_NE(HeadOf(gpt.bytes).find("\r\nretry-after: 7"), std::string::npos);
  EXPECT_NE(BodyOf(gpt.bytes).find(R"("code":"rate_limit_exceeded")"), std::string::npos);
}

TEST_F(RequestHandlerTest, AnEdgeAnswersInHtml) {
  const Received heard = Stream("html");
  EXPECT_EQ(StatusOf(heard.bytes), 502);
  EXPECT_NE(HeadOf(heard.bytes).find("content-type: text/html"), std::string::npos);
  EXPECT_TRUE(BodyOf(heard.bytes).starts_with("<html>"));
}

TEST_F(RequestHandlerTest, ATimeoutIsSilenceWithAndWithoutAnEnd) {
  EXPECT_TRUE(Stream("timeout").silent);
  const Received ended = Stream("timeout=3000");
  EXPECT_EQ(ended.bytes, "");
  EXPECT_FALSE(ended.silent);
}

TEST_F(RequestHandlerTest, ACutBeforeTheHeadLeavesNothing) {
  const Received closed = Stream("disconnect=0");
  EXPECT_EQ(closed.bytes, "");
  EXPECT_FALSE(closed.reset);
  EXPECT_TRUE(Stream("reset=0").reset);
}

TEST_F(RequestHandlerTest, ACutInTheStreamLeavesWhatCameBefore) {
  const Received closed = Stream("disconnect=4");
  EXPECT_FALSE(closed.reset);
  EXPECT_NE(closed.bytes.find("text_delta"), std::string::npos);
  EXPECT_EQ(closed.bytes.find("message_stop"), std::string::npos);
  EXPECT_FALSE(closed.bytes.ends_with("0\r\n\r\n"));
  EXPECT_TRUE(Stream("reset=4").reset);
}

TEST_F(RequestHandlerTest, ATruncatedChunkEndsInItsMiddle) {
  const std::string bytes = Stream("truncated_chunk=3").bytes;
  const std::size_t line = bytes.rfind("\r\n");
  ASSERT_NE(line, std::string::npos);
  const std::string rest = bytes.substr(line + 2);
  EXPECT_TRUE(rest.starts_with("event: content_block_delta")) << rest;
  EXPECT_EQ(rest.find("\n\n"), std::string::npos);
}

TEST_F(RequestHandlerTest, AMissingTerminatorIsACleanEndOfBody) {
  const std::string bytes = Stream("missing_terminator").bytes;
  EXPECT_NE(bytes.find("message_delta"), std::string::npos);
  EXPECT_EQ(bytes.find("message_stop"), std::string::npos);
  EXPECT_TRUE(bytes.ends_with("0\r\n\r\n"));
}

TEST_F(RequestHandlerTest, AnErrorEventEndsTheStream) {
  const std::string body = BodyOf(Stream("error_event=4").bytes);
  EXPECT_NE(body.find("event: error\ndata: {\"type\":\"error\""), std::string::npos);
  EXPECT_EQ(body.find("message_stop"), std::string::npos);
}

TEST_F(RequestHandlerTest, AStallIsAsLongAsAskedAndNothingIsLost) {
  const Received calm = Stream("");
  const Received stalled = Stream("stall=4:2000");
  EXPECT_EQ(StatusOf(stalled.bytes), 200);
  EXPECT_NE(stalled.bytes.find("message_stop"), std::string::npos);
  const Duration usual = calm.times.back() - calm.times.front();
  EXPECT_GT(stalled.times.back() - stalled.times.front(), usual + 1900ms);
}

TEST_F(RequestHandlerTest, SplitSegmentsAddUpToTheSameBody) {
  const auto body = [this](const char* fault) {
    return BodyOf(world_
                      .Talk(PostAnthropic(AskBody(true), std::string("x-lab-request: same\r\n") +
                                                             "x-lab-hints: output_tokens=3\r\n"
                                                             "x-lab-fault: " +
                                                             fault + "\r\n"))
                      .bytes);
  };
  const std::string whole = body("");
  EXPECT_EQ(body("split=bytes"), whole);
  EXPECT_EQ(body("split=utf8"), whole);
  EXPECT_EQ(body("merge_events=4"), whole);
  EXPECT_EQ(body("stall=2:100"), whole);
  EXPECT_NE(body("split=crlf"), whole);
}

TEST_F(RequestHandlerTest, GzipIsAnnounced) {
  const Received heard = Stream("gzip");
  EXPECT_NE(HeadOf(heard.bytes).find("content-encoding: gzip"), std::string::npos);
  EXPECT_TRUE(HexEncode(BodyOf(heard.bytes)).starts_with("1f8b08"));
}

TEST_F(RequestHandlerTest, AWrongLengthIsAnnouncedAndThenTheConnectionEnds) {
  for (const bool stream : {true, false}) {
    const Received heard =
        stream ? Stream("wrong_content_length=10") : Buffer("wrong_content_length=10");
    const std::string head = HeadOf(heard.bytes);
    const std::size_t at = head.find("content-length: ");
    ASSERT_NE(at, std::string::npos) << head;
    const int announced = std::atoi(head.c_str() + at + 16);
    EXPECT_EQ(announced, static_cast<int>(BodyOf(heard.bytes).size()) + 10);
    EXPECT_FALSE(heard.silent);
  }
}

TEST_F(RequestHandlerTest, ABufferedAnswerMeetsFaultsToo) {
  EXPECT_TRUE(BodyOf(Buffer("").bytes).ends_with("}"));
  JsonDocument document;
  EXPECT_TRUE(document.Parse(BodyOf(Buffer("").bytes)));
  EXPECT_FALSE(document.Parse(BodyOf(Buffer("malformed_json=1").bytes)));
  EXPECT_TRUE(Buffer("reset=1").reset);
  EXPECT_EQ(StatusOf(Buffer("status=500").bytes), 500);
}

TEST_F(RequestHandlerTest, AFaultThatDoesNotReadIsTheCallersMistake) {
  const Received heard = Stream("explode");
  EXPECT_EQ(StatusOf(heard.bytes), 400);
  EXPECT_NE(BodyOf(heard.bytes).find("'explode' is no fault"), std::string::npos);
}

TEST_F(RequestHandlerTest, ABufferedAnswerIsWholeAndHasALength) {
  const Received heard = Buffer("");
  EXPECT_NE(HeadOf(heard.bytes).find("content-length: "), std::string::npos);
  EXPECT_NE(BodyOf(heard.bytes).find(R"("output_tokens":3,)"), std::string::npos);
}

TEST_F(RequestHandlerTest, ZeroMaxTokensAnswersWithNothing) {
  const Received heard = world_.Talk(PostAnthropic(
      R"({"model":"ideal","max_tokens":0,"messages":[{"role":"user","content":"Hi"}]})"));
  EXPECT_EQ(StatusOf(heard.bytes), 200);
  EXPECT_NE(BodyOf(heard.bytes).find(R"("content":[])"), std::string::npos) << heard.bytes;
}

TEST_F(RequestHandlerTest, TokensAreCountedWithoutAModel) {
  const Received heard = world_.Talk(Post("/v1/messages/count_tokens",
                                          "x-api-key: k\r\nanthropic-version: 2023-06-01\r\n",
                                          R"({"model":"ideal","messages":[{"role":"user",)"
                                          R"("content":"0123456789"}]})"));
  EXPECT_EQ(BodyOf(heard.bytes), R"({"input_tokens":3})");
}

TEST_F(RequestHandlerTest, PathsThatDoNotExistAreAnsweredInTheCallersDialect) {
  const Received gpt = world_.Talk(Post("/v2/x", "authorization: Bearer k\r\n", "{}"));
  EXPECT_EQ(StatusOf(gpt.bytes), 404);
  EXPECT_NE(BodyOf(gpt.bytes).find("Invalid URL (POST /v2/x)"), std::string::npos);
  const Received claude = world_.Talk(Post("/v2/x", "anthropic-version: 2023-06-01\r\n", "{}"));
  EXPECT_NE(BodyOf(claude.bytes).find(R"("type":"not_found_error")"), std::string::npos);
}

TEST_F(RequestHandlerTest, ModelsAreListed) {
  const Received heard =
      world_.Talk("GET /v1/models HTTP/1.1\r\nhost: mock\r\nconnection: close\r\n\r\n");
  EXPECT_EQ(StatusOf(heard.bytes), 200);
  EXPECT_NE(BodyOf(heard.bytes).find(R"("id":"ideal")"), std::string::npos);
}

}  // namespace
}  // namespace lab::mocks
