#include "mocks/rate_limiter.h"

#include <gtest/gtest.h>

#include "mocks/model_clock.h"

namespace lab::mocks {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr LimitModel kLimits{
    .requests_per_minute = 60, .input_tokens_per_minute = 6000, .output_tokens_per_minute = 600};

TEST(RateLimiter, ShowsWhatIsLeftAndWhenItIsFullAgain) {
  RateLimiter limiter(kLimits);
  const Admission admission = limiter.Admit(Tokens{1500}, seconds(0));
  EXPECT_FALSE(admission.rejected);
  EXPECT_EQ(admission.requests.limit, 60);
  EXPECT_EQ(admission.requests.remaining, 59);
  EXPECT_EQ(admission.requests.reset, seconds(1));
  EXPECT_EQ(admission.input_tokens.remaining, 4500);
  EXPECT_EQ(admission.input_tokens.reset, seconds(15));
  EXPECT_EQ(admission.output_tokens.remaining, 600);
  EXPECT_EQ(admission.output_tokens.reset, seconds(0));
}

TEST(RateLimiter, RejectsTheRequestThatFindsTheBucketEmpty) {
  RateLimiter limiter({.requests_per_minute = 3});
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limiter.Admit(Tokens{1}, seconds(0)).rejected);
  const Admission rejected = limiter.Admit(Tokens{1}, seconds(0));
  EXPECT_TRUE(rejected.rejected);
  EXPECT_EQ(rejected.limit_name, "requests");
  EXPECT_EQ(rejected.retry_after, seconds(20));
}

TEST(RateLimiter, AdmitsWhoWaitsAsLongAsTold) {
  RateLimiter limiter({.requests_per_minute = 7, .input_tokens_per_minute = 1001});
  Duration now = Duration::zero();
  for (int i = 0; i < 200; ++i) {
    const Admission admission = limiter.Admit(Tokens{333}, now);
    if (!admission.rejected) continue;
    ASSERT_GT(admission.retry_after, Duration::zero());
    EXPECT_TRUE(limiter.Admit(Tokens{333}, now + admission.retry_after - milliseconds(1)).rejected);
    now += admission.retry_after;
    EXPECT_FALSE(limiter.Admit(Tokens{333}, now).rejected) << i;
  }
}

