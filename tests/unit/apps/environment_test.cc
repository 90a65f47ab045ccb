#include "apps/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace lab::apps {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Environment Of(std::map<std::string, std::string, std::less<>> values) {
  return Environment(std::move(values));
}

TEST(Environment, ReadsNamesAndValuesFromTheSystemsArray) {
  std::string plain = "NAME=value";
  std::string equals = "QUERY=a=b";
  std::string empty = "EMPTY=";
  std::string broken = "no equals sign";
  std::array<char*, 5> entries{plain.data(), equals.data(), empty.data(), broken.data(), nullptr};
  const Environment environment = ReadEnvironment(entries.data());
  EXPECT_EQ(environment.Get("NAME"), "value");
  EXPECT_EQ(environment.Get("QUERY"), "a=b");
  EXPECT_EQ(environment.Get("EMPTY"), "");
  EXPECT_EQ(environment.Get("no equals sign"), "");
}

TEST(Environment, OfAProcessWithoutOneIsEmpty) {
  EXPECT_EQ(ReadEnvironment(nullptr).Get("PATH"), "");
}

TEST(Environment, AVariableThatIsNotSetIsEmpty) {
  EXPECT_EQ(Of({}).Get("ANTHROPIC_API_KEY"), "");
  EXPECT_TRUE(Of({}).SecretOf("ANTHROPIC_API_KEY")->empty());
}

TEST(Environment, NamesAreCaseSensitive) { EXPECT_EQ(Of({{"key", "a"}}).Get("KEY"), ""); }

TEST(Environment, AKeyIsASecretWithItsValue) {
  EXPECT_EQ(Of({{"KEY", "sk-123"}}).SecretOf("KEY")->Reveal(), "sk-123");
}

TEST(Environment, WhatAFileOrACopyPutsAroundAKeyIsNotOfIt) {
  for (const char* value : {"sk-123\n", "sk-123\r\n", "  sk-123\t", "\n sk-123 \n"})
    EXPECT_EQ(Of({{"KEY", value}}).SecretOf("KEY")->Reveal(), "sk-123");
  EXPECT_TRUE(Of({{"KEY", " \n"}}).SecretOf("KEY")->empty());
}

TEST(Environment, AKeyThatCannotStandInAHeaderIsRefusedByItsVariable) {
  for (const char* value : {"sk-1\r\nx-evil: 1", "sk-1\x01", "sk-1\x7f", "sk-1\xe2\x80\x9d"}) {
    const Result<Secret> key = Of({{"KEY", value}}).SecretOf("KEY");
    ASSERT_FALSE(key.ok()) << value;
    EXPECT_EQ(key.error().kind, ErrorKind::kConfig);
    EXPECT_THAT(key.error().message, testing::HasSubstr("environment variable KEY"));
    EXPECT_THAT(key.error().message, testing::HasSubstr("character 5"));
    EXPECT_THAT(key.error().message, testing::Not(testing::HasSubstr("sk-1")));
  }
}

TEST(Environment, ProxiesAreReadInEitherCaseAndTheLowerWins) {
  EXPECT_EQ(Of({{"HTTPS_PROXY", "http://upper:1"}}).Proxies().https_proxy, "http://upper:1");
  EXPECT_EQ(Of({{"HTTPS_PROXY", "http://upper:1"}, {"https_proxy", "http://lower:1"}})
                .Proxies()
                .https_proxy,
            "http://lower:1");
}

TEST(Environment, HttpProxyIsNotTakenFromUpperCase) {
  EXPECT_EQ(Of({{"HTTP_PROXY", "http://attacker:1"}}).Proxies().http_proxy, "");
  EXPECT_EQ(Of({{"http_proxy", "http://proxy:1"}}).Proxies().http_proxy, "http://proxy:1");
}

TEST(Environment, AllProxyStandsInForAMissingOne) {
  const net::ProxyOptions both = Of({{"ALL_PROXY", "http://all:1"}}).Proxies();
  EXPECT_EQ(both.http_proxy, "http://all:1");
  EXPECT_EQ(both.https_proxy, "http://all:1");
  const net::ProxyOptions one =
      Of({{"all_proxy", "http://all:1"}, {"https_proxy", "http://secure:1"}}).Proxies();
  EXPECT_EQ(one.http_proxy, "http://all:1");
  EXPECT_EQ(one.https_proxy, "http://secure:1");
}

TEST(Environment, NoProxyIsAListByCommasOrBlanks) {
  EXPECT_THAT(Of({{"NO_PROXY", "localhost 127.0.0.0/8,\t[::1]"}}).Proxies().no_proxy,
              ElementsAre("localhost", "127.0.0.0/8", "[::1]"));

  EXPECT_THAT(Of({{"NO_PROXY", " localhost, .example.com ,,127.0.0.1"}}).Proxies().no_proxy,
              ElementsAre("localhost", ".example.com", "127.0.0.1"));
  EXPECT_THAT(Of({{"no_proxy", "a"}, {"NO_PROXY", "b"}}).Proxies().no_proxy, ElementsAre("a"));
  EXPECT_THAT(Of({{"NO_PROXY", " , "}}).Proxies().no_proxy, IsEmpty());
}

}  // namespace
}  // namespace lab::apps
