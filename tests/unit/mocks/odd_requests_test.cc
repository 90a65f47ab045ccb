// Requests as browsers, load generators, old clients and careless ones send them: each is answered
// as the real services answer it, and none takes the server with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "mocks/profile.h"
#include "mocks/wire/json_view.h"
#include "tests/support/mock_world.h"

namespace lab::mocks {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kKeys = "authorization: Bearer k\r\n";
constexpr const char* kClaude = "x-api-key: k\r\nanthropic-version: 2023-06-01\r\n";

std::string Chat(std::string_view more = "", std::string_view text = "Hi") {
  return fmt::format(R"({{"model":"gpt-5-mini"{},"messages":[{{"role":"user","content":"{}"}}]}})",
                     more, text);
}

class OddRequests : public testing::Test {
 protected:
  /// After each request an ordinary one is answered as ever.
  std::string Talk(const std::string& request) {
    const Received heard = world_.Talk(request);
    EXPECT_FALSE(heard.silent) << request.substr(0, 200);
    EXPECT_EQ(StatusOf(world_.Talk(Get("/health")).bytes), 200) << request.substr(0, 200);
    return heard.bytes;
  }
  static std::string Get(std::string_view path, std::string_view headers = kKeys,
                         std::string_view method = "GET") {
    return fmt::format("{} {} HTTP/1.1\r\nhost: mock\r\nconnection: close\r\n{}\r\n", method, path,
                       headers);
  }
  int Status(const std::string& request) { return StatusOf(Talk(request)); }

