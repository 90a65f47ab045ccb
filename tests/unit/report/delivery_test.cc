#include "framework/report/delivery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/report/cases.h"

namespace lab::report {
namespace {

using measure::CaseRecord;

const CaseRecord kWhole = Case("Whole", true, 1000, 100);

TEST(DeliversLess, IsSaidOfNothingThatDeliversAsMuch) {
  EXPECT_EQ(DeliversLess(kWhole, Case("Fast", false, 400, 100)), "");
  EXPECT_EQ(DeliversLess(kWhole, Case("Fewer", false, 400, 50)), "") << "trials are not answers";
}

TEST(DeliversLess, IsSaidOfShorterAnswersFromATenthOn) {
  CaseRecord record = Case("Short", false, 400, 100);
  for (measure::TrialRecord& trial : record.trials) trial.views[0].output_tokens = 9;
  EXPECT_EQ(DeliversLess(kWhole, record), "");
  for (measure::TrialRecord& trial : record.trials) trial.views[0].output_tokens = 8;
  EXPECT_EQ(DeliversLess(kWhole, record), "80 % of the tokens");
}

// One failure of a hundred is a point, one of a thousand chance.
TEST(DeliversLess, IsSaidOfFailuresFromAPointOnOrWhereTheyAreSure) {
  CaseRecord record = Case("Flaky", false, 400, 100);
  record.trials[0].views[0].failed = true;
  EXPECT_EQ(DeliversLess(kWhole, record), "1.0 % fail in place of 0.0 %");
  record = Case("Flaky", false, 400, 1000);
  record.trials[0].views[0].failed = true;
  EXPECT_EQ(DeliversLess(Case("Whole", true, 1000, 1000), record), "");
}

TEST(DeliversLess, IsSaidOfATrialThatCouldNotBeCarriedOut) {
  CaseRecord record = Case("Broken", false, 400, 50);
  record.trials[3].views.clear();
  record.trials[3].error = Error{ErrorKind::kUsage, "boom"};
  EXPECT_EQ(DeliversLess(Case("Whole", true, 1000, 50), record), "2.0 % fail in place of 0.0 %");
}

TEST(DeliversLess, IsSaidOfFewerAnswers) {
  CaseRecord two = Case("Two", true, 1000, 100);
  for (measure::TrialRecord& trial : two.trials) trial.views.push_back(trial.views[0]);
  EXPECT_EQ(DeliversLess(two, kWhole), "1 answers a trial in place of 2");
  EXPECT_EQ(DeliversLess(kWhole, two), "");
}

}  // namespace
}  // namespace lab::report
