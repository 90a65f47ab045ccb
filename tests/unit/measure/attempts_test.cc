#include "framework/measure/attempts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

using enum AttemptEnd;
using testing::ElementsAre;

struct AttemptMs {
  double start;
  double end;
  int attempt = 0;
  std::optional<ErrorKind> error;
  std::int64_t step = -1;
  std::int64_t lineage = 0;
};

std::vector<AttemptEnd> Ends(const std::vector<AttemptMs>& attempts) {
  TrialRecord trial;
  for (const AttemptMs& attempt : attempts) {
    Sample& sample = trial.samples.emplace_back();
    sample.timeline.start = AtMs(attempt.start);
    sample.timeline.end = AtMs(attempt.end);
    sample.retries = attempt.attempt;
    sample.step = attempt.step;
    sample.lineage = attempt.lineage;
    if (attempt.error) sample.error = Error{*attempt.error, "it failed"};
  }
  return AttemptsOf(trial).ends;
}

constexpr auto kServer = ErrorKind::kServer;
constexpr auto kCancelled = ErrorKind::kCancelled;

TEST(Attempts, AreTriedAgainWhenAnotherOneFollows) {
  EXPECT_THAT(Ends({{0, 10, 0, kServer}, {20, 30, 1, kServer}, {40, 50, 2}}),
              ElementsAre(kTriedAgain, kTriedAgain, kOk));
  EXPECT_THAT(Ends({{0, 10, 0, kServer}, {20, 30, 1, kServer}}), ElementsAre(kTriedAgain, kFailed));
}

TEST(Attempts, OfOneRequestDoNotHideTheFailureOfAnother) {
  EXPECT_THAT(Ends({{0, 10, 0, kServer}, {0, 12, 0, kServer}, {15, 30, 1}}),
              ElementsAre(kFailed, kTriedAgain, kOk));
}

// Both copies of the second attempt follow one failure; the other request failed for good.
TEST(Attempts, AreFollowedOnceByTheCopiesOfAHedge) {
  EXPECT_THAT(
      Ends({{0, 10, 0, kServer}, {0, 11, 0, kServer}, {20, 60, 1, kCancelled}, {40, 60, 1}}),
      ElementsAre(kFailed, kTriedAgain, kGivenUp, kOk));
  EXPECT_THAT(Ends({{0, 10, 0, kServer},
                    {0, 11, 0, kServer},
                    {20, 60, 1, kCancelled},
                    {40, 60, 1, kCancelled}}),
              ElementsAre(kFailed, kTriedAgain, kGivenUp, kGivenUp));
}

TEST(Attempts, ThatWereTriedAgainAndThenGivenUpDidNotFail) {
  EXPECT_THAT(Ends({{0, 10, 0, kServer}, {20, 60, 1, kCancelled}}),
              ElementsAre(kTriedAgain, kGivenUp));
}

TEST(Attempts, OfAnotherStepFollowNothing) {
  EXPECT_THAT(Ends({{0, 10, 0, kServer, 1}, {20, 30, 1, std::nullopt, 2}}),
              ElementsAre(kFailed, kOk));
}

TEST(Attempts, FollowTheOneThatFailedLastBeforeThem) {
  EXPECT_THAT(Ends({{0, 10, 0, kServer}, {0, 25, 0, kServer}, {20, 30, 1}, {40, 50, 1}}),
              ElementsAre(kTriedAgain, kTriedAgain, kOk, kOk));
}

/// One request's, whatever their numbers.
std::vector<AttemptEnd> EndsOfOne(std::vector<AttemptMs> attempts) {
  for (AttemptMs& attempt : attempts) attempt.lineage = 1;
  return Ends(attempts);
}

TEST(AttemptsOfOneLineage, AreCopiesThatBothFailedBeforeOneRetry) {
  EXPECT_THAT(EndsOfOne({{0, 10, 0, kServer}, {5, 12, 0, kServer}, {20, 30, 1}}),
              ElementsAre(kTriedAgain, kTriedAgain, kOk));
  EXPECT_THAT(EndsOfOne({{0, 10, 0, kServer}, {5, 12, 0, kServer}}),
              ElementsAre(kTriedAgain, kFailed));
}

TEST(AttemptsOfOneLineage, HaveNotFailedWhereTheOtherCopySucceeds) {
  EXPECT_THAT(EndsOfOne({{0, 10, 0, kServer}, {5, 30, 0}}), ElementsAre(kTriedAgain, kOk));
}

TEST(AttemptsOfOneLineage, HaveNotFailedWhereTheOtherCopyWasGivenUpLater) {
  EXPECT_THAT(EndsOfOne({{0, 10, 0, kServer}, {5, 30, 0, kCancelled}}),
              ElementsAre(kTriedAgain, kGivenUp));
}

TEST(AttemptsOfOneLineage, HaveFailedWhereTheWinnerBreaksOffAfterTheLoserIsGone) {
  EXPECT_THAT(EndsOfOne({{5, 12, 0, kCancelled}, {0, 30, 0, kServer}}),
              ElementsAre(kGivenUp, kFailed));
  EXPECT_THAT(EndsOfOne({{5, 30, 0, kCancelled}, {0, 30, 0, kServer}}),
              ElementsAre(kGivenUp, kFailed));
}

TEST(AttemptsOfOneLineage, AreRepairedByAnotherModelWhateverItsNumber) {
  EXPECT_THAT(EndsOfOne({{0, 10, 0, kServer}, {20, 30, 1, kServer}, {30, 60, 0}}),
              ElementsAre(kTriedAgain, kTriedAgain, kOk));
}

TEST(AttemptsOfOneLineage, SayNothingOfOtherRequests) {
  EXPECT_THAT(Ends({{.start = 0, .end = 10, .error = kServer, .lineage = 1},
                    {.start = 20, .end = 30, .attempt = 1, .lineage = 2},
                    {.start = 20, .end = 30, .attempt = 1}}),
              ElementsAre(kFailed, kOk, kOk));
}

TEST(Attempts, WithoutTimesAreTakenInTheirOrder) {
  TrialRecord trial;
  trial.samples.resize(2);
  trial.samples[0].error = Error{kServer, "500"};
  trial.samples[1].retries = 1;
  EXPECT_THAT(AttemptsOf(trial).ends, ElementsAre(kTriedAgain, kOk));
  EXPECT_EQ(AttemptsOf(trial).count(kOk), 1);
}

}  // namespace
}  // namespace lab::measure
