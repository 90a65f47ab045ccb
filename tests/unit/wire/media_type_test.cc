#include "mocks/wire/media_type.h"

#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

TEST(MediaType, IsJsonWithWhateverParametersAndInAnyCase) {
  for (const char* type :
       {"application/json", "Application/JSON", "application/json; charset=utf-8",
        " application/json ;charset=UTF-8", "application/vnd.api+json"}) {
    EXPECT_TRUE(IsJson(type)) << type;
  }
  for (const char* type : {"", "text/plain", "application/x-www-form-urlencoded", "json", "+json",
                           "application/jsonl", "text/html; application/json"}) {
    EXPECT_FALSE(IsJson(type)) << type;
  }
}

TEST(MediaType, OnlyIdentityLeavesABodyAsItIs) {
  EXPECT_TRUE(IsIdentity(""));
  EXPECT_TRUE(IsIdentity(" Identity "));
  EXPECT_FALSE(IsIdentity("gzip"));
  EXPECT_FALSE(IsIdentity("identity, gzip"));
}

}  // namespace
}  // namespace lab::mocks
