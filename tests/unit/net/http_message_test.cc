#include "framework/net/http_message.h"

#include <gtest/gtest.h>

#include <string>

namespace lab::net {
namespace {

TEST(ParseUrl, TakesUrlsApart) {
  const struct {
    const char* text;
    Endpoint endpoint;
    const char* target;
  } rows[] = {
      {"http://mock", {"mock", 80, false}, "/"},
      {"https://API.Example.com/v1/messages?beta=true",
       {"api.example.com", 443, true},
       "/v1/messages?beta=true"},
      {"HTTPS://example.com:8443", {"example.com", 8443, true}, "/"},
      {"http://127.0.0.1:8080/a%20b#fragment", {"127.0.0.1", 8080, false}, "/a%20b"},
      {"http://[::1]:99?x=@", {"::1", 99, false}, "/?x=@"},
      {"http://[::1]", {"::1", 80, false}, "/"},
  };
  for (const auto& row : rows) {
    const Result<Url> url = ParseUrl(row.text);
    ASSERT_TRUE(url.ok()) << url.error().message;
    EXPECT_EQ(url->endpoint, row.endpoint) << row.text;
    EXPECT_EQ(url->target, row.target);
  }
}

TEST(ParseUrl, RefusesWhatMeansNothing) {
  for (const char* text : {"", "example.com", "ftp://example.com", "http://", "http:///path",
                           "http://a:0", "http://a:65536", "http://a:8x", "http://a:",
                           "http://[::1]8", "http://a b/", "http://a/b c", "http://a/\xC3\xA4"}) {
    const Result<Url> url = ParseUrl(text);
    ASSERT_FALSE(url.ok()) << text;
    EXPECT_EQ(url.error().kind, ErrorKind::kUsage);
  }
}

TEST(ParseUrl, DoesNotRepeatAKeyThatStoodInIt) {
  const Result<Url> url = ParseUrl("https://user:hunter2@example.com");
  ASSERT_FALSE(url.ok());
  EXPECT_EQ(url.error().message.find("hunter2"), std::string::npos);
  EXPECT_EQ(ParseUrl("https://a:b/?api_key=hunter2secret").error().message.find("hunter2secret"),
            std::string::npos);
}

TEST(FormatOrigin, LeavesTheSchemesOwnPortAway) {
  EXPECT_EQ(FormatOrigin({"a", 443, true}), "https://a");
  EXPECT_EQ(FormatOrigin({"a", 80, true}), "https://a:80");
  EXPECT_EQ(FormatOrigin({"::1", 80, false}), "http://[::1]");
  EXPECT_EQ(FormatAuthority({"::1", 81, false}), "[::1]:81");
}

}  // namespace
}  // namespace lab::net
