#include "apps/percent.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::apps {
namespace {

using testing::HasSubstr;

TEST(Percent, IsReadWithItsSignOrAsAShare) {
  EXPECT_DOUBLE_EQ(*ParsePercent("--limit", "5%"), 0.05);
  EXPECT_DOUBLE_EQ(*ParsePercent("--limit", "0.05"), 0.05);
  EXPECT_DOUBLE_EQ(*ParsePercent("--limit", "2.5%"), 0.025);
  EXPECT_DOUBLE_EQ(*ParsePercent("--effect", "150%"), 1.5);
}

TEST(Percent, ThatCouldMeanTwoThingsOrNothingIsRefused) {
  for (const char* wrong :
       {"5", "1", "0", "0%", "-5%", "", "%", "five", "5 %", "5%%", "nan", "inf%"}) {
    const Result<double> share = ParsePercent("--limit", wrong);
    ASSERT_FALSE(share.ok()) << wrong;
    EXPECT_EQ(share.error().kind, ErrorKind::kUsage);
    EXPECT_THAT(share.error().message, HasSubstr("--limit is "));
  }
}

TEST(Percent, IsWrittenWithAsFewDigitsAsSayIt) {
  EXPECT_EQ(PercentText(0.05), "5 %");
  EXPECT_EQ(PercentText(0.025), "2.5 %");
  EXPECT_EQ(PercentText(1.5), "150 %");
}

}  // namespace
}  // namespace lab::apps
