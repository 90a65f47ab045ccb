#include "framework/net/headers.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace lab::net {
namespace {

/// "a=1 b=2"
std::string Shown(const Headers& headers) {
  std::string shown;
  for (const Header& header : headers) {
    shown.append(shown.empty() ? "" : " ").append(header.name).append("=").append(header.value);
  }
  return shown;
}

TEST(Headers, KeepTheirOrderAndRepeatedNames) {
  Headers headers = {{"a", "1"}, {"B", "2"}};
  headers.push_back({"a", std::string(300, 'x')});
  EXPECT_EQ(Shown(headers), "a=1 B=2 a=" + std::string(300, 'x'));
  EXPECT_EQ(headers.size(), 3U);
  EXPECT_EQ(headers[1].name, "B");
}

TEST(Headers, HoldEmptyNamesAndValues) {
  const Headers headers = {{"a", ""}, {"", "1"}, {"b", "2"}};
  EXPECT_EQ(Shown(headers), "a= =1 b=2");
}

TEST(Headers, AreCopiesOfWhatTheyWereMadeOf) {
  Headers headers;
  {
    const std::string value = "a value that lies on the heap";
    headers.push_back({"name", value});
  }
  Headers copy = headers;
  Headers moved = std::move(headers);
  EXPECT_EQ(Shown(copy), "name=a value that lies on the heap");
  EXPECT_EQ(Shown(moved), Shown(copy));
}

TEST(Headers, AreRemovedByNameInAnyCase) {
  Headers headers = {{"a", "1"}, {"B", "2"}, {"b", "3"}, {"c", "4"}};
  headers.Remove("b");
  EXPECT_EQ(Shown(headers), "a=1 c=4");
  headers.Remove("x");
  EXPECT_EQ(headers.size(), 2U);
}

TEST(Headers, AreAppendedToOthers) {
  Headers headers = {{"a", "1"}};
  headers.Append({{"b", "2"}, {"c", "3"}});
  EXPECT_EQ(Shown(headers), "a=1 b=2 c=3");
  EXPECT_TRUE(Headers().empty());
}

TEST(FindHeader, ComparesWithoutCaseAndTakesTheFirst) {
  const Headers headers = {{"X-Request-Id", "1"}, {"x-request-id", "2"}};
  EXPECT_EQ(FindHeader(headers, "x-REQUEST-id"), "1");
  EXPECT_FALSE(FindHeader(headers, "x-request").has_value());
}

TEST(AppendTokens, TakesAListApart) {
  std::vector<std::string> tokens = {"first"};
  AppendTokens("GZip, identity,, ", tokens);
  EXPECT_EQ(tokens, (std::vector<std::string>{"first", "gzip", "identity"}));
}

}  // namespace
}  // namespace lab::net