TEST(RateLimiter, StatesNumbersHoweverAbsurdItsFigures) {
  RateLimiter flooded({.requests_per_minute = 1'000'000'000'000});
  const Admission admission = flooded.Admit(Tokens{1}, seconds(0), 1e-9);
  EXPECT_EQ(admission.requests.limit, 1'000'000'000'000'000'000);
  RateLimiter indebted({.output_tokens_per_minute = 1});
  indebted.SpendOutput(Tokens{1'000'000'000'000'000});
  const Admission rejected = indebted.Admit(Tokens{1}, seconds(0));
  EXPECT_TRUE(rejected.rejected);
  EXPECT_EQ(rejected.retry_after, kEndOfModelTime);
}

TEST(RateLimiter, AdmitsNoMoreAtOnceThanItsBurst) {
  RateLimiter limiter({.requests_per_minute = 600, .burst_s = 2});
  for (int i = 0; i < 20; ++i) EXPECT_FALSE(limiter.Admit(Tokens{1}, minutes(9)).rejected) << i;
  const Admission rejected = limiter.Admit(Tokens{1}, minutes(9));
  EXPECT_TRUE(rejected.rejected);
  EXPECT_EQ(rejected.requests.limit, 600);
  EXPECT_EQ(rejected.retry_after, milliseconds(100)) << "the rate is that of the minute";
  EXPECT_EQ(rejected.requests.reset, seconds(2));
}

TEST(RateLimiter, AdmitsOneAtATimeHoweverShortTheBurst) {
  RateLimiter limiter({.requests_per_minute = 60, .burst_s = 0});
  EXPECT_FALSE(limiter.Admit(Tokens{1}, seconds(9)).rejected);
  EXPECT_TRUE(limiter.Admit(Tokens{1}, seconds(9)).rejected);
  EXPECT_FALSE(limiter.Admit(Tokens{1}, seconds(10)).rejected);
}

TEST(RateLimiter, NamesTheBucketThatTakesLongest) {
  RateLimiter limiter({.requests_per_minute = 1, .input_tokens_per_minute = 1000});
  EXPECT_FALSE(limiter.Admit(Tokens{900}, seconds(0)).rejected);
  const Admission rejected = limiter.Admit(Tokens{200}, seconds(0));
  EXPECT_EQ(rejected.limit_name, "requests");
  EXPECT_EQ(rejected.retry_after, seconds(60));
}

TEST(RateLimiter, TakesNothingForARejectedRequest) {
  RateLimiter limiter(kLimits);
  EXPECT_FALSE(limiter.Admit(Tokens{5000}, seconds(0)).rejected);
  EXPECT_TRUE(limiter.Admit(Tokens{2000}, seconds(0)).rejected);
  const Admission small = limiter.Admit(Tokens{1000}, seconds(0));
  EXPECT_FALSE(small.rejected);
  EXPECT_EQ(small.requests.remaining, 58);
}

TEST(RateLimiter, LetsOutputOverdrawAndThenWaitsForIt) {
  RateLimiter limiter(kLimits);
  EXPECT_FALSE(limiter.Admit(Tokens{1}, seconds(0)).rejected);
  limiter.SpendOutput(Tokens{900});
  const Admission rejected = limiter.Admit(Tokens{1}, seconds(0));
  EXPECT_TRUE(rejected.rejected);
  EXPECT_EQ(rejected.limit_name, "output tokens");
  EXPECT_EQ(rejected.output_tokens.remaining, 0);
  EXPECT_FALSE(limiter.Admit(Tokens{1}, milliseconds(30'200)).rejected);
}

TEST(RateLimiter, NeverHoldsMoreThanAMinutesWorth) {
  RateLimiter limiter(kLimits);
  const Admission later = limiter.Admit(Tokens{1}, minutes(50));
  EXPECT_EQ(later.requests.remaining, 59);
}

TEST(RateLimiter, DividesEveryLimitWhenSqueezed) {
  RateLimiter limiter(kLimits);
  const Admission squeezed = limiter.Admit(Tokens{100}, seconds(0), 10);
  EXPECT_EQ(squeezed.requests.limit, 6);
  EXPECT_EQ(squeezed.requests.remaining, 5);
  EXPECT_EQ(squeezed.input_tokens.remaining, 500);
  EXPECT_TRUE(limiter.Admit(Tokens{600}, seconds(0), 10).rejected);
}

TEST(RateLimiter, AdmitsOneEveryTwoMinutesWhenSqueezedToHalfARequest) {
  RateLimiter limiter({.requests_per_minute = 1});
  EXPECT_FALSE(limiter.Admit(Tokens{1}, seconds(0), 2).rejected);
  const Admission rejected = limiter.Admit(Tokens{1}, seconds(0), 2);
  EXPECT_TRUE(rejected.rejected);
  EXPECT_EQ(rejected.retry_after, seconds(120));
  EXPECT_EQ(rejected.requests.limit, 1) << "0 would be no limit";
  EXPECT_FALSE(limiter.Admit(Tokens{1}, seconds(120), 2).rejected);
}

TEST(RateLimiter, LimitsNothingWhereNoLimitIsSet) {
  RateLimiter limiter({});
  for (int i = 0; i < 10'000; ++i) {
    const Admission admission = limiter.Admit(Tokens{1'000'000}, seconds(0));
    ASSERT_FALSE(admission.rejected);
    ASSERT_EQ(admission.requests.limit, 0);
  }
}

}  // namespace
}  // namespace lab::mocks
