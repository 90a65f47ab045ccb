#include "framework/net/http_request.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace lab::net {
namespace {

HttpRequest Get() { return {.url = *ParseUrl("http://mock:8080/a?b")}; }

TEST(FormatRequestHead, AddsWhatIsMissing) {
  EXPECT_EQ(*FormatRequestHead(Get(), {}),
            "GET /a?b HTTP/1.1\r\nhost: mock:8080\r\naccept-encoding: identity\r\n"
            "connection: keep-alive\r\n\r\n");
}

TEST(FormatRequestHead, LetsTheRequestsOwnHeadersStand) {
  HttpRequest request = Get();
  request.headers = {{"Host", "other"}, {"Accept-Encoding", "gzip"}, {"Connection", "close"}};
  EXPECT_EQ(*FormatRequestHead(request, {}),
            "GET /a?b HTTP/1.1\r\nHost: other\r\nAccept-Encoding: gzip\r\nConnection: close\r\n"
            "\r\n");
}

TEST(FormatRequestHead, WritesAWholeUrlForAProxy) {
  const RequestForm form{.absolute = true, .proxy_authorization = Secret("Basic eA==")};
  const Result<std::string> head = FormatRequestHead(Get(), form);
  EXPECT_TRUE(head->starts_with("GET http://mock:8080/a?b HTTP/1.1\r\nhost: mock:8080\r\n"));
  EXPECT_NE(head->find("proxy-authorization: Basic eA==\r\n"), std::string::npos);
}

TEST(FormatRequestHead, TellsALengthWhereverABodyMayBe) {
  HttpRequest request = Get();
  request.method = "POST";
  EXPECT_NE(FormatRequestHead(request, {})->find("content-length: 0\r\n"), std::string::npos);
}

TEST(FormatRequestHead, RefusesWhatWouldBreakOutOfItsLine) {
  for (const Header& bad : Headers{{"a b", "x"}, {"", "x"}, {"a", "x\ny"}, {"a:", "x"}}) {
    HttpRequest request = Get();
    request.headers.push_back(bad);
    ASSERT_FALSE(FormatRequestHead(request, {}).ok()) << bad.name;
    EXPECT_EQ(FormatRequestHead(request, {}).error().kind, ErrorKind::kUsage);
  }
  HttpRequest request = Get();
  request.method = "GET /x HTTP/1.1\r\n";
  EXPECT_FALSE(FormatRequestHead(request, {}).ok());
  request = Get();
  request.url.target = "/a b";
  EXPECT_FALSE(FormatRequestHead(request, {}).ok());
}

TEST(FormatConnect, NamesHostAndPort) {
  EXPECT_EQ(FormatConnect({"::1", 443, true}, {}),
            "CONNECT [::1]:443 HTTP/1.1\r\nhost: [::1]:443\r\n\r\n");
}

}  // namespace
}  // namespace lab::net
