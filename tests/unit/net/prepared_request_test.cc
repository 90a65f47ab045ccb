#include "framework/net/prepared_request.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace lab::net {
namespace {

using Made = Result<std::shared_ptr<const PreparedRequest>>;

Made Make(const std::string& method, std::string_view url, Headers headers = {}) {
  return PreparedRequest::Make(method, *ParseUrl(url), std::move(headers));
}

std::string Text(const Pieces& pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += piece;
  return text;
}

TEST(PreparedRequest, AddsWhatIsMissing) {
  EXPECT_EQ(Text((*Make("GET", "http://mock:8080/a?b"))->head(false)),
            "GET /a?b HTTP/1.1\r\nhost: mock:8080\r\naccept-encoding: identity\r\n"
            "connection: keep-alive\r\n");
}

TEST(PreparedRequest, LetsHeadersOfItsOwnStand) {
  Headers headers = {{"Host", "other"}, {"Accept-Encoding", "gzip"}, {"Connection", "close"}};
  EXPECT_EQ(Text((*Make("GET", "http://mock/", std::move(headers)))->head(false)),
            "GET / HTTP/1.1\r\nHost: other\r\nAccept-Encoding: gzip\r\nConnection: close\r\n");
}

TEST(PreparedRequest, WritesAWholeUrlForAProxy) {
  const Made made = Make("GET", "http://mock:8080/a?b");
  EXPECT_TRUE(Text((*made)->head(true))
                  .starts_with("GET http://mock:8080/a?b HTTP/1.1\r\nhost: mock:8080\r\n"));
}

TEST(PreparedRequest, IsNamedWithoutCredentials) {
  EXPECT_EQ((*Make("POST", "https://api.example.com/v1/messages"))->name(),
            "POST https://api.example.com/v1/messages");
  EXPECT_EQ((*Make("POST", "https://host:8443/a?key=hunter2hunter2"))->name(),
            "POST https://host:8443/a");
  EXPECT_EQ((*Make("POST", "http://host/sk-ant-REDACTED"))->name().find("REDACTED"),
            std::string::npos);
}

TEST(PreparedRequest, KnowsTheFieldsInIt) {
  const Made made = Make("POST", "http://host/", {{"X-Api-Key", "k"}});
  for (const char* name : {"x-api-key", "HOST", "Connection", "accept-encoding"}) {
    EXPECT_TRUE((*made)->Has(name)) << name;
  }
  EXPECT_FALSE((*made)->Has("content-length"));
}

TEST(PreparedRequest, RefusesWhatWouldBreakOutOfItsLine) {
  for (const Header& bad : Headers{{"a b", "x"}, {"", "x"}, {"a", "x\ny"}, {"a:", "x"}}) {
    const Made made = Make("GET", "http://mock/", {bad});
    ASSERT_FALSE(made.ok()) << bad.name;
    EXPECT_EQ(made.error().kind, ErrorKind::kUsage);
  }
  EXPECT_FALSE(Make("GET /x HTTP/1.1\r\n", "http://mock/").ok());
  Url url = *ParseUrl("http://mock/");
  url.target = "/a b";
  EXPECT_FALSE(PreparedRequest::Make("GET", url, {}).ok());
}

}  // namespace
}  // namespace lab::net
