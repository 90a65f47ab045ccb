#include "framework/base/error.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace lab {
namespace {

constexpr int kKinds = static_cast<int>(ErrorKind::kProvider) + 1;

TEST(ErrorKind, EachHasANameOfItsOwnThatParsesBack) {
  std::set<std::string_view> names;
  for (int i = 0; i < kKinds; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    const std::string_view name = ErrorKindName(kind);
    EXPECT_NE(name, "unknown") << i;
    EXPECT_TRUE(names.insert(name).second) << name;
    ErrorKind back = kind == ErrorKind::kIo ? ErrorKind::kDns : ErrorKind::kIo;
    ASSERT_TRUE(ParseErrorKind(name, back)) << name;
    EXPECT_EQ(back, kind);
  }
}

TEST(ErrorKind, KeepsTheSpellingsThatResultFilesHold) {
  EXPECT_EQ(ErrorKindName(ErrorKind::kRateLimited), "rate_limited");
  EXPECT_EQ(ErrorKindName(ErrorKind::kTimeout), "timeout");
  EXPECT_EQ(ErrorKindName(ErrorKind::kInvalidRequest), "invalid_request");
}

TEST(ErrorKind, AnUnknownNameLeavesTheKindUntouched) {
  ErrorKind kind = ErrorKind::kTls;
  EXPECT_FALSE(ParseErrorKind("Timeout", kind));
  EXPECT_FALSE(ParseErrorKind("", kind));
  EXPECT_FALSE(ParseErrorKind("unknown", kind));
  EXPECT_EQ(kind, ErrorKind::kTls);
}

TEST(Error, AnnotateKeepsTheKindAndPutsTheContextFirst) {
  const Error error = Annotate({ErrorKind::kDns, "no such host"}, "api.example.com");
  EXPECT_EQ(error, (Error{ErrorKind::kDns, "api.example.com: no such host"}));
}

TEST(Error, EqualsOnlyWithTheSameKindAndMessage) {
  const Error error{ErrorKind::kDns, "a"};
  EXPECT_NE(error, (Error{ErrorKind::kTls, "a"}));
  EXPECT_NE(error, (Error{ErrorKind::kDns, "b"}));
}

}  // namespace
}  // namespace lab
