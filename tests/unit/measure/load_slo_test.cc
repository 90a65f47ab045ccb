#include "framework/measure/load_slo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/measure/load_runs.h"

namespace lab::measure {
namespace {

using namespace std::chrono_literals;
using by_hand::AnsweredAt;
using by_hand::LoadOf;
using ::testing::HasSubstr;

std::string Read(std::string_view text) { return ParseLoadSlo(text).value().text(); }

TEST(LoadSlo, IsReadInOurSpellingAndInOthers) {
  EXPECT_EQ(Read("ttft_ms_p99=500"), "ttft_ms_p99 <= 500");
  EXPECT_EQ(Read("tpot_ms=50"), "tpot_ms <= 50");
  EXPECT_EQ(Read("latency_intended_ms_p999=2e3"), "latency_intended_ms_p999 <= 2000");
  EXPECT_EQ(Read("itl_ms_p95=12.5"), "itl_ms_p95 <= 12.5");
  EXPECT_EQ(Read("ttft:500"), "ttft_ms <= 500");
  EXPECT_EQ(Read("e2el:2000"), "latency_ms <= 2000");
  EXPECT_EQ(Read("ttft:p95:le:500"), "ttft_ms_p95 <= 500");
}

TEST(LoadSlo, OneThatMeansNothingIsRefusedWithWhatThereIs) {
  for (const std::string_view text :
       {"", "ttft_ms", "ttft_ms=", "ttft_ms=0", "ttft_ms=-1", "ttft_ms=nan", "tttf_ms=5",
        "ttft_ms_p98=5", "ttft:p95:gt:5", "ttft:p95:5", "itl_ms=5", "=5", "ttft_ms_p99_p99=5"}) {
    const Result<LoadSlo> slo = ParseLoadSlo(text);
    ASSERT_FALSE(slo) << text;
    EXPECT_THAT(slo.error().message, HasSubstr("ttft_ms_p99=500")) << text;
  }
}

TEST(LoadSlo, ARequestKeepsItUpToTheLimitAndAFailedOneDoesNot) {
  LoadRow one = AnsweredAt(0, Time{});
  EXPECT_TRUE(Keeps(*ParseLoadSlo("ttft_ms=40"), one.row));
  EXPECT_FALSE(Keeps(*ParseLoadSlo("ttft_ms=39.9"), one.row));
  one.row.error = ErrorKind::kTimeout;
  EXPECT_FALSE(Keeps(*ParseLoadSlo("ttft_ms=40"), one.row));
}

TEST(LoadSlo, WhatARequestHasNotItDoesNotKeepButForTheTimeATokenOfOneToken) {
  LoadRow one = AnsweredAt(0, Time{});
  one.row.ttft = one.row.tpot = kAbsent;
  EXPECT_FALSE(Keeps(*ParseLoadSlo("ttft_ms=1000"), one.row));
  EXPECT_TRUE(Keeps(*ParseLoadSlo("tpot_ms=1"), one.row));
}

TEST(LoadSlo, OfAPercentileHoldsByTheFigure) {
  const std::vector<LoadFigure> figures = LoadFiguresOf(LoadOf(10));
  EXPECT_EQ(Holds(*ParseLoadSlo("ttft_ms_p99=40"), figures), true);
  EXPECT_EQ(Holds(*ParseLoadSlo("ttft_ms_p99=39"), figures), false);
  EXPECT_EQ(Holds(*ParseLoadSlo("ttft_ms=39"), figures), std::nullopt);
  EXPECT_EQ(Holds(*ParseLoadSlo("ttft_ms_p99=40"), {}), false);
}

}  // namespace
}  // namespace lab::measure
