#include "framework/llm/providers/json_post.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace lab {
namespace {

using testing::HasSubstr;
using testing::Not;

Result<net::HttpRequest> Post(const Request& request, WireTarget target,
                              const ProviderOptions& options = {}, std::string body = "{}") {
  auto prepared = PrepareJsonPost(std::move(target), options);
  if (!prepared) return prepared.error();
  return JsonPost(std::move(*prepared), request, std::move(body));
}

std::string HeaderOf(const net::HttpRequest& http, std::string_view name) {
  auto value = net::FindHeader(http.prepared->headers(), name);
  if (!value) value = net::FindHeader(http.headers, name);
  return std::string(value.value_or("(none)"));
}

TEST(JsonPost, AsksForUncompressedBytesOfTheRightKind) {
  const auto http = Post({.user = "u"}, {.url = "http://h/v1/x"});
  ASSERT_TRUE(http.ok()) << http.error().message;
  EXPECT_EQ(http->prepared->name(), "POST http://h/v1/x");
  EXPECT_EQ(http->body.Join(), "{}");
  EXPECT_EQ(HeaderOf(*http, "content-type"), "application/json");
  EXPECT_EQ(HeaderOf(*http, "accept-encoding"), "identity");
  EXPECT_EQ(HeaderOf(*http, "accept"), "text/event-stream");
  const auto buffered = Post({.stream = false}, {.url = "http://h/"});
  EXPECT_EQ(HeaderOf(*buffered, "accept"), "application/json");
}

TEST(JsonPost, ExtraHeadersReplaceOursWhateverTheirCase) {
  const ProviderOptions options{.extra_headers = {{"Anthropic-Version", "2026-10-21"},
                                                  {"anthropic-beta", "b"},
                                                  {"Accept", "*/*"}}};
  const WireTarget target{.url = "http://h/", .headers = {{"anthropic-version", "2023-06-01"}}};
  const auto http = Post({}, target, options);
  ASSERT_TRUE(http.ok()) << http.error().message;
  EXPECT_EQ(HeaderOf(*http, "anthropic-version"), "2026-10-21");
  EXPECT_EQ(HeaderOf(*http, "anthropic-beta"), "b");
  EXPECT_EQ(HeaderOf(*http, "accept"), "*/*");
  EXPECT_TRUE(http->headers.empty());
  int versions = 0;
  for (const net::Header& header : http->prepared->headers()) {
    versions += net::EqualIgnoringCase(header.name, "anthropic-version") ? 1 : 0;
  }
  EXPECT_EQ(versions, 1);
}

TEST(JsonPost, AKeyWithALineBreakIsRefusedAndNotPrinted) {
  const auto http = Post({}, {.url = "http://h/", .headers = {{"x-api-key", "sekrit\n"}}});
  ASSERT_FALSE(http.ok());
  EXPECT_EQ(http.error().kind, ErrorKind::kConfig);
  EXPECT_THAT(http.error().message, HasSubstr("'x-api-key'"));
  EXPECT_THAT(http.error().message, Not(HasSubstr("sekrit")));
}

TEST(JsonPost, ABodyThatIsNotUtf8NamesTheText) {
  const auto http = Post({.system = "\xff"}, {.url = "http://h/"}, {}, "\"\xff\"");
  ASSERT_FALSE(http.ok());
  EXPECT_EQ(http.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(http.error().message, HasSubstr("system"));
}

TEST(JsonPost, ABadUrlNamesTheFlag) {
  const auto http = Post({}, {.url = "ftp://h/"});
  ASSERT_FALSE(http.ok());
  EXPECT_EQ(http.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(http.error().message, HasSubstr("--base-url"));
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

TEST(EndpointUrl, TheEndpointItselfIsTakenAsIt) {
  EXPECT_EQ(EndpointUrl("http://h/v1/chat/completions", "/chat/completions", Version::kUnlessPath),
            "http://h/v1/chat/completions");
  EXPECT_EQ(EndpointUrl("http://h/chat/completions/", "/chat/completions", Version::kUnlessPath),
            "http://h/chat/completions");
  EXPECT_EQ(EndpointUrl("https://h/anthropic/v1/messages?beta=true", "/messages", Version::kAlways),
            "https://h/anthropic/v1/messages?beta=true");
}

TEST(EndpointUrl, AQueryStaysBehindThePath) {
  EXPECT_EQ(EndpointUrl("http://h/openai/deployments/d?api-version=2024-10-21", "/chat/completions",
                        Version::kUnlessPath),
            "http://h/openai/deployments/d/chat/completions?api-version=2024-10-21");
  EXPECT_EQ(EndpointUrl("http://h?a=1", "/x", Version::kAlways), "http://h/v1/x?a=1");
  EXPECT_EQ(EndpointUrl("http://h/v1/?a=1&b=/y", "/x", Version::kAlways), "http://h/v1/x?a=1&b=/y");
  EXPECT_EQ(EndpointUrl("http://h/v1?a=1", "/x", Version::kAlways, "b=2"), "http://h/v1/x?a=1&b=2");
  EXPECT_EQ(EndpointUrl("http://h/v1", "/x", Version::kAlways, "b=2"), "http://h/v1/x?b=2");
  EXPECT_EQ(EndpointUrl("http://h/v1?", "/x", Version::kAlways), "http://h/v1/x");
  EXPECT_EQ(EndpointUrl("http://h/v1#part", "/x", Version::kAlways), "http://h/v1/x");
}

TEST(EndpointUrl, WithoutASchemeWhatIsNearSpeaksHttp) {
  for (const std::string near : {"localhost:8000", "127.0.0.1:8000", "[::1]:8000", "10.0.0.7",
                                 "192.168.1.9:80", "gpu-box:8000", "gpu.local", "llm.internal"}) {
    EXPECT_EQ(EndpointUrl(near + "/v1", "/x", Version::kAlways), "http://" + near + "/v1/x");
  }
  for (const std::string far : {"api.example.com", "api.example.com:8443", "8.8.8.8"}) {
    EXPECT_EQ(EndpointUrl(far + "/v1", "/x", Version::kAlways), "https://" + far + "/v1/x");
  }
}

}  // namespace
}  // namespace lab
