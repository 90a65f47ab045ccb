#include "framework/gate/case_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/unit/measure/records.h"

namespace lab::gate {
namespace {

using measure::CaseOf;
using measure::FailedSample;
using measure::SampleWithTokens;
using measure::TrialOf;
using measure::ViewOf;

std::map<std::string, double> Summary(const measure::CaseRecord& record) {
  std::map<std::string, double> figures;
  for (const Figure& figure : SummaryOf(record)) figures[figure.name] = figure.value;
  return figures;
}

TEST(CaseSummary, HasPercentilesOfTheSuccessesAndTotalsOfEverything) {
  measure::TrialRecord good = TrialOf(0, {ViewOf({.first_token = 100, .end = 900})});
  good.samples = {SampleWithTokens(3)};
  good.samples[0].usage.input_uncached = Tokens{70};
  good.samples[0].usage.cache_read = Tokens{30};
  good.samples[0].cost = Usd::FromDollars(0.002);
  measure::TrialRecord bad = TrialOf(1, {ViewOf({.end = 5000, .failed = true})});
  bad.samples = {FailedSample(ErrorKind::kTimeout)};
  bad.samples[0].cost = Usd();
  good.counters["rounds"] = 3;
  good.counters["failed"] = 7;
  const auto figures = Summary(CaseOf("Cached", {good, bad}));
  EXPECT_EQ(figures.at("ttft_ms_p50"), 100);
  EXPECT_EQ(figures.at("latency_ms_p95"), 900);
  EXPECT_EQ(figures.at("usd_per_1k"), 1);
  EXPECT_DOUBLE_EQ(figures.at("cache_hit_rate"), 0.3);
  EXPECT_EQ(figures.at("total_requests"), 2);
  EXPECT_EQ(figures.at("total_input_tokens"), 100);
  EXPECT_EQ(figures.at("answers"), 2);
  EXPECT_EQ(figures.at("failed"), 1);
  EXPECT_EQ(figures.at("rounds"), 3);
  EXPECT_EQ(figures.at("failed (noted)"), 7);
}

TEST(CaseSummary, LeavesOutWhatDoesNotExist) {
  measure::TrialRecord trial = TrialOf(0, {});
  trial.samples = {SampleWithTokens(2)};  // no price, no cache, no answer
  const auto figures = Summary(CaseOf("Odd", {trial}));
  for (const char* name : {"ttft_ms_p50", "tpot_ms_p50", "usd_per_1k", "cache_hit_rate"})
    EXPECT_FALSE(figures.contains(name)) << name;
  EXPECT_EQ(figures.at("total_requests"), 1);
}

}  // namespace
}  // namespace lab::gate
