#include "apps/exact_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace lab::apps {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string Text(const gate::ExactComparison& comparison) {
  std::ostringstream out;
  WriteExactReport("caching", comparison, {}, out);
  return out.str();
}

gate::CaseDifference Moved(const std::string& name) {
  return {.name = name,
          .first = {"trials[3].samples[0].first_token_ns", "100", "150"},
          .trials = 2,
          .of_trials = 10,
          .changes = {{"ttft_ms_p50", 100.25, 150.5}, {"failed", 0, 1}, {"hit", {}, 3}}};
}

TEST(ExactReport, OfNoDifferenceIsOneLine) {
  gate::ExactComparison comparison;
  comparison.equal_cases = 26;
  EXPECT_EQ(Text(comparison), "caching: 26 cases, the same as the baseline\n");
}

TEST(ExactReport, ShowsCaseMetricBaselineNowAndChange) {
  gate::ExactComparison comparison;
  comparison.cases = {Moved("caching/Desk/Cached")};
  EXPECT_EQ(
      Text(comparison),
      "caching: 1 cases differ from the baseline, 0 are the same\n"
      "case                 metric       baseline    now    change\n"
      "caching/Desk/Cached  ttft_ms_p50    100.25  150.5  +50.12 %\n"
      "caching/Desk/Cached  failed              0      1\n"
      "caching/Desk/Cached  hit                 -      3       new\n"
      "caching/Desk/Cached: 2 of 10 trials differ; first trials[3].samples[0].first_token_ns: "
      "100 in the baseline, 150 now\n");
}

TEST(ExactReport, SaysWhereNoFigureSawTheDifference) {
  gate::ExactComparison comparison;
  comparison.cases = {Moved("a/b/c")};
  comparison.cases[0].first.path = "trials[0].samples[0].digest";
  comparison.cases[0].changes.clear();
  EXPECT_THAT(Text(comparison),
              AllOf(HasSubstr("as a digest only"), HasSubstr("no figure of the table moved")));
}

TEST(ExactReport, NamesConfigurationAndCasesThatOneSideLacks) {
  gate::ExactComparison comparison;
  comparison.config = {{"seed", "1", "2"}};
  comparison.gone = {"caching/Desk/Old"};
  comparison.added = {"caching/Desk/New"};
  EXPECT_THAT(Text(comparison), AllOf(HasSubstr("seed is 2 when the baseline has 1"),
                                      HasSubstr("caching/Desk/Old is in the baseline"),
                                      HasSubstr("caching/Desk/New is new")));
}

TEST(ExactReport, CutsALongTableAndSaysSo) {
  gate::ExactComparison comparison;
  for (int i = 0; i < 40; ++i) comparison.cases.push_back(Moved("a/b/" + std::to_string(i)));
  EXPECT_THAT(Text(comparison), HasSubstr("... and 60 more rows"));
  EXPECT_THAT(Text(comparison), HasSubstr("a/b/39: 2 of 10 trials"));  // each case has its line
}

}  // namespace
}  // namespace lab::apps
