#include "mocks/wire/request_target.h"

#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

TEST(RequestTarget, IsAPathInWhicheverFormItCame) {
  EXPECT_EQ(PathOf("/v1/messages"), "/v1/messages");
  EXPECT_EQ(PathOf("/v1/messages?beta=true"), "/v1/messages");
  EXPECT_EQ(PathOf("/v1/messages#top"), "/v1/messages");
  EXPECT_EQ(PathOf("http://mock:8080/v1/messages?a=/b"), "/v1/messages");
  EXPECT_EQ(PathOf("http://mock:8080"), "/");
  EXPECT_EQ(PathOf("/redirect?to=http://x/y"), "/redirect");
  EXPECT_EQ(PathOf("*"), "*");
  EXPECT_EQ(PathOf(""), "");
}

TEST(RequestTarget, HasNoEscapeThatItDoesNotNeed) {
  EXPECT_EQ(PathOf("/v1/%6d%6Fdels"), "/v1/models");
  EXPECT_EQ(PathOf("/v1/models/a%2Fb%20c"), "/v1/models/a%2Fb%20c");
  EXPECT_EQ(PathOf("/v1%2Fmodels"), "/v1%2Fmodels");
  EXPECT_EQ(PathOf("/%zz%4"), "/%zz%4");
}

TEST(RequestTarget, DecodesANameWhole) {
  EXPECT_EQ(DecodePercent("a%2Fb%20c%C3%A9"), "a/b c\xc3\xa9");
  EXPECT_EQ(DecodePercent("100%"), "100%");
  EXPECT_EQ(DecodePercent("%4"), "%4");
}

}  // namespace
}  // namespace lab::mocks
