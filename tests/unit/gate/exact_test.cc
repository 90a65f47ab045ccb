#include "framework/gate/exact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "framework/measure/run_json.h"
#include "tests/unit/measure/records.h"

namespace lab::gate {
namespace {

using measure::AtMs;
using measure::CaseOf;
using measure::SampleWithTokens;
using measure::TrialOf;
using measure::ViewOf;
using testing::ElementsAre;
using testing::IsEmpty;

measure::Run Base() {
  measure::Run run;
  run.config = {.target = "sim", .model = "claude-sonnet-5-5", .seed = 1, .trials = 2};
  run.simulated = true;
  for (const char* name : {"Uncached", "Cached"}) {
    measure::CaseRecord record = CaseOf(name, {});
    for (int i = 0; i < 2; ++i) {
      measure::TrialRecord trial = TrialOf(i, {ViewOf({})});
      trial.samples = {SampleWithTokens(3), SampleWithTokens(5)};
      record.trials.push_back(trial);
    }
    run.cases.push_back(record);
  }
  return run;
}

/// As it stands in a baseline file.
measure::Run Outlined(const measure::Run& run) {
  std::ostringstream text;
  measure::WriteRunJson(run, text, measure::Detail::kOutline);
  Result<measure::Run> read = measure::ReadRunJson(text.str());
  EXPECT_TRUE(read.ok()) << read.error().message;
  return *std::move(read);
}

TEST(Exact, FindsNothingBetweenARunAndItself) {
  const ExactComparison comparison = CompareExactly(Base(), Base());
  EXPECT_TRUE(comparison.same());
  EXPECT_EQ(comparison.equal_cases, 2);
  EXPECT_TRUE(CompareExactly(Outlined(Base()), Base()).same());
  EXPECT_TRUE(CompareExactly(Base(), Outlined(Base())).same());
}

TEST(Exact, NamesTheFirstFieldThatDiffersAndTheFiguresThatMoved) {
  measure::Run now = Base();
  now.cases[1].trials[1].samples[1].timeline.first_token = AtMs(150);
  now.cases[1].trials[1].views[0].first_token = AtMs(150);
  for (const measure::Run& baseline : {Base(), Outlined(Base())}) {
    const ExactComparison comparison = CompareExactly(baseline, now);
    EXPECT_FALSE(comparison.same());
    EXPECT_EQ(comparison.equal_cases, 1);
    ASSERT_EQ(comparison.cases.size(), 1U);
    const CaseDifference& difference = comparison.cases[0];
    EXPECT_EQ(difference.name, "caching/SupportDesk/Cached");
    EXPECT_EQ(difference.first.path, "trials[1].samples[1].first_token_ns");
    EXPECT_EQ(difference.first.baseline, "100000000");
    EXPECT_EQ(difference.first.now, "150000000");
    EXPECT_EQ(difference.trials, 1);
    EXPECT_EQ(difference.of_trials, 2);
    ASSERT_FALSE(difference.changes.empty());
    EXPECT_EQ(difference.changes[0].name, "ttft_ms_p50");
    EXPECT_EQ(difference.changes[0].baseline, 100);
    EXPECT_EQ(difference.changes[0].now, 125);
  }
}

TEST(Exact, SeesOneStampOfOneTokenThatMovedByANanosecond) {
  measure::Run now = Base();
  now.cases[0].trials[0].samples[1].timeline.tokens[2].stamp += Duration(1);
  const ExactComparison whole = CompareExactly(Base(), now);
  ASSERT_EQ(whole.cases.size(), 1U);
  EXPECT_EQ(whole.cases[0].first.path, "trials[0].samples[1].tokens.stamp_ns[2]");
  ASSERT_FALSE(whole.cases[0].changes.empty());
  EXPECT_EQ(whole.cases[0].changes[0].name, "itl_ms_p95");
  const ExactComparison outlined = CompareExactly(Outlined(Base()), now);
  ASSERT_EQ(outlined.cases.size(), 1U);
  EXPECT_EQ(outlined.cases[0].first.path, "trials[0].samples[1].digest");
  EXPECT_THAT(outlined.cases[0].changes, IsEmpty());  // an outline has no gaps to compare with
}

TEST(Exact, TellsNewCasesFromThoseThatAreGone) {
  measure::Run now = Base();
  now.cases[0].name = "Renamed";
  const ExactComparison comparison = CompareExactly(Base(), now);
  EXPECT_THAT(comparison.gone, ElementsAre("caching/SupportDesk/Uncached"));
  EXPECT_THAT(comparison.added, ElementsAre("caching/SupportDesk/Renamed"));
  EXPECT_EQ(comparison.equal_cases, 1);
  EXPECT_FALSE(comparison.same());
}

TEST(Exact, CountsTrialsAndSamplesThatOneSideLacks) {
  measure::Run fewer = Base();
  fewer.cases[0].trials.pop_back();
  ExactComparison comparison = CompareExactly(Base(), fewer);
  ASSERT_EQ(comparison.cases.size(), 1U);
  EXPECT_EQ(comparison.cases[0].first.path, "trials");
  EXPECT_EQ(comparison.cases[0].first.now, "1 of them");
  EXPECT_EQ(comparison.cases[0].trials, 1);

  measure::Run more = Base();
  more.cases[0].trials[0].samples.push_back(SampleWithTokens(1));
  comparison = CompareExactly(Base(), more);
  ASSERT_EQ(comparison.cases.size(), 1U);
  EXPECT_EQ(comparison.cases[0].first.path, "trials[0].samples");
  EXPECT_EQ(comparison.cases[0].first.baseline, "2 of them");
  EXPECT_EQ(comparison.cases[0].first.now, "3 of them");
}

TEST(Exact, NamesAFieldThatOneSideLacks) {
  measure::Run now = Base();
  now.cases[0].trials[1].samples[0].error = Error{ErrorKind::kTimeout, "late"};
  const ExactComparison comparison = CompareExactly(Base(), now);
  EXPECT_EQ(comparison.cases.at(0).first.path, "trials[1].samples[0].error");
  EXPECT_EQ(comparison.cases.at(0).first.baseline, "(nothing)");
  const ExactComparison back = CompareExactly(now, Base());
  EXPECT_EQ(back.cases.at(0).first.now, "(nothing)");
}

TEST(Exact, ReportsACounterThatIsNewAndACaseThatIsSkippedNow) {
  measure::Run now = Base();
  now.cases[0].trials[0].counters["rounds"] = 4;
  now.cases[1].skipped = "no such model";
  const ExactComparison comparison = CompareExactly(Base(), now);
  ASSERT_EQ(comparison.cases.size(), 2U);
  EXPECT_EQ(comparison.cases[0].changes.back().name, "rounds");
  EXPECT_EQ(comparison.cases[0].changes.back().baseline, std::nullopt);
  EXPECT_EQ(comparison.cases[1].first.path, "skipped");
}

TEST(Exact, SaysWhenTheRunsWereAskedForDifferentThings) {
  measure::Run now = Base();
  now.config.seed = 2;
  now.config.model = "gpt-5-mini";
  now.config.profile = "ideal";
  now.config.tool_version = "9";
  now.config.filter = "x";
  const ExactComparison comparison = CompareExactly(Base(), now);
  ASSERT_EQ(comparison.config.size(), 3U);
  EXPECT_EQ(comparison.config[0].path, "model");
  EXPECT_EQ(comparison.config[1].path, "profile");
  EXPECT_EQ(comparison.config[1].baseline, "(the model's own)");
  EXPECT_EQ(comparison.config[2].path, "seed");
  EXPECT_EQ(comparison.config[2].baseline, "1");
  EXPECT_EQ(comparison.config[2].now, "2");
}

TEST(Exact, CutsALongTextBetweenTwoCharacters) {
  const auto with = [](const std::string& reason) {
    measure::Run run = Base();
    run.cases[0].trials[0].samples[0].stop_reason = reason;
    return run;
  };
  // The quote and 118 letters, so that the cut would fall into the character behind them.
  const std::string text = std::string(118, 'a') + "\xc3\xa9 and more behind it";
  const ExactComparison comparison = CompareExactly(with(text), with(text + "!"));
  ASSERT_EQ(comparison.cases.size(), 1U);
  EXPECT_EQ(comparison.cases[0].first.baseline, "\"" + std::string(118, 'a') + "...");
}

}  // namespace
}  // namespace lab::gate
