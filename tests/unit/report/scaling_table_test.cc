#include "framework/report/scaling_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace lab::report {
namespace {

using testing::HasSubstr;

TEST(ScalingTable, ShowsEachLevelAndMarksTheKnee) {
  const measure::Scaling scaling{
      "suite",
      "Group",
      "AtOnce/size:100",
      {{.concurrency = 1, .per_second = 4},
       {.concurrency = 8, .per_second = 28, .speedup = 7, .efficiency = 0.875},
       {.concurrency = 64, .per_second = 30, .speedup = 7.5, .efficiency = 0.1171875}},
      1};
  std::ostringstream out;
  WriteScalingTable(scaling, {}, out);
  EXPECT_EQ(out.str(),
            "AtOnce/size:100\n"
            "concurrency  requests/s  speed-up  efficiency %\n"
            "          1        4.00      1.00         100.0  ####################\n"
            "          8       28.00      7.00          87.5  ##################..  knee\n"
            "         64       30.00      7.50          11.7  ##..................\n"
            "  knee: the most speed-up x efficiency; beyond it more at once wastes more than it "
            "gains\n");
}

}  // namespace
}  // namespace lab::report
