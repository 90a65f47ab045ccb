#include "apps/statistics_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::apps {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(TableStatistics, AreInTheOrderAskedForAndEachOnce) {
  EXPECT_THAT(*TableStatistics("50,75, 90,95,99,99.9,50", "mean,min,max,sd"),
              ElementsAre("p50", "p75", "p90", "p95", "p99", "p99.9", "mean", "min", "max", "sd"));
  EXPECT_THAT(*TableStatistics("99,50", ""), ElementsAre("p99", "p50"));
}

TEST(TableStatistics, NamesAPercentileThatIsNoneAndWhatThereIs) {
  for (const char* wrong : {"97", "0", "100", "-5", "p95", "abc", ""}) {
    const std::string message = TableStatistics(std::string("50,") + wrong, "").error().message;
    EXPECT_THAT(message, HasSubstr(std::string("--percentiles 50,") + wrong + ": '" + wrong + "'"));
    EXPECT_THAT(message, HasSubstr("50, 75, 90, 95, 99, 99.9"));
  }
}

TEST(TableStatistics, NamesAStatisticThatIsNoneAndWhatThereIs) {
  for (const char* wrong : {"average", "p95", "mean,,max"}) {
    const std::string message = TableStatistics("50", wrong).error().message;
    EXPECT_THAT(message, HasSubstr(std::string("--stats ") + wrong));
    EXPECT_THAT(message, HasSubstr("mean, min, max, sd"));
  }
}

}  // namespace
}  // namespace lab::apps
