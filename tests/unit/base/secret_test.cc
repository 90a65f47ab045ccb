#include "framework/base/secret.h"

#include <gtest/gtest.h>

#include <concepts>
#include <ostream>
#include <string>

namespace lab {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!Streamable<Secret>);
static_assert(!std::equality_comparable<Secret>);
static_assert(!std::convertible_to<Secret, std::string>);

// Made up, in the shape of the real ones.
constexpr std::string_view kLong = "Ab3dEf6hIj9lMn2pQr5tUv8xYz1";

struct Case {
  std::string text;
  std::string shown;
};

void ExpectAll(std::initializer_list<Case> cases) {
  for (const Case& c : cases) EXPECT_EQ(Redact(c.text), c.shown) << c.text;
}

std::string Key(std::string_view prefix) { return std::string(prefix).append(kLong); }

TEST(Secret, ShowsOnlyWhetherThereIsAKey) {
  const Secret secret(Key("sk-ant-api03-"));
  EXPECT_EQ(secret.Masked(), "***");
  EXPECT_EQ(secret.Reveal(), Key("sk-ant-api03-"));
  EXPECT_FALSE(secret.empty());
  EXPECT_EQ(Secret().Masked(), "");
  EXPECT_TRUE(Secret().empty());
}

TEST(Redact, HidesKeysByTheirPrefix) {
  for (std::string_view prefix : {"sk-", "sk-ant-api03-", "sk-proj-", "sk-lf-", "pk-lf-", "AIza",
                                  "xai-", "gsk_", "hf_", "nvapi-", "pplx-", "ya29.", "eyJ"}) {
    EXPECT_EQ(Redact("bad key " + Key(prefix) + ", try again"), "bad key ***, try again") << prefix;
  }
}

TEST(Redact, HidesAuthorizationHeaders) {
  ExpectAll({{"Authorization: Bearer " + Key(""), "Authorization: Bearer ***"},
             {"authorization: bearer abc.def-123=", "authorization: bearer ***"},
             {"Proxy-Authorization: Basic dXNlcjpwYXNzd29yZA==", "Proxy-Authorization: Basic ***"},
             {"Authorization: Bearer " + Key("sk-"), "Authorization: Bearer ***"}});
}

TEST(Redact, HidesTheValuesOfHeadersThatNameAKey) {
  ExpectAll({{"x-api-key: " + Key(""), "x-api-key: ***"},
             {"X-Api-Key:" + Key(""), "X-Api-Key:***"},
             {"api-key: 0123456789abcdef", "api-key: ***"},
             {"x-goog-api-key: " + Key("") + "\r\nhost: a", "x-goog-api-key: ***\r\nhost: a"}});
}

TEST(Redact, HidesMembersOfJsonPlainAndEscaped) {
  ExpectAll({{R"({"api_key":"hunter22","model":"m"})", R"({"api_key":"***","model":"m"})"},
             {R"({"apiKey" : "hunter22"})", R"({"apiKey" : "***"})"},
             {R"("{\"api_key\": \"hunter22\"}")", R"("{\"api_key\": \"***\"}")"},
             {R"({"access_token": "0123456789"})", R"({"access_token": "***"})"},
             {R"({"password":"p@ss:w/rd!"})", R"({"password":"***"})"}});
}

TEST(Redact, HidesUrlParametersAndUserInfo) {
  ExpectAll({{"https://h/v1?key=" + Key("") + "&alt=sse", "https://h/v1?key=***&alt=sse"},
             {"https://h/v1?api_key=hunter22&a=b", "https://h/v1?api_key=***&a=b"},
             {"http://user:pa55@proxy:3128/", "http://***@proxy:3128/"},
             {"OPENAI_API_KEY=hunter22 ./bench", "OPENAI_API_KEY=*** ./bench"}});
}

TEST(Redact, HidesTheRemainsOfAKeyThatAProviderMaskedItself) {
  EXPECT_EQ(Redact("Incorrect API key provided: sk-ab******wxyz."),
            "Incorrect API key provided: ***");
}

TEST(Redact, LeavesOrdinaryTextAlone) {
  for (std::string_view text :
       {"", "the task-force met at 10", "sk-1", "a risk-averse model", "max_tokens: 4096",
        "https://api.example.com:443/v1/messages?beta=true", "https://h/a@b", "mail me@example.com",
        "set the ANTHROPIC_API_KEY variable", "prompt_cache_key is unknown", "monkey=bananas1",
        "the bearer of news", "request req_011CSHoEeqs5C35K2UUqR7Fy took 412 ms"}) {
    EXPECT_EQ(Redact(text), text);
  }
}

TEST(Redact, ChangesNothingInASecondPass) {
  for (const std::string& text :
       {"Authorization: Bearer " + Key(""), "x-api-key: " + Key(""), "http://u:p@h/?key=" + Key(""),
        R"({"password":"hunter22"})" + Key("sk-")}) {
    EXPECT_EQ(Redact(Redact(text)), Redact(text));
    EXPECT_EQ(Redact(text).find(kLong), std::string::npos) << Redact(text);
  }
}

TEST(Redact, HidesEveryKeyOfATextWithSeveral) {
  EXPECT_EQ(Redact(Key("sk-") + " and " + Key("AIza")), "*** and ***");
}

}  // namespace
}  // namespace lab
