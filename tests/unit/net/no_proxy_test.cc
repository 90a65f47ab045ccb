#include "framework/net/no_proxy.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lab::net {
namespace {

bool Past(std::string rule, std::string host, std::uint16_t port = 443) {
  return GoesPastProxies({"unrelated.org", std::move(rule)}, {std::move(host), port, true});
}

TEST(NoProxy, CoversAHostAndAllBelowItInAnyCase) {
  for (const char* rule : {"example.com", ".example.com", "*.example.com", " EXAMPLE.com ",
                           "example.com.", "example.com:443"}) {
    EXPECT_TRUE(Past(rule, "example.com")) << rule;
    EXPECT_TRUE(Past(rule, "api.Example.com")) << rule;
    EXPECT_TRUE(Past(rule, "api.example.com.")) << rule;
    EXPECT_FALSE(Past(rule, "badexample.com")) << rule;
    EXPECT_FALSE(Past(rule, "example.com.org")) << rule;
    EXPECT_FALSE(Past(rule, "com")) << rule;
  }
}

TEST(NoProxy, CoversEverythingWithAStarAndNothingWithNothing) {
  EXPECT_TRUE(Past("*", "anything"));
  EXPECT_TRUE(Past(" * ", "::1"));
  for (const char* rule : {"", ".", " ", "*.", ":443", "/", "[", "]", "[]"}) {
    EXPECT_FALSE(Past(rule, "anything")) << rule;
    EXPECT_FALSE(Past(rule, "127.0.0.1")) << rule;
  }
  EXPECT_FALSE(GoesPastProxies({}, {"anything", 80, false}));
}

TEST(NoProxy, CoversOnePortWhereOneIsNamed) {
  EXPECT_TRUE(Past("host:8080", "host", 8080));
  EXPECT_FALSE(Past("host:8080", "host", 80));
  EXPECT_TRUE(Past("127.0.0.1:8080", "127.0.0.1", 8080));
  EXPECT_FALSE(Past("127.0.0.1:8080", "127.0.0.1", 80));
  EXPECT_TRUE(Past("[::1]:8080", "::1", 8080));
  EXPECT_FALSE(Past("[::1]:8080", "::1", 80));
  EXPECT_FALSE(Past("host:x", "host", 80));
}

TEST(NoProxy, CoversAnAddressHoweverItIsWritten) {
  EXPECT_TRUE(Past("127.0.0.1", "127.0.0.1"));
  EXPECT_FALSE(Past("127.0.0.1", "127.0.0.11"));
  EXPECT_FALSE(Past("0.0.1", "127.0.0.1")) << "addresses have no suffixes";
  for (const char* rule : {"::1", "[::1]", "0:0:0:0:0:0:0:1", "[0::0:1]"}) {
    EXPECT_TRUE(Past(rule, "::1")) << rule;
    EXPECT_FALSE(Past(rule, "::2")) << rule;
  }
  EXPECT_TRUE(Past("fe80::1", "fe80::1%eth0"));
  EXPECT_TRUE(Past("::ffff:10.0.0.1", "10.0.0.1"));
}

TEST(NoProxy, CoversTheAddressesOfANetwork) {
  struct Row {
    const char* rule;
    const char* inside;
    const char* outside;
  };
  const std::vector<Row> rows = {
      {"127.0.0.0/8", "127.255.0.1", "128.0.0.1"},
      {"10.1.128.0/17", "10.1.200.3", "10.1.127.3"},
      {" 192.168.1.7/32 ", "192.168.1.7", "192.168.1.6"},
      {"10.1.2.3/8", "10.9.9.9", "11.1.2.3"},
      {"fd00::/8", "fdab::1", "fe80::1"},
      {"[fe80::]/10", "febf::1", "fec0::1"},
      {"2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1"},
      {"10.0.0.0/8", "::ffff:10.2.3.4", "::1"},
  };
  for (const Row& row : rows) {
    EXPECT_TRUE(Past(row.rule, row.inside)) << row.rule;
    EXPECT_FALSE(Past(row.rule, row.outside)) << row.rule;
  }
  EXPECT_TRUE(Past("0.0.0.0/0", "8.8.8.8"));
  EXPECT_FALSE(Past("0.0.0.0/0", "::1")) << "another family";
  EXPECT_FALSE(Past("127.0.0.0/8", "localhost")) << "names are not resolved";
}

TEST(NoProxy, CoversNothingWithANetworkThatIsNone) {
  for (const char* rule : {"127.0.0.0/33", "127.0.0.0/", "127.0.0.0/-1", "127.0.0/8", "/8",
                           "::/129", "127.0.0.0/8/8", "host/8", "127.0.0.0/8x"}) {
    EXPECT_FALSE(Past(rule, "127.0.0.1")) << rule;
    EXPECT_FALSE(Past(rule, "::1")) << rule;
  }
}

}  // namespace
}  // namespace lab::net
