#include "framework/net/proxy.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lab::net {
namespace {

bool Proxied(std::vector<std::string> no_proxy, Endpoint endpoint) {
  const ProxyOptions options{.https_proxy = "http://proxy:3128",
                             .http_proxy = "http://proxy:3128",
                             .no_proxy = std::move(no_proxy)};
  return ChooseProxy(options, endpoint)->has_value();
}

TEST(ChooseProxy, TakesTheOneOfTheScheme) {
  const ProxyOptions options{.https_proxy = "http://secure:1", .http_proxy = "plain:2"};
  EXPECT_EQ((**ChooseProxy(options, {"a", 443, true})).endpoint.host, "secure");
  EXPECT_EQ((**ChooseProxy(options, {"a", 80, false})).endpoint, (Endpoint{"plain", 2, false}));
  EXPECT_FALSE(ChooseProxy({}, {"a", 443, true})->has_value());
}

TEST(ChooseProxy, GoesPastItForHostsAndWhatIsBelowThem) {
  const Endpoint api{"api.example.com", 443, true};
  EXPECT_TRUE(Proxied({}, api));
  EXPECT_FALSE(Proxied({"example.com"}, api));
  EXPECT_FALSE(Proxied({".example.com"}, api));
  EXPECT_FALSE(Proxied({" API.example.com "}, api));
  EXPECT_FALSE(Proxied({"x", "*"}, api));
  EXPECT_FALSE(Proxied({"example.com:443"}, api));
  EXPECT_TRUE(Proxied({"example.com:8443"}, api));
  EXPECT_TRUE(Proxied({"ample.com"}, api));
  EXPECT_TRUE(Proxied({"", ".", "other.com", "www.api.example.com"}, api));
  EXPECT_FALSE(Proxied({"127.0.0.1"}, {"127.0.0.1", 80, false}));
}

TEST(ChooseProxy, ReadsCredentials) {
  const ProxyOptions options{.https_proxy = "http://us%3Aer:pa%zzss@proxy:3128/"};
  const Proxy proxy = **ChooseProxy(options, {"a", 443, true});
  EXPECT_EQ(proxy.endpoint.host, "proxy");
  EXPECT_EQ(proxy.authorization.Reveal(), "Basic dXM6ZXI6cGElenpzcw==");
}

TEST(ChooseProxy, NamesAProxyThatMeansNothing) {
  const ProxyOptions options{.https_proxy = "socks5://proxy:1080"};
  const Result<std::optional<Proxy>> proxy = ChooseProxy(options, {"a", 443, true});
  ASSERT_FALSE(proxy.ok());
  EXPECT_EQ(proxy.error().kind, ErrorKind::kConfig);
  EXPECT_NE(proxy.error().message.find("socks5"), std::string::npos);
}

}  // namespace
}  // namespace lab::net
