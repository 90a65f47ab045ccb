#include "framework/report/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Markdown(const measure::Run& run) {
  std::ostringstream out;
  WriteMarkdown(Analyse(run), {}, out);
  return out.str();
}

TEST(Markdown, HasATableForEachGroup) {
  const std::string text = Markdown(TwoCases());
  EXPECT_THAT(text, HasSubstr("### suite / Group"));
  EXPECT_THAT(text, HasSubstr("| case | n | TTFT ms p50 |"));
  EXPECT_THAT(text, HasSubstr("| :-- | --: | --: |"));
  EXPECT_THAT(text, HasSubstr("| Fast | 20 | 410 |"));
  EXPECT_THAT(text, Not(HasSubstr("## Summary")));
}

TEST(Markdown, HasASummaryOfSeveralGroups) {
  measure::Run run = TwoCases();
  for (const measure::CaseRecord& record : TwoCases().cases) {
    run.cases.push_back(record);
    run.cases.back().group = "Other";
  }
  const std::string text = Markdown(run);
  EXPECT_THAT(text, HasSubstr("## Summary"));
  EXPECT_THAT(text, HasSubstr("| 1= | suite/Group/Fast | 600 | 59.4 |"));
}

TEST(Markdown, MarksMoneyThatIsAnEstimate) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].samples[0].usage.output_total = Tokens{10};
  const std::string text = Markdown(run);
  EXPECT_THAT(text, HasSubstr("| \\*2.00 |"));
  EXPECT_THAT(text, HasSubstr("- \\*: usage was not reported to the end, so estimated"));
}

TEST(Markdown, SaysWhatWasDoneOtherwiseThanAsked) {
  measure::Run run = TwoCases();
  run.notes = {"asked without seed"};
  EXPECT_THAT(Markdown(run), HasSubstr("\nNote: asked without seed\n"));
}

TEST(Markdown, MarksAPercentileWithoutAnUpperBound) {
  const std::string text = Markdown(TwoCases());
  EXPECT_THAT(text, HasSubstr("| \\~418 | \\~419 |"));
  EXPECT_THAT(text,
              HasSubstr("- \\~ no 95 % upper bound at this n: p95 takes 72 answers, p99 368\n"));
}

TEST(Markdown, LeavesOutNoColumn) {
  std::ostringstream out;
  WriteMarkdown(Analyse(TwoCases()), {.width = 40}, out);
  EXPECT_THAT(out.str(), HasSubstr("latency ms p99"));
}

TEST(Markdown, SaysWhatFailed) {
  measure::Run run = TwoCases();
  run.cases[1].trials[0].views[0].failed = true;
  EXPECT_THAT(Markdown(run), HasSubstr("- Fast: 1 of 20 answers failed"));
  EXPECT_THAT(Markdown(run), HasSubstr("| failed % |"));
}

}  // namespace
}  // namespace lab::report
