#include "framework/net/redirect.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lab::net {
namespace {

constexpr char kFrom[] = "http://host:8080/v1/chat/completions?a=1";

TEST(ResolveLocation, FollowsRfc3986) {
  struct Row {
    const char* location;
    const char* target;
  };
  const std::vector<Row> rows = {
      {"/v2/x", "/v2/x"},
      {"/v2/x?b=2", "/v2/x?b=2"},
      {"other", "/v1/chat/other"},
      {"../up", "/v1/up"},
      {"./here", "/v1/chat/here"},
      {"../../../..", "/"},
      {"", "/v1/chat/completions?a=1"},
      {"?b=2", "/v1/chat/completions?b=2"},
      {"http://host:8080/y#z", "/y"},
      {" /v2/x ", "/v2/x"},
      {"//host:8080/z", "/z"},
      {"/a/./b/../c/", "/a/c/"},
      {"completions/", "/v1/chat/completions/"},
      {"/x?to=http://y/../z", "/x?to=http://y/../z"},
  };
  for (const Row& row : rows) {
    const Result<Url> url = ResolveLocation(*ParseUrl(kFrom), row.location);
    ASSERT_TRUE(url.ok()) << row.location << url.error().message;
    EXPECT_EQ(url->target, row.target) << row.location;
    EXPECT_EQ(url->endpoint, ParseUrl(kFrom)->endpoint) << row.location;
  }
  EXPECT_FALSE(ResolveLocation(*ParseUrl(kFrom), "ftp://host/").ok());
  EXPECT_TRUE(ResolveLocation(*ParseUrl("https://a/b"), "//c/d")->endpoint.tls);
}

/// The URL that is asked next; "" when the response stands, or the error.
std::string Next(int status, Headers headers) {
  Headers own = {{"x-api-key", "key"}};
  const auto request = *PreparedRequest::Make("POST", *ParseUrl(kFrom), std::move(own));
  const HttpResponseHead head{.status = status, .headers = std::move(headers)};
  const Result<Followed> next = FollowRedirect(*request, head);
  if (!next) return "error: " + next.error().message;
  if (!next->has_value()) return "";
  EXPECT_TRUE(FindHeader((**next)->headers(), "x-api-key").has_value());
  return (**next)->name();
}

TEST(FollowRedirect, KeepsMethodAndHeadersOnTheSameOrigin) {
  for (const int status : {307, 308}) {
    EXPECT_EQ(Next(status, {{"Location", "/v2"}}), "POST http://host:8080/v2");
    EXPECT_EQ(Next(status, {{"location", "http://HOST:8080/v2"}}), "POST http://host:8080/v2");
  }
}

TEST(FollowRedirect, ShowsWhereAnotherOriginIs) {
  for (const char* location : {"https://host:8080/v2", "http://host/v2", "http://other:8080/v2"}) {
    const std::string next = Next(307, {{"location", location}});
    EXPECT_NE(next.find(location), std::string::npos) << next;
    EXPECT_NE(next.find("another origin"), std::string::npos) << next;
  }
}

TEST(FollowRedirect, ShowsWhereARedirectPointsThatWouldLoseTheBody) {
  for (const int status : {300, 301, 302, 303}) {
    const std::string next = Next(status, {{"location", "/login"}});
    EXPECT_NE(next.find("answered " + std::to_string(status)), std::string::npos) << next;
    EXPECT_NE(next.find("'/login'"), std::string::npos) << next;
  }
}

TEST(FollowRedirect, ShowsNoKeyOfALocation) {
  EXPECT_EQ(Next(302, {{"location", "http://u:hunter2hunter2@h/"}}).find("hunter2"),
            std::string::npos);
}

TEST(FollowRedirect, LeavesOtherAnswersAlone) {
  EXPECT_EQ(Next(200, {{"location", "/created"}}), "");
  EXPECT_EQ(Next(201, {{"location", "/created"}}), "");
  EXPECT_EQ(Next(304, {{"location", "/x"}}), "");
  EXPECT_EQ(Next(307, {}), "");
}

}  // namespace
}  // namespace lab::net
