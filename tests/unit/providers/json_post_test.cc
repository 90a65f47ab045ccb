#include "framework/llm/providers/json_post.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lab {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string HeaderOf(const net::HttpRequest& http, std::string_view name) {
  const std::string* value = net::FindHeader(http.headers, name);
  return value != nullptr ? *value : "(none)";
}

TEST(JsonPost, AsksForUncompressedBytesOfTheRightKind) {
  const auto http = JsonPost({.user = "u"}, {}, {.url = "http://h/v1/x", .body = "{}"});
  ASSERT_TRUE(http.ok()) << http.error().message;
  EXPECT_EQ(http->method, "POST");
  EXPECT_EQ(http->url.target, "/v1/x");
  EXPECT_EQ(http->body.Join(), "{}");
  EXPECT_EQ(HeaderOf(*http, "content-type"), "application/json");
  EXPECT_EQ(HeaderOf(*http, "accept-encoding"), "identity");
  EXPECT_EQ(HeaderOf(*http, "accept"), "text/event-stream");
  const auto buffered = JsonPost({.stream = false}, {}, {.url = "http://h/", .body = "{}"});
  EXPECT_EQ(HeaderOf(*buffered, "accept"), "application/json");
}

TEST(JsonPost, ExtraHeadersReplaceOursWhateverTheirCase) {
  const ProviderOptions options{
      .extra_headers = {{"Anthropic-Version", "2026-10-21"}, {"anthropic-beta", "b"}}};
  const auto http = JsonPost(
      {}, options,
      {.url = "http://h/", .headers = {{"anthropic-version", "2023-06-01"}}, .body = "{}"});
  EXPECT_EQ(HeaderOf(*http, "anthropic-version"), "2026-10-21");
  EXPECT_EQ(HeaderOf(*http, "anthropic-beta"), "b");
  int versions = 0;
  for (const net::Header& header : http->headers) {
    versions += net::EqualIgnoringCase(header.name, "anthropic-version") ? 1 : 0;
  }
  EXPECT_EQ(versions, 1);
}

TEST(JsonPost, AKeyWithALineBreakIsRefusedAndNotPrinted) {
  const auto http =
      JsonPost({}, {}, {.url = "http://h/", .headers = {{"x-api-key", "sekrit\n"}}, .body = "{}"});
  ASSERT_FALSE(http.ok());
  EXPECT_EQ(http.error().kind, ErrorKind::kConfig);
  EXPECT_THAT(http.error().message, HasSubstr("'x-api-key'"));
  EXPECT_THAT(http.error().message, Not(HasSubstr("sekrit")));
}

TEST(JsonPost, ABodyThatIsNotUtf8NamesTheText) {
  const auto http = JsonPost({.system = "\xff"}, {}, {.url = "http://h/", .body = "\"\xff\""});
  ASSERT_FALSE(http.ok());
  EXPECT_EQ(http.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(http.error().message, HasSubstr("system"));
}

TEST(JsonPost, ABadUrlSaysWhoseItIs) {
  const auto http = JsonPost({}, {}, {.url = "ftp://h/", .body = "{}"});
  ASSERT_FALSE(http.ok());
  EXPECT_EQ(http.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(http.error().message, HasSubstr("base URL"));
}

TEST(EndpointUrl, TakesABaseWithOrWithoutVersionAndSlash) {
  for (const std::string_view base : {"http://h", "http://h/", "http://h/v1", "http://h/v1/"}) {
    for (const Version version : {Version::kAlways, Version::kUnlessPath}) {
      EXPECT_EQ(EndpointUrl(base, "/x", version), "http://h/v1/x") << base;
    }
  }
}

TEST(EndpointUrl, APathOfItsOwnMayOrMayNotStandForTheVersion) {
  EXPECT_EQ(EndpointUrl("https://h/anthropic", "/messages", Version::kAlways),
            "https://h/anthropic/v1/messages");
  EXPECT_EQ(EndpointUrl("https://h/api/paas/v4", "/chat/completions", Version::kUnlessPath),
            "https://h/api/paas/v4/chat/completions");
  EXPECT_EQ(EndpointUrl("https://h/openai/v1", "/chat/completions", Version::kUnlessPath),
            "https://h/openai/v1/chat/completions");
}

}  // namespace
}  // namespace lab
