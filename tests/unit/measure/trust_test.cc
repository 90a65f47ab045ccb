#include "framework/measure/trust.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/measure/records.h"

namespace lab::measure {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

Run RunWith(std::vector<Sample> samples) {
  TrialRecord trial = TrialOf(0, {});
  trial.samples = std::move(samples);
  measure::Run run;
  run.config.seed = 7;
  run.cases = {CaseOf("A", {trial})};
  return run;
}

std::vector<Sample> Many(int good, int failed, ErrorKind kind = ErrorKind::kTimeout) {
  std::vector<Sample> samples(static_cast<std::size_t>(good), SampleWithTokens(5));
  samples.insert(samples.end(), static_cast<std::size_t>(failed), FailedSample(kind));
  return samples;
}

// Kernel stamps whose client delay is `delay`, but for one of five; the TTFT is 100 ms.
Sample Delayed(Duration delay, StampSource last = StampSource::kUser) {
  Sample sample = SampleWithTokens(5);
  for (TokenArrival& token : sample.timeline.tokens) {
    token.source = StampSource::kKernel;
    token.client_delay = delay;
  }
  sample.timeline.tokens.back().source = last;
  return sample;
}

TEST(TrustOf, ASimulatedRunNamesItsSeed) {
  measure::Run run = RunWith(Many(3, 0));
  run.simulated = true;
  const Trust trust = TrustOf(run);
  EXPECT_TRUE(trust.valid);
  EXPECT_EQ(trust.line, "simulated time, seed 7 | 3 ok, 0 failed");
}

TEST(TrustOf, AllowsOneFailureInAHundred) {
  const Trust trust = TrustOf(RunWith(Many(99, 1)));
  EXPECT_TRUE(trust.valid);
  EXPECT_THAT(trust.line, StartsWith("VALID  99 ok, 1 failed (1x timeout)"));
  EXPECT_EQ(trust.reason, "");
}

TEST(TrustOf, RejectsMoreFailuresThanAllowed) {
  const Trust trust = TrustOf(RunWith(Many(98, 2)));
  EXPECT_FALSE(trust.valid);
  EXPECT_FALSE(trust.all_failed);
  EXPECT_EQ(trust.reason, "2.0 % of the requests failed when at most 1.0 % may");
  EXPECT_THAT(trust.line, StartsWith("INVALID  98 ok, 2 failed"));
  EXPECT_THAT(trust.line, HasSubstr(trust.reason));
}

// A request that succeeded at its third attempt has not failed.
TEST(TrustOf, CountsNoAttemptThatAnotherOneFollowed) {
  std::vector<Sample> samples = Many(98, 2, ErrorKind::kRateLimited);
  samples[97].retries = 2;
  samples[99].retries = 1;
  const Trust trust = TrustOf(RunWith(std::move(samples)));
  EXPECT_TRUE(trust.valid);
  EXPECT_THAT(trust.line, StartsWith("VALID  98 ok, 0 failed, 2 tried again (2x rate_limited)"));
}

TEST(TrustOf, CountsARequestWhoseLastAttemptFailedAsOne) {
  std::vector<Sample> samples = Many(97, 3);
  samples[98].retries = 1;
  samples[99].retries = 2;
  EXPECT_THAT(TrustOf(RunWith(std::move(samples))).line,
              StartsWith("INVALID  97 ok, 1 failed (1x timeout), 2 tried again (2x timeout)"));
}

TEST(TrustOf, ToldOtherLimitsKeepsToThem) {
  EXPECT_TRUE(TrustOf(RunWith(Many(90, 10)), {.max_error_share = 0.1}).valid);
}

TEST(TrustOf, NeverCountsACancelledRequestAsFailed) {
  const Trust trust = TrustOf(RunWith(Many(9, 5, ErrorKind::kCancelled)));
  EXPECT_TRUE(trust.valid);
  EXPECT_THAT(trust.line, StartsWith("VALID  9 ok, 0 failed |"));
}

TEST(TrustOf, SaysWhenNothingSucceeded) {
  measure::Run run = RunWith(Many(0, 4, ErrorKind::kAuth));
  EXPECT_TRUE(TrustOf(run).all_failed);
  run.simulated = true;
  EXPECT_TRUE(TrustOf(run).all_failed);
  EXPECT_FALSE(TrustOf(RunWith({})).all_failed);
}

TEST(TrustOf, CountsATrialThatCouldNotBeCarriedOut) {
  measure::Run run = RunWith({});
  run.cases[0].trials[0].error = Error{ErrorKind::kUsage, "the experiment threw"};
  const Trust trust = TrustOf(run);
  EXPECT_TRUE(trust.all_failed);
  EXPECT_FALSE(trust.valid);
  EXPECT_THAT(trust.line, HasSubstr("0 ok, 1 failed (1x usage)"));
}

TEST(TrustOf, CountsOneFailureWhenATrialFailedBecauseOfItsRequest) {
  measure::Run run = RunWith(Many(0, 1));
  run.cases[0].trials[0].error = Error{ErrorKind::kTimeout, "no answer"};
  EXPECT_THAT(TrustOf(run).line, HasSubstr("0 ok, 1 failed (1x timeout)"));
}

TEST(TrustOf, HoldsTheClientDelayAgainstTheSmallestMedianTtftWhereStampsAreMissing) {
  const Trust good = TrustOf(RunWith({Delayed(4ms), Delayed(5ms)}));
  EXPECT_TRUE(good.valid);
  EXPECT_THAT(good.line, HasSubstr("kernel stamps 80.0 %, client delay p99 5.00 ms"));
  const Trust bad = TrustOf(RunWith({Delayed(4ms), Delayed(6ms)}));
  EXPECT_FALSE(bad.valid);
  EXPECT_EQ(bad.reason,
            "20.0 % of the stamps are user space's, and the client delay's p99 of 6.00 ms is more "
            "than 5 % of the smallest median TTFT, 100.00 ms of caching/SupportDesk/A");
}

TEST(TrustOf, BelievesKernelStampsHoweverLateTheProgramWas) {
  for (const StampSource source : {StampSource::kKernel, StampSource::kKernelBound}) {
    const Trust trust = TrustOf(RunWith({Delayed(60ms, source)}));
    EXPECT_TRUE(trust.valid);
    EXPECT_THAT(trust.line, HasSubstr("kernel stamps 100.0 %, client delay p99 60.00 ms"));
  }
}

TEST(TrustOf, LooksAtCoalescedGapsWhereStampsAreTheKernelsToo) {
  Sample sample = Delayed(1ms, StampSource::kKernel);
  sample.timeline.tokens[2].place_in_read = 1;
  EXPECT_FALSE(TrustOf(RunWith({sample})).valid);
}

TEST(TrustOf, LooksAtCoalescedGapsWhereStampsAreOfUserSpace) {
  Sample sample = SampleWithTokens(21);  // 20 gaps
  sample.timeline.tokens[3].place_in_read = 1;
  const Trust good = TrustOf(RunWith({sample}));
  EXPECT_TRUE(good.valid);
  EXPECT_THAT(good.line, HasSubstr("user-space stamps, 5.0 % of gaps inside one read"));
  sample.timeline.tokens[9].place_in_read = 1;
  const Trust bad = TrustOf(RunWith({sample}));
  EXPECT_FALSE(bad.valid);
  EXPECT_EQ(bad.reason, "10.0 % of the token gaps lie inside one read when at most 5.0 % may");
}

// What a hedge gave up was tried again as well; that hides no failure of another request.
TEST(TrustOf, CountsAFailureBesideTheCopiesOfAHedge) {
  std::vector<Sample> samples = Many(19, 2, ErrorKind::kServer);
  samples[18].retries = 1;
  samples.push_back(FailedSample(ErrorKind::kCancelled));
  samples.back().retries = 1;
  const Trust trust = TrustOf(RunWith(std::move(samples)));
  EXPECT_FALSE(trust.valid);
  EXPECT_THAT(trust.line,
              StartsWith("INVALID  19 ok, 1 failed (1x server), 1 tried again (1x server)"));
}

TEST(TrustOf, CountsAnAnswerThatFailedWithoutARequest) {
  measure::Run run = RunWith(Many(9, 0));
  run.cases[0].trials.push_back(TrialOf(1, {ViewOf({.failed = true})}));
  const Trust trust = TrustOf(run);
  EXPECT_FALSE(trust.valid);
  EXPECT_THAT(trust.line, HasSubstr("9 ok, 1 failed (1x without a request)"));
}

TEST(TrustOf, CountsATrialThatBrokeAlthoughItsRequestWasTriedAgainInTime) {
  std::vector<Sample> samples = Many(1, 1, ErrorKind::kServer);
  samples[0].retries = 1;
  measure::Run run = RunWith(std::move(samples));
  run.cases[0].trials[0].error = Error{ErrorKind::kUsage, "the experiment threw"};
  EXPECT_THAT(TrustOf(run).line, HasSubstr("1 ok, 1 failed (1x usage)"));
}

TEST(TrustOf, IsNotAllFailedWhereAnswersCameWithoutARequest) {
  measure::Run run = RunWith(Many(0, 1));
  run.cases[0].trials.push_back(TrialOf(1, {ViewOf({})}));
  EXPECT_FALSE(TrustOf(run).all_failed);
}

TEST(TrustOf, SaysThatNothingWasMeasuredWhereEveryCaseWasSkipped) {
  measure::Run run;
  run.cases = {CaseOf("A", {}), CaseOf("B", {})};
  run.cases[0].skipped = run.cases[1].skipped = "it measures m, which this target does not have";
  const Trust trust = TrustOf(run);
  EXPECT_TRUE(trust.nothing_measured);
  EXPECT_FALSE(trust.valid || trust.all_failed);
  EXPECT_EQ(trust.line,
            "NOTHING MEASURED  2 of 2 cases were skipped; the first, "
            "caching/SupportDesk/A: it measures m, which this target does not have");
  run.simulated = true;
  EXPECT_TRUE(TrustOf(run).nothing_measured);
  EXPECT_THAT(TrustOf(run).line, HasSubstr("nothing was measured: 2 of 2 cases were skipped"));
}

TEST(TrustOf, SaysThatNothingWasMeasuredWhereNoRequestWasSent) {
  for (measure::Run run : {RunWith({}), measure::Run{}}) {
    EXPECT_TRUE(TrustOf(run).nothing_measured);
    EXPECT_FALSE(TrustOf(run).valid);
    EXPECT_THAT(TrustOf(run).line, HasSubstr("no request was sent"));
  }
}

// A cache of the provider answered once in a millisecond: nothing that is reported is that small.
TEST(TrustOf, IsNotDecidedByTheFastestOfManyRequests) {
  std::vector<Sample> samples(20, Delayed(4ms));
  samples[0].timeline.first_token = AtMs(1);
  EXPECT_TRUE(TrustOf(RunWith(std::move(samples))).valid);
}

TEST(TrustOf, NeverCallsARunThatWasCutValid) {
  for (const bool simulated : {false, true}) {
    measure::Run run = RunWith(Many(3, 0));
    run.simulated = simulated;
    run.cut = "Ctrl-C (SIGINT) after 3 of 400 trials";
    const Trust trust = TrustOf(run);
    EXPECT_TRUE(trust.cut);
    EXPECT_FALSE(trust.valid);
    EXPECT_THAT(trust.line, StartsWith(simulated ? "simulated time" : "CUT  3 ok"));
    EXPECT_THAT(trust.line, HasSubstr("cut by Ctrl-C (SIGINT) after 3 of 400 trials"));
  }
}

TEST(TrustOf, SaysWhatCutARunInWhichNothingWasMeasured) {
  measure::Run run;
  run.cut = "SIGTERM after 0 of 400 trials";
  EXPECT_THAT(TrustOf(run).line, HasSubstr("the run was cut by SIGTERM after 0 of 400 trials"));
}

}  // namespace
}  // namespace lab::measure
