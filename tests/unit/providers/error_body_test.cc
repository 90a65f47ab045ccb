#include "framework/llm/providers/error_body.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lab {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(ErrorBody, EveryStatusHasItsKind) {
  struct Row {
    int status;
    ErrorKind kind;
  };
  constexpr Row kRows[] = {
      {400, ErrorKind::kInvalidRequest}, {401, ErrorKind::kAuth},
      {402, ErrorKind::kAuth},           {403, ErrorKind::kAuth},
      {404, ErrorKind::kNotFound},       {408, ErrorKind::kTimeout},
      {409, ErrorKind::kInvalidRequest}, {413, ErrorKind::kInvalidRequest},
      {422, ErrorKind::kInvalidRequest}, {429, ErrorKind::kRateLimited},
      {500, ErrorKind::kServer},         {502, ErrorKind::kServer},
      {503, ErrorKind::kOverloaded},     {504, ErrorKind::kTimeout},
      {529, ErrorKind::kOverloaded},     {302, ErrorKind::kProtocol},
      {204, ErrorKind::kProtocol},
  };
  for (const Row& row : kRows) EXPECT_EQ(KindOfStatus(row.status), row.kind) << row.status;
}

TEST(ErrorBody, ReadsEveryProvidersShape) {
  struct Row {
    int status;
    std::string body;
    std::string message;
  };
  const Row rows[] = {
      {401,
       R"({"type":"error","error":{"type":"authentication_error",)"
       R"("message":"invalid x-api-key"},"request_id":"req_1"})",
       "the service answered 401 (authentication_error): invalid x-api-key"},
      {429,
       R"({"error":{"message":"You exceeded it","type":"insufficient_quota","param":null,)"
       R"("code":"insufficient_quota"}})",
       "the service answered 429 (insufficient_quota): You exceeded it"},
      {400,
       R"({"error":{"message":"too long","type":"invalid_request_error","param":"messages",)"
       R"("code":"context_length_exceeded"}})",
       "the service answered 400 (invalid_request_error, context_length_exceeded): too long"},
      {404, R"({"error":{"code":"DeploymentNotFound","message":"no such deployment"}})",
       "the service answered 404 (DeploymentNotFound): no such deployment"},
      {429, R"([{"error":{"code":429,"message":"slow down","status":"RESOURCE_EXHAUSTED"}}])",
       "the service answered 429 (RESOURCE_EXHAUSTED, 429): slow down"},
      {422, R"({"id":"1","message":"bad role"})", "the service answered 422: bad role"},
      {404, R"({"error":"model 'x' not found"})", "the service answered 404: model 'x' not found"},
      {404, R"({"detail":"Not Found"})", "the service answered 404: Not Found"},
      {422, R"({"detail":[{"loc":["body"],"msg":"field required"}]})",
       R"(the service answered 422: {"detail":[{"loc":["body"],"msg":"field required"}]})"},
      {400, R"({"object":"error","message":"m","type":"BadRequestError","code":40303})",
       "the service answered 400 (BadRequestError, 40303): m"},
      {502, "<html>\r\n<h1>Bad   Gateway</h1>\n</html>",
       "the service answered 502: <html> <h1>Bad Gateway</h1> </html>"},
      {500, "", "the service answered 500 without a body"},
      {500, "\"quoted\"", "the service answered 500: \"quoted\""},
      {500, "\xff\xfe", "the service answered 500: \xef\xbf\xbd\xef\xbf\xbd"},
      {500, "[]", "the service answered 500: null"},
  };
  for (const Row& row : rows) EXPECT_EQ(ErrorOfStatus(row.status, row.body).message, row.message);
}

TEST(ErrorBody, HoldsNoKeyThatTheServiceEchoes) {
  const std::string key = "sk-ant-REDACTED";
  for (const std::string& body :
       {R"({"error":{"message":"Incorrect API key provided: )" + key + "\"}}",
        "Authorization: Bearer " + key, std::string(290, 'x') + " " + key}) {
    EXPECT_THAT(ErrorOfStatus(401, body).message, Not(HasSubstr("abcdefghijkl"))) << body;
  }
}

TEST(ErrorBody, ErrorsWithStatus200AreTheProviders) {
  const Result<JsonValue> nested =
      ParseJson(R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})");
  const Error error = ErrorInStream(*nested);
  EXPECT_EQ(error.kind, ErrorKind::kProvider);
  EXPECT_EQ(error.message,
            "the service sent an error with status 200 (overloaded_error): Overloaded");
  EXPECT_THAT(ErrorInStream(*ParseJson(R"({"code":400,"message":"Token limit reached"})")).message,
              HasSubstr("(400): Token limit reached"));
  EXPECT_THAT(ErrorInStream(*ParseJson(R"("no words")")).message, HasSubstr(": no words"));
}

TEST(ErrorBody, ADecodeFailureNamesPlaceProblemAndText) {
  EXPECT_EQ(DecodeFailure("event 3", "it is no object", "[1]"),
            (Error{ErrorKind::kDecode, "event 3 does not read: it is no object: [1]"}));
}

}  // namespace
}  // namespace lab