  MockWorld world_{{.seed = 7}};
};

TEST_F(OddRequests, HealthIsThereForWhoeverAsks) {
  for (const char* path : {"/health", "/healthz", "/ping", "/v1/health", "/readyz", "/"}) {
    EXPECT_EQ(BodyOf(Talk(Get(path, ""))), R"({"status":"ok"})") << path;
  }
  EXPECT_THAT(BodyOf(Talk(Get("/version", ""))), HasSubstr(R"("version":)"));
}

TEST_F(OddRequests, HeadHasTheHeadAlone) {
  const std::string got = Talk(Get("/v1/models"));
  const std::string head = Talk(Get("/v1/models", kKeys, "HEAD"));
  EXPECT_EQ(StatusOf(head), 200);
  EXPECT_EQ(BodyOf(head), "");
  const std::string length = fmt::format("content-length: {}", BodyOf(got).size());
  EXPECT_THAT(head, HasSubstr(length));
}

TEST_F(OddRequests, AModelIsShownInTheCallersDialect) {
  EXPECT_EQ(BodyOf(Talk(Get("/v1/models/gpt-5"))),
            R"({"id":"gpt-5","object":"model","created":1790000000,"owned_by":"lab"})");
  EXPECT_THAT(BodyOf(Talk(Get("/v1/models/claude-haiku-5-5", kClaude))),
              HasSubstr(R"({"type":"model","id":"claude-haiku-5-5")"));
  EXPECT_THAT(BodyOf(Talk(Get("/v1/models/meta-llama%2FLlama-3"))),
              HasSubstr(R"("id":"meta-llama/Llama-3")"));
}

TEST_F(OddRequests, AModelThatThereIsNotIsA404WithTheNearestName) {
  const std::string gpt = Talk(Get("/v1/models/gtp-5"));
  EXPECT_EQ(StatusOf(gpt), 404);
  EXPECT_THAT(BodyOf(gpt), HasSubstr(R"("code":"model_not_found")"));
  EXPECT_THAT(BodyOf(gpt), HasSubstr("Did you mean `gpt-5`?"));
  const std::string claude = Talk(Get("/v1/models/cluade-haiku-5-5", kClaude));
  EXPECT_EQ(StatusOf(claude), 404);
  EXPECT_THAT(BodyOf(claude), HasSubstr(R"("type":"not_found_error","message":"model: cluade)"));
  EXPECT_THAT(BodyOf(claude), HasSubstr("did you mean claude-haiku-5-5?"));
  const std::string asked = Talk(PostOpenAi(R"({"model":"gtp-5","messages":[]})"));
  EXPECT_EQ(StatusOf(asked), 404);
  EXPECT_THAT(BodyOf(asked), HasSubstr("Did you mean `gpt-5`?"));
}

TEST_F(OddRequests, AnotherMethodIsA405WithThoseThereAre) {
  const std::string got = Talk(Get("/v1/chat/completions"));
  EXPECT_EQ(StatusOf(got), 405);
  EXPECT_THAT(HeadOf(got), HasSubstr("\r\nallow: POST, OPTIONS"));
  EXPECT_THAT(BodyOf(got), HasSubstr("Not allowed to GET on /v1/chat/completions."));
  const std::string put = Talk(Get("/v1/messages", "", "PUT"));
  EXPECT_EQ(StatusOf(put), 405);
  EXPECT_THAT(BodyOf(put), HasSubstr(R"("type":"error")"));
  EXPECT_EQ(Status(Get("/health", "", "DELETE")), 405);
  EXPECT_EQ(Status(Get("/v1/messages", "", "HEAD")), 405);
}

TEST_F(OddRequests, ABrowserMayAsk) {
  const std::string preflight =
      Talk(Get("/v1/messages",
               "origin: http://page\r\naccess-control-request-method: POST\r\n"
               "access-control-request-headers: x-api-key, content-type\r\n",
               "OPTIONS"));
  EXPECT_EQ(StatusOf(preflight), 204);
  EXPECT_THAT(preflight, HasSubstr("\r\naccess-control-allow-origin: *"));
  EXPECT_THAT(preflight, HasSubstr("\r\naccess-control-allow-methods: POST, OPTIONS"));
  EXPECT_THAT(preflight, HasSubstr("\r\naccess-control-allow-headers: x-api-key, content-type"));
  const std::string answer = Talk(PostOpenAi(Chat(), "origin: http://page\r\n"));
  EXPECT_THAT(HeadOf(answer), HasSubstr("\r\naccess-control-allow-origin: *"));
  EXPECT_THAT(HeadOf(Talk(PostOpenAi("{", "origin: x\r\n"))), HasSubstr("allow-origin: *"));
  EXPECT_THAT(HeadOf(Talk(PostOpenAi(Chat()))), Not(HasSubstr("access-control")));
}

TEST_F(OddRequests, ThePathIsReadAsServersReadIt) {
  for (const char* path :
       {"/v1/chat/completions?api-version=1", "/chat/completions", "/openai/v1/chat/completions",
        "/v1/%63hat/completions", "http://mock/v1/chat/completions", "/v1/chat/completions#x"}) {
    EXPECT_EQ(Status(Post(path, kKeys, Chat())), 200) << path;
  }
  for (const char* path : {"/v1/chat/completions/", "/v1//chat/completions", "/v1/Chat/completions",
                           "/v1/chat/completions%2F", "/v1/completions%00", "/%", "/v1/nope"}) {
    const std::string heard = Talk(Post(path, kKeys, Chat()));
    EXPECT_EQ(StatusOf(heard), 404) << path;
    EXPECT_THAT(BodyOf(heard), HasSubstr("Invalid URL (POST /")) << path;
  }
}

TEST_F(OddRequests, TheBodyIsJsonWhateverTheHeadAddsToThat) {
  for (const char* type : {"application/json", "Application/JSON; charset=utf-8"}) {
    EXPECT_EQ(Status(PostOpenAi(Chat(), fmt::format("content-type: {}\r\n", type))), 200) << type;
  }
  EXPECT_EQ(Status(PostOpenAi(Chat(), "content-encoding: identity\r\n")), 200);
  EXPECT_EQ(Status(PostOpenAi("\xef\xbb\xbf" + Chat())), 200);
  const std::string form =
      Talk(PostOpenAi(Chat(), "content-type: application/x-www-form-urlencoded\r\n"));
  EXPECT_EQ(StatusOf(form), 415);
  EXPECT_THAT(BodyOf(form), HasSubstr("when it should be 'application/json'"));
  EXPECT_EQ(Status(Post("/v1/messages", "content-encoding: gzip\r\n", "x")), 401);
  const std::string packed = Talk(PostAnthropic("\x1f\x8b\x08", "content-encoding: gzip\r\n"));
  EXPECT_EQ(StatusOf(packed), 415);
  EXPECT_THAT(BodyOf(packed), HasSubstr("content-encoding is 'gzip'; send the body as it is"));
}

TEST_F(OddRequests, OfTwoMembersWithOneNameTheLastCounts) {
  const std::string heard = Talk(PostOpenAi(Chat(R"(,"model":"gpt-5")")));
  EXPECT_THAT(BodyOf(heard), HasSubstr(R"("model":"gpt-5",)"));
}

TEST_F(OddRequests, ABodyThatIsNoneIsA400) {
  const std::string deep(200'000, '[');
  for (const std::string& body :
       {std::string(), std::string("null"), std::string("[]"), std::string("\"a\""),
        std::string("{}"), deep, std::string(R"({"model":5})"), Chat(",\"n\":\"\\ud800\""),
        std::string("{\"model\":\"\xff\"}"), Chat(R"(,"tools":7,"tool_choice":"required")"),
        std::string(R"({"model":"gpt-5","messages":{"role":"user"}})"),
        Chat(R"(,"max_completion_tokens":1e400)"), Chat(R"(,"stream":"yes")")}) {
    EXPECT_EQ(Status(PostOpenAi(body)), 400) << body.substr(0, 80);
    EXPECT_EQ(Status(PostAnthropic(body)), 400) << body.substr(0, 80);
  }
}

TEST_F(OddRequests, WhatCannotBeReadIsRefusedInTheCallersDialect) {
  const std::string much = "content-length: 99999999999\r\n\r\n";
  const std::string head = "POST /v1/messages HTTP/1.1\r\nhost: mock\r\n";
  const std::string claude = Talk(head + kClaude + much);
  EXPECT_EQ(StatusOf(claude), 413);
  EXPECT_THAT(HeadOf(claude), HasSubstr("content-type: application/json"));
  EXPECT_THAT(BodyOf(claude), HasSubstr(R"({"type":"error","error":{"type":"request_too_large")"));
  const std::string gpt = Talk(head + kKeys + much);
  EXPECT_EQ(StatusOf(gpt), 413);
  EXPECT_THAT(BodyOf(gpt), HasSubstr(R"({"error":{"message":"request body is longer than)"));
  const std::string long_head = Talk(head + "x: " + std::string(70'000, 'x') + "\r\n\r\n");
  EXPECT_EQ(StatusOf(long_head), 431);
  EXPECT_THAT(BodyOf(long_head), HasSubstr(R"({"error":{"message":")"));
  const std::string chunks = Talk(head + kClaude + "transfer-encoding: chunked\r\n\r\nzz\r\n");
  EXPECT_EQ(StatusOf(chunks), 400);
  EXPECT_THAT(BodyOf(chunks), HasSubstr(R"("type":"invalid_request_error")"));
}

TEST_F(OddRequests, ASchemaThatGoesOnForEverIsAnsweredAllTheSame) {
  std::string schema = R"({"type":"object","properties":{}})";
  for (int i = 0; i < 200; ++i) {
    schema = R"({"type":"object","required":["a"],"properties":{"a":)" + schema + "}}";
  }
  const std::string tools = R"(,"tool_choice":"required","tools":[{"type":"function","function":)"
                            R"({"name":"f","parameters":)" +
                            schema + "}}]";
  EXPECT_EQ(Status(PostOpenAi(Chat(tools))), 200);
}

TEST_F(OddRequests, AnOldClientGetsAStreamThatEndsWithTheConnection) {
  std::string request = PostOpenAi(Chat(R"(,"stream":true)"));
  request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");
  const std::string heard = Talk(request);
  EXPECT_EQ(StatusOf(heard), 200);
  EXPECT_THAT(HeadOf(heard), Not(HasSubstr("chunked")));
  EXPECT_TRUE(heard.ends_with("data: [DONE]\n\n")) << heard.substr(heard.size() - 40);
}

TEST_F(OddRequests, RequestsSentAheadAreAnsweredInTheirOrder) {
  const std::string stays = "connection: keep-alive\r\n";
  const std::string heard = Talk(PostOpenAi(Chat(), stays) + PostAnthropic("{}", stays) +
                                 PostOpenAi(Chat(R"(,"stream":true)"), stays) + Get("/nope"));
  std::string statuses;
  for (std::size_t at = heard.find("HTTP/1.1 "); at != std::string::npos;
       at = heard.find("HTTP/1.1 ", at + 9)) {
    statuses += heard.substr(at + 9, 3) + " ";
  }
  EXPECT_EQ(statuses, "200 400 200 404 ");
}

TEST_F(OddRequests, AClientThatWaitsForTheWordIsToldToGoOn) {
  const std::string heard = Talk(PostOpenAi(Chat(), "expect: 100-continue\r\n"));
  EXPECT_EQ(StatusOf(heard.starts_with("HTTP/1.1 100") ? heard.substr(25) : heard), 200);
}

TEST_F(OddRequests, AFaultThatAHeaderIsTooLateForSaysSo) {
  for (const char* fault : {"refuse", "slow_accept=5000", "tls_failure"}) {
    const std::string heard = Talk(PostOpenAi(Chat(), fmt::format("x-lab-fault: {}\r\n", fault)));
    EXPECT_EQ(StatusOf(heard), 400) << fault;
    EXPECT_THAT(BodyOf(heard), HasSubstr("start the mock with --fault")) << fault;
  }
}

TEST_F(OddRequests, AHeaderOfTheMocksOwnThatDoesNotReadIsA400) {
  for (const char* header : {"x-lab-fault: stauts=529", "x-lab-fault: timeout=0",
                             "x-lab-hints: output_token=5", "x-lab-hints: output_tokens=x",
                             "x-lab-hint: output_tokens=5", "x-lab-fault: error_event=1"}) {
    const std::string heard = Talk(PostOpenAi(Chat(), std::string(header) + "\r\n"));
    EXPECT_EQ(StatusOf(heard), 400) << header;
    EXPECT_THAT(BodyOf(heard), HasSubstr("x-lab-")) << header;
  }
  const std::string streamed =
      Talk(PostOpenAi(Chat(R"(,"stream":true)"), "x-lab-fault: error_event=1\r\n"));
  EXPECT_EQ(StatusOf(streamed), 200);
}

TEST_F(OddRequests, UsageComesInTheLastChunkWhereItIsAskedFor) {
  const std::string with =
      BodyOf(Talk(PostOpenAi(Chat(R"(,"stream":true,"stream_options":{"include_usage":true})"))));
  const std::size_t last = with.rfind("\"choices\":[],\"usage\":{");
  EXPECT_NE(last, std::string::npos);
  EXPECT_EQ(with.find("data: ", last), with.find("data: [DONE]"));
  EXPECT_THAT(with.substr(0, last), HasSubstr(R"("usage":null)"));
  for (const char* without : {R"(,"stream":true)", R"(,"stream":true,"stream_options":null)",
                              R"(,"stream":true,"stream_options":{"include_usage":false})"}) {
    EXPECT_THAT(BodyOf(Talk(PostOpenAi(Chat(without)))), Not(HasSubstr("usage"))) << without;
  }
  EXPECT_EQ(Status(PostOpenAi(Chat(R"(,"stream_options":{"include_usage":true})"))), 400);
  EXPECT_EQ(Status(PostOpenAi(Chat(R"(,"stream":true,"stream_options":7)"))), 400);
}

TEST_F(OddRequests, AKeyThatIsAskedForIsAskedForByTheListsToo) {
  MockWorld closed({.seed = 7, .key = "right"});
  const auto status = [&closed](const std::string& request) {
    return StatusOf(closed.Talk(request).bytes);
  };
  EXPECT_EQ(status(Get("/v1/models")), 401);
  EXPECT_EQ(status(Get("/v1/models/gpt-5", kClaude)), 401);
  EXPECT_EQ(status(Get("/v1/models", "authorization: Bearer right\r\n")), 200);
  EXPECT_EQ(status(Get("/health", "")), 200);
}

}  // namespace
}  // namespace lab::mocks
