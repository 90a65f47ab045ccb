#include "framework/report/slo_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "framework/measure/slo_parser.h"
#include "tests/unit/measure/records.h"

namespace lab::report {
namespace {

using measure::TrialOf;
using measure::ViewOf;

TEST(SloTable, SaysForEachCaseAndBoundWhetherItWasKept) {
  measure::Run run;
  run.cases = {measure::CaseOf("A", {TrialOf(0, {ViewOf({})}), TrialOf(1, {ViewOf({})}),
                                     TrialOf(2, {ViewOf({.failed = true})})})};
  const std::vector<measure::Slo> slos{*measure::ParseSlo("ttft:5"),
                                       *measure::ParseSlo("ttft p50=500"),
                                       *measure::ParseSlo("latency:500000")};
  std::ostringstream out;
  WriteSloTable(*measure::JudgeSlos(run, slos), {}, out);
  EXPECT_THAT(out.str(), testing::HasSubstr("every TTFT <= 5 ms"));
  EXPECT_THAT(out.str(), testing::HasSubstr("  0.0  broken"));
  EXPECT_THAT(out.str(),
              testing::ContainsRegex("TTFT p50 <= 500 ms +3 +100 +66.7  cannot tell: it takes 6"));
  EXPECT_THAT(out.str(), testing::ContainsRegex("never +66.7  broken"));
}

TEST(SloTable, IsNothingWithoutBounds) {
  std::ostringstream out;
  WriteSloTable({}, {}, out);
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace lab::report
