#include "framework/report/confusion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace lab::report {
namespace {

using testing::ElementsAre;

measure::CaseRecord Labelled(const std::vector<measure::Label>& labels) {
  measure::CaseRecord record;
  for (const measure::Label& label : labels) record.trials.emplace_back().label = label;
  return record;
}

const std::vector<measure::Label> kLabels{{"hard", "hard"}, {"easy", "easy"}, {"easy", "hard"},
                                          {"easy", "easy"}, {"hard", ""},     {"hard", "tricky"}};

TEST(Confusion, CountsWhatWasTakenForWhat) {
  const Confusion confusion = ConfusionOf(Labelled(kLabels));
  EXPECT_EQ(confusion.trials, 6);
  EXPECT_EQ(confusion.wrong, 3);
  EXPECT_THAT(confusion.truths, ElementsAre("easy", "hard"));
  EXPECT_THAT(confusion.said, ElementsAre("easy", "hard", "tricky", ""));
  EXPECT_EQ(confusion.counts.at({"easy", "easy"}), 2);
  EXPECT_EQ(confusion.counts.at({"easy", "hard"}), 1);
}

TEST(Confusion, HasNothingToSayOfTrialsThatClassifiedNothing) {
  measure::CaseRecord record;
  record.trials.resize(3);
  EXPECT_EQ(ConfusionOf(record).trials, 0);
}

TEST(Confusion, IsPrintedWithTheTruthInRows) {
  std::ostringstream out;
  WriteConfusion("Classified", ConfusionOf(Labelled(kLabels)), {}, out);
  EXPECT_EQ(out.str(),
            "  Classified: 3 of 6 labels wrong\n"
            "                             said\n"
            "  truth  easy  hard  tricky  none\n"
            "  easy      2     1       .     .\n"
            "  hard      .     1       1     1\n");
}

}  // namespace
}  // namespace lab::report
