#include "mocks/incidents.h"

#include <gtest/gtest.h>

#include <vector>

#include "mocks/model_clock.h"

namespace lab::mocks {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

Profile Moody() {
  Profile profile;
  profile.regime = {
      .slow_factor = 3, .slow_decode_factor = 2, .normal_dwell_s = 30, .slow_dwell_s = 10};
  return profile;
}

TEST(Incidents, AreNeutralByDefault) {
  Incidents incidents(Profile{}, 1);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(incidents.PrefillFactor(seconds(i), 7), 1);
    EXPECT_EQ(incidents.StepFactor(seconds(i)), 1);
    EXPECT_EQ(incidents.SqueezeFactor(seconds(i)), 1);
    EXPECT_FALSE(incidents.IncidentStatus(seconds(i), 7).has_value());
  }
}

TEST(Incidents, AreSlowForTheShareOfTimeThatTheDwellTimesSay) {
  Incidents incidents(Moody(), 1);
  int slow = 0;
  int changes = 0;
  constexpr int kSeconds = 200'000;
  for (int i = 0; i < kSeconds; ++i) {
    const bool now = incidents.StepFactor(seconds(i)) == 2;
    changes += i > 0 && now != (incidents.StepFactor(seconds(i - 1)) == 2) ? 1 : 0;
    slow += now ? 1 : 0;
  }
  EXPECT_NEAR(slow / static_cast<double>(kSeconds), 0.25, 0.01);
  EXPECT_NEAR(changes, kSeconds / 20, 1000);  // two changes every 40 s; sub-second stays unseen
}

TEST(Incidents, SlowReadingAndWritingEachByItsOwnFactor) {
  Incidents incidents(Moody(), 1);
  for (int i = 0; i < 1000; ++i) {
    const bool slow = incidents.StepFactor(seconds(i)) == 2;
    EXPECT_EQ(incidents.PrefillFactor(seconds(i), 7), slow ? 3 : 1);
  }
}

TEST(Incidents, ForgetWhatIsLongPastAndFindItAgain) {
  Incidents fresh(Moody(), 1);
  Incidents travelled(Moody(), 1);
  travelled.StepFactor(std::chrono::hours(1000));
  travelled.StepFactor(kEndOfModelTime - std::chrono::hours(24 * 365 * 139));
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(travelled.StepFactor(seconds(i)), fresh.StepFactor(seconds(i))) << i;
  }
}

TEST(Incidents, AreAFunctionOfSeedAndTimeWhateverWasAskedBefore) {
  Incidents forwards(Moody(), 1);
  Incidents backwards(Moody(), 1);
  Incidents other(Moody(), 2);
  std::vector<double> first(1000);
  std::vector<double> elsewhere(1000);
  for (std::size_t i = 0; i < 1000; ++i) {
    first[i] = forwards.StepFactor(milliseconds(700 * i));
    elsewhere[i] = other.StepFactor(milliseconds(700 * i));
  }
  for (std::size_t i = 1000; i-- > 0;) {
    EXPECT_EQ(backwards.StepFactor(milliseconds(700 * i)), first[i]);
  }
  EXPECT_NE(first, elsewhere);
}

TEST(Incidents, GiveARouteOneFactorForAWhile) {
  Profile profile;
  profile.route = {.count = 1, .sigma = 0.3, .dwell_s = 5};
  Incidents incidents(profile, 1);
  const double factor = incidents.PrefillFactor(seconds(0), 1);
  EXPECT_NE(factor, 1);
  EXPECT_EQ(incidents.PrefillFactor(milliseconds(4999), 2), factor);
  EXPECT_NE(incidents.PrefillFactor(seconds(5), 1), factor);
}

TEST(Incidents, LetTheKeyPickTheRoute) {
  Profile profile;
  profile.route = {.count = 3, .sigma = 0.3, .dwell_s = 5};
  Incidents incidents(profile, 1);
  std::vector<double> factors;
  for (std::uint64_t key = 0; key < 100; ++key) {
    factors.push_back(incidents.PrefillFactor(seconds(0), key));
  }
  std::sort(factors.begin(), factors.end());
  factors.erase(std::unique(factors.begin(), factors.end()), factors.end());
  EXPECT_EQ(factors.size(), 3u);
}

TEST(Incidents, LetASlowIncidentGrowAndShrinkOverItsRamps) {
  Profile profile;
  profile.incidents = {
      {.kind = IncidentKind::kSlow, .start_s = 100, .length_s = 60, .ramp_s = 10, .factor = 5}};
  Incidents incidents(profile, 1);
  EXPECT_EQ(incidents.StepFactor(seconds(99)), 1);
  EXPECT_NEAR(incidents.StepFactor(seconds(105)), 3, 1e-9);
  EXPECT_NEAR(incidents.PrefillFactor(seconds(105), 7), 3, 1e-9);
  EXPECT_EQ(incidents.StepFactor(seconds(130)), 5);
  EXPECT_NEAR(incidents.StepFactor(seconds(155)), 3, 1e-9);
  EXPECT_EQ(incidents.StepFactor(seconds(160)), 1);
}

TEST(Incidents, LetABrownOutHitItsShare) {
  Profile profile;
  profile.incidents = {{.kind = IncidentKind::kBrownOut,
                        .start_s = 10,
                        .length_s = 10,
                        .share = 0.3,
                        .status = 503}};
  const Incidents incidents(profile, 1);
  int hit = 0;
  for (std::uint64_t key = 0; key < 10'000; ++key) {
    const std::optional<int> status = incidents.IncidentStatus(seconds(15), key);
    if (!status) continue;
    EXPECT_EQ(*status, 503);
    ++hit;
  }
  EXPECT_NEAR(hit, 3000, 184);  // four deviations
  EXPECT_FALSE(incidents.IncidentStatus(seconds(25), 1).has_value());
}

TEST(Incidents, LetAnOutageHitEverybody) {
  Profile profile;
  profile.incidents = {{.kind = IncidentKind::kOutage, .start_s = 10, .length_s = 10}};
  const Incidents incidents(profile, 1);
  for (std::uint64_t key = 0; key < 1000; ++key) {
    EXPECT_EQ(incidents.IncidentStatus(seconds(15), key), 529);
    EXPECT_FALSE(incidents.IncidentStatus(seconds(9), key).has_value());
  }
}

TEST(Incidents, SqueezeRateLimitsWhileItLasts) {
  Profile profile;
  profile.incidents = {
      {.kind = IncidentKind::kSqueeze, .start_s = 10, .length_s = 10, .factor = 4}};
  const Incidents incidents(profile, 1);
  EXPECT_EQ(incidents.SqueezeFactor(seconds(9)), 1);
  EXPECT_EQ(incidents.SqueezeFactor(seconds(10)), 4);
  EXPECT_EQ(incidents.SqueezeFactor(seconds(20)), 1);
}

}  // namespace
}  // namespace lab::mocks
