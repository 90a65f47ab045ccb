#include "framework/measure/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "framework/measure/run_json.h"
#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

using testing::HasSubstr;

CaseRecord CaseWithTrials(const std::string& name, std::vector<std::int64_t> indices) {
  CaseRecord record = CaseOf(name, {});
  for (const std::int64_t index : indices) {
    TrialRecord trial = TrialOf(index, {ViewOf({})});
    trial.samples = {SampleWithTokens(3)};
    record.trials.push_back(std::move(trial));
  }
  return record;
}

measure::Run Part(std::vector<CaseRecord> cases) {
  measure::Run run;
  run.config = {.tool_version = "1", .target = "sim", .model = "m", .seed = 7, .trials = 2};
  run.simulated = true;
  run.cases = std::move(cases);
  return run;
}

std::string Text(const measure::Run& run) {
  std::ostringstream out;
  WriteRunJson(run, out);
  return out.str();
}

TEST(Merge, PutsTheTrialsOfACaseTogetherByTheirNumber) {
  const Result<measure::Run> whole =
      Merge(Part({CaseWithTrials("A", {0, 3})}), Part({CaseWithTrials("A", {1, 2})}));
  ASSERT_TRUE(whole.ok());
  measure::Run expected = Part({CaseWithTrials("A", {0, 1, 2, 3})});
  expected.config.trials = 4;
  EXPECT_EQ(Text(*whole), Text(expected));
}

TEST(Merge, KeepsTheCasesThatOneSideAloneHas) {
  const Result<measure::Run> whole =
      Merge(Part({CaseWithTrials("A", {0, 1})}), Part({CaseWithTrials("B", {0, 1})}));
  ASSERT_TRUE(whole.ok());
  EXPECT_EQ(Text(*whole), Text(Part({CaseWithTrials("A", {0, 1}), CaseWithTrials("B", {0, 1})})));
}

TEST(Merge, OfThreeIsTheSameInEitherNesting) {
  const auto part = [](std::int64_t index) {
    measure::Run run = Part({CaseWithTrials("A", {index})});
    run.config.filter = "worker " + std::to_string(index);
    run.simulated = false;
    run.host = Host{"2026-11-3" + std::to_string(index), "host" + std::to_string(index), 4};
    return run;
  };
  const measure::Run left = *Merge(*Merge(part(2), part(0)), part(1));
  const measure::Run right = *Merge(part(2), *Merge(part(0), part(1)));
  EXPECT_EQ(Text(left), Text(right));
  EXPECT_EQ(left.host->name, "host0 + host1 + host2");
  EXPECT_EQ(left.host->date, "2026-11-30");
}

std::string WhyNot(measure::Run first, measure::Run second) {
  const Result<measure::Run> whole = Merge(std::move(first), std::move(second));
  return whole ? "" : whole.error().message;
}

TEST(Merge, RefusesRunsOfDifferentConfigurationsAndNamesBothValues) {
  const auto change = [](auto set) {
    measure::Run run = Part({CaseWithTrials("A", {1})});
    set(run);
    return run;
  };
  const measure::Run first = Part({CaseWithTrials("A", {0})});
  EXPECT_EQ(WhyNot(first, change([](measure::Run& run) { run.config.seed = 8; })),
            "the runs do not belong together: seed is '7' in one and '8' in the other");
  EXPECT_THAT(WhyNot(first, change([](measure::Run& run) { run.config.model = "n"; })),
              HasSubstr("model is 'm' in one and 'n'"));
  EXPECT_THAT(WhyNot(first, change([](measure::Run& run) { run.config.target = "mock"; })),
              HasSubstr("target"));
  EXPECT_THAT(WhyNot(first, change([](measure::Run& run) { run.config.base_url = "http://x"; })),
              HasSubstr("base_url"));
  EXPECT_THAT(WhyNot(first, change([](measure::Run& run) { run.config.tool_version = "2"; })),
              HasSubstr("tool_version"));
  EXPECT_THAT(WhyNot(first, change([](measure::Run& run) { run.config.price_date = "x"; })),
              HasSubstr("price_date"));
  EXPECT_THAT(WhyNot(first, change([](measure::Run& run) { run.config.until = "ci:5%"; })),
              HasSubstr("until"));
  EXPECT_THAT(WhyNot(first, change([](measure::Run& run) { run.config.profile = "ideal"; })),
              HasSubstr("profile is '' in one and 'ideal'"));
  EXPECT_THAT(WhyNot(first, change([](measure::Run& run) { run.simulated = false; })),
              HasSubstr("simulated is 'true' in one and 'false'"));
  EXPECT_THAT(WhyNot(first, change([](measure::Run& run) { run.cases[0].model = "other"; })),
              HasSubstr("caching/SupportDesk/A: model"));
  EXPECT_THAT(WhyNot(first, change([](measure::Run& run) { run.cases[0].baseline = true; })),
              HasSubstr("caching/SupportDesk/A: baseline"));
}

TEST(Merge, RefusesATrialThatBothClaim) {
  EXPECT_THAT(WhyNot(Part({CaseWithTrials("A", {0, 1})}), Part({CaseWithTrials("A", {1})})),
              HasSubstr("both have trial 1 of caching/SupportDesk/A"));
}

TEST(Merge, RefusesACaseThatOneSideSkipped) {
  measure::Run skipped = Part({CaseWithTrials("A", {})});
  skipped.cases[0].skipped = "no such model";
  EXPECT_THAT(WhyNot(Part({CaseWithTrials("A", {0})}), skipped), HasSubstr("no such model"));
  EXPECT_EQ(WhyNot(skipped, skipped), "");
}

TEST(Merge, OfARunThatWasCutIsCut) {
  measure::Run second = Part({CaseWithTrials("A", {1})});
  second.cut = "SIGTERM after 1 of 2 trials";
  second.cases[0].cut = true;
  const Result<measure::Run> whole = Merge(Part({CaseWithTrials("A", {0})}), second);
  ASSERT_TRUE(whole.ok()) << whole.error().message;
  EXPECT_EQ(whole->cut, second.cut);
  EXPECT_TRUE(whole->cases[0].cut);
}

}  // namespace
}  // namespace lab::measure
