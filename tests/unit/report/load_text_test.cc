#include "framework/report/load_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "framework/base/text.h"
#include "tests/unit/report/loads.h"

namespace lab::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Shown(const measure::LoadRun& run, std::vector<measure::LoadSlo> slos = {}) {
  std::ostringstream out;
  WriteLoadText(ReportLoad(run, std::move(slos)), {}, out);
  return out.str();
}

TEST(LoadText, BeginsWithTheVerdict) {
  EXPECT_THAT(Shown(by_hand::SteadyLoad()),
              ::testing::StartsWith("VALID  10 req/s asked, 10 sent (lag p99 0.02 ms) | "));
}

TEST(LoadText, SaysWhyARunIsInvalid) {
  measure::LoadRun run = by_hand::SteadyLoad();
  run.counts.failed = 20;
  EXPECT_THAT(Shown(run), HasSubstr("\n  because 4.8 % of the requests failed when at most 1.0 %"));
}

TEST(LoadText, MarksAPercentileThatNothingBoundsAndSaysWhatItTakes) {
  const std::string text = Shown(by_hand::SteadyLoad());
  EXPECT_THAT(text,
              HasSubstr("ms                  n  mean    p50    p90    p95    p99  p99.9   max\n"
                        "TTFT              400  41.5   41.5   43.0   43.0   43.0  ~43.0  43.0\n"));
  EXPECT_THAT(text, HasSubstr("p95 takes 72 answers, p99 368, p99.9 3,688"));
  EXPECT_THAT(text, HasSubstr("95 % interval"));
}

TEST(LoadText, ShowsErrorsByKindWithTheFirstMessage) {
  EXPECT_THAT(Shown(by_hand::SteadyLoad()),
              HasSubstr("timeout  1\n  the first timeout: no answer in 10 s\n"));
}

TEST(LoadText, ShowsPhasesOfNewConnectionsApart) {
  EXPECT_THAT(Shown(by_hand::SteadyLoad()), HasSubstr("TCP          1   1.00"));
}

TEST(LoadText, TellsRatesMoneyAndWhatWasKeptOut) {
  const std::string text = Shown(by_hand::SteadyLoad());
  EXPECT_THAT(text, HasSubstr("answered 9.975/s, 99.75 output tokens/s; under way 1 on average"));
  EXPECT_THAT(text, HasSubstr("sent 100.0 % of what was asked"));
  EXPECT_THAT(text, HasSubstr("prompts of 50 tokens, answers of 10 on average"));
  EXPECT_THAT(text, HasSubstr("token gaps: 401 measured, 0 inside one read (0.0 %), stalls: 0"));
  EXPECT_THAT(text, HasSubstr("cost $0.802 in all, $2.00 a thousand requests, by the prices of "
                              "2026-11-22"));
  EXPECT_THAT(text, HasSubstr("ended after 40.1 s by 401 requests; kept out: 20 of warm-up"));
}

TEST(LoadText, TellsWhetherAPromiseWasKeptAndHowManyKeptAll) {
  const std::string text = Shown(by_hand::SteadyLoad(), {*measure::ParseLoadSlo("ttft_ms_p99=42"),
                                                         *measure::ParseLoadSlo("ttft_ms=42")});
  EXPECT_THAT(text, HasSubstr("SLO ttft_ms_p99 <= 42: BROKEN (43.0 ms)"));
  EXPECT_THAT(text, HasSubstr("SLO ttft_ms <= 42 of each request"));
  EXPECT_THAT(text, HasSubstr("300 of 401 requests kept all of them"));
}

TEST(LoadText, KeepsItsTablesToAHundredColumnsAndColoursNothingUnasked) {
  measure::LoadRun run = by_hand::SteadyLoad();
  for (measure::LoadRow& row : run.rows) {
    row.row.latency = row.row.latency_intended = std::chrono::hours(20);
    row.under_way = std::chrono::hours(20);
  }
  run.errors[ErrorKind::kInvalidRequest] = {.count = 1'000'000, .first = std::string(500, 'x')};
  const std::string text = Shown(run);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  const std::vector<std::string_view> lines = Split(text, '\n');
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].starts_with("  the first ")) continue;
    const bool reason = lines[i].starts_with("  because");
    EXPECT_LE(lines[i].size(), reason ? 200U : 100U) << lines[i];
  }
}

TEST(LoadText, TellsTheFirstErrorOfEachKindToItsEnd) {
  measure::LoadRun run = by_hand::SteadyLoad();
  run.errors[ErrorKind::kAuth] = {.count = 3, .first = std::string(300, 'x') + " set API_KEY"};
  EXPECT_THAT(Shown(run), HasSubstr("x set API_KEY\n"));
}

TEST(ShownMs, HasThreeDigitsOrSo) {
  EXPECT_EQ(ShownMs(720'000), "720s");
  EXPECT_EQ(ShownMs(5597.4), "5,597");
  EXPECT_EQ(ShownMs(412.3), "412");
  EXPECT_EQ(ShownMs(41.23), "41.2");
  EXPECT_EQ(ShownMs(4.123), "4.12");
  EXPECT_EQ(ShownMs(0.0412), "0.041");
  EXPECT_EQ(ShownMs(0), "0.00");
  EXPECT_EQ(ShownMs(99.96), "100");
}

}  // namespace
}  // namespace lab::report
