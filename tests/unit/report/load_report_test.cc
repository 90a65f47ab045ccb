#include "framework/report/load_report.h"

#include <gtest/gtest.h>

#include "tests/unit/report/loads.h"

namespace lab::report {
namespace {

bool IsBroken(std::string_view slo) {
  const measure::LoadRun run = by_hand::SteadyLoad();
  return ReportLoad(run, {*measure::ParseLoadSlo(slo)}).slo_broken();
}

TEST(LoadReport, APercentileAboveItsLimitBreaksThePromise) {
  EXPECT_TRUE(IsBroken("ttft_ms_p99=42"));
  EXPECT_FALSE(IsBroken("ttft_ms_p99=43"));
  EXPECT_FALSE(IsBroken("ttft_ms=1")) << "a limit of each request counts the good ones";
  EXPECT_TRUE(IsBroken("tpot_ms_p50=1000")) << "there is no such figure";
}

TEST(LoadReport, FailuresThatTookForEverReachThePercentiles) {
  const measure::LoadRun run = by_hand::SteadyLoad();
  const std::vector<measure::LoadSlo> slos{*measure::ParseLoadSlo("latency_ms_p999=1000")};
  EXPECT_FALSE(ReportLoad(run, slos).slo_broken());
  EXPECT_TRUE(ReportLoad(run, slos, measure::Failures::kInfinite).slo_broken());
}

}  // namespace
}  // namespace lab::report
