#include "framework/report/verdict_text.h"

#include <gtest/gtest.h>

namespace lab::report {
namespace {

TEST(VerdictText, SaysHowManyTrialsWouldSettleIt) {
  stats::Comparison comparison;
  comparison.needed = 430;
  EXPECT_EQ(VerdictText(comparison), "unclear (>=430 trials)");
  comparison.verdict = stats::Verdict::kSame;
  EXPECT_EQ(VerdictText(comparison), "same");
}

TEST(VerdictTone, IsGoodForFasterAndBadForSlowerAlone) {
  EXPECT_EQ(VerdictTone(stats::Verdict::kFaster), Tone::kGood);
  EXPECT_EQ(VerdictTone(stats::Verdict::kSlower), Tone::kBad);
  EXPECT_EQ(VerdictTone(stats::Verdict::kSame), Tone::kPlain);
  EXPECT_EQ(VerdictTone(stats::Verdict::kUnclear), Tone::kPlain);
}

}  // namespace
}  // namespace lab::report
