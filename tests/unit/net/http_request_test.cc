#include "framework/net/http_request.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace lab::net {
namespace {

std::string Fields(HttpRequest request, const Secret& authorization = {}) {
  const auto prepared = *Prepare(request);
  Result<std::string> fields = FormatOwnFields(request, *prepared, authorization);
  return fields ? *fields : "error: " + fields.error().message;
}

HttpRequest Get() { return {.url = *ParseUrl("http://mock/")}; }

TEST(Prepare, TakesTheHeadersOfARequestThatSharesNone) {
  HttpRequest request = Get();
  request.headers = {{"a", "1"}};
  const auto prepared = *Prepare(request);
  EXPECT_EQ(prepared->headers().size(), 1U);
  EXPECT_TRUE(request.headers.empty());
  EXPECT_EQ(prepared->method(), "GET");
}

TEST(Prepare, LeavesTheHeadersOfOneThatShares) {
  HttpRequest first = Get();
  HttpRequest second{.headers = {{"a", "1"}}, .prepared = *Prepare(first)};
  EXPECT_EQ(*Prepare(second), second.prepared);
  EXPECT_EQ(second.headers.size(), 1U);
  EXPECT_EQ(second.endpoint().host, "mock");
}

TEST(FormatOwnFields, AreTheBlankLineAlone) { EXPECT_EQ(Fields(Get()), "\r\n"); }

TEST(FormatOwnFields, TellALengthWhereverABodyMayBe) {
  HttpRequest request = Get();
  request.method = "POST";
  EXPECT_EQ(Fields(request), "content-length: 0\r\n\r\n");
  request.body = "{}";
  EXPECT_EQ(Fields(request), "content-length: 2\r\n\r\n");
  request.headers = {{"Content-Length", "7"}};
  EXPECT_EQ(Fields(request), "\r\n");
}

TEST(FormatOwnFields, FollowWhatIsShared) {
  HttpRequest first = Get();
  const HttpRequest request{.headers = {{"x-a", "1"}},
                            .body = "{}",
                            .expect_continue = true,
                            .prepared = *Prepare(first)};
  EXPECT_EQ(Fields(request), "x-a: 1\r\ncontent-length: 2\r\nexpect: 100-continue\r\n\r\n");
}

TEST(FormatOwnFields, TellAProxyWhoAsks) {
  EXPECT_EQ(Fields(Get(), Secret("Basic eA==")), "proxy-authorization: Basic eA==\r\n\r\n");
}

TEST(FormatOwnFields, RefuseASecondValueForASharedField) {
  HttpRequest first = Get();
  HttpRequest request{.headers = {{"Host", "other"}}, .prepared = *Prepare(first)};
  EXPECT_NE(Fields(request).find("'Host'"), std::string::npos);
}

TEST(FormatOwnFields, RefuseWhatWouldBreakOutOfItsLine) {
  HttpRequest first = Get();
  HttpRequest request{.headers = {{"a", "x\r\ny: 1"}}, .prepared = *Prepare(first)};
  EXPECT_NE(Fields(request).find("'a'"), std::string::npos);
}

TEST(FormatConnect, NamesHostAndPort) {
  EXPECT_EQ(FormatConnect({"::1", 443, true}, {}),
            "CONNECT [::1]:443 HTTP/1.1\r\nhost: [::1]:443\r\n\r\n");
}

}  // namespace
}  // namespace lab::net
