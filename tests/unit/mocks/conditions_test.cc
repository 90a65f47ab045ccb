#include "mocks/conditions.h"

#include <gtest/gtest.h>

#include <vector>

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

TEST(Conditions, AreNeutralByDefault) {
  Conditions conditions(Profile{}, 1);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(conditions.PrefillFactor(seconds(i), 7), 1);
    EXPECT_EQ(conditions.StepFactor(seconds(i)), 1);
    EXPECT_EQ(conditions.SqueezeFactor(seconds(i)), 1);
    EXPECT_FALSE(conditions.IncidentStatus(seconds(i), 7).has_value());
  }
}

TEST(Conditions, AreSlowForTheShareOfTimeThatTheDwellTimesSay) {
  Conditions conditions(Moody(), 1);
  int slow = 0;
  int changes = 0;
  constexpr int kSeconds = 200'000;
  for (int i = 0; i < kSeconds; ++i) {
    const bool now = conditions.StepFactor(seconds(i)) == 2;
    changes += i > 0 && now != (conditions.StepFactor(seconds(i - 1)) == 2) ? 1 : 0;
    slow += now ? 1 : 0;
  }
  EXPECT_NEAR(slow / static_cast<double>(kSeconds), 0.25, 0.01);
  EXPECT_NEAR(changes, kSeconds / 20, 1000);  // two changes every 40 s; sub-second stays unseen
}

TEST(Conditions, SlowReadingAndWritingEachByItsOwnFactor) {
  Conditions conditions(Moody(), 1);
  for (int i = 0; i < 1000; ++i) {
    const bool slow = conditions.StepFactor(seconds(i)) == 2;
    EXPECT_EQ(conditions.PrefillFactor(seconds(i), 7), slow ? 3 : 1);
  }
}

TEST(Conditions, AreAFunctionOfSeedAndTimeWhateverWasAskedBefore) {
  Conditions forwards(Moody(), 1);
  Conditions backwards(Moody(), 1);
  Conditions other(Moody(), 2);
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

TEST(Conditions, GiveARouteOneFactorForAWhile) {
  Profile profile;
  profile.route = {.count = 1, .sigma = 0.3, .dwell_s = 5};
  Conditions conditions(profile, 1);
  const double factor = conditions.PrefillFactor(seconds(0), 1);
  EXPECT_NE(factor, 1);
  EXPECT_EQ(conditions.PrefillFactor(milliseconds(4999), 2), factor);
  EXPECT_NE(conditions.PrefillFactor(seconds(5), 1), factor);
}

TEST(Conditions, LetTheKeyPickTheRoute) {
  Profile profile;
  profile.route = {.count = 3, .sigma = 0.3, .dwell_s = 5};
  Conditions conditions(profile, 1);
  std::vector<double> factors;
  for (std::uint64_t key = 0; key < 100; ++key) {
    factors.push_back(conditions.PrefillFactor(seconds(0), key));
  }
  std::sort(factors.begin(), factors.end());
  factors.erase(std::unique(factors.begin(), factors.end()), factors.end());
  EXPECT_EQ(factors.size(), 3u);
}

TEST(Conditions, LetASlowIncidentGrowAndShrinkOverItsRamps) {
  Profile profile;
  profile.incidents = {
      {.kind = IncidentKind::kSlow, .start_s = 100, .length_s = 60, .ramp_s = 10, .factor = 5}};
  Conditions conditions(profile, 1);
  EXPECT_EQ(conditions.StepFactor(seconds(99)), 1);
  EXPECT_NEAR(conditions.StepFactor(seconds(105)), 3, 1e-9);
  EXPECT_NEAR(conditions.PrefillFactor(seconds(105), 7), 3, 1e-9);
  EXPECT_EQ(conditions.StepFactor(seconds(130)), 5);
  EXPECT_NEAR(conditions.StepFactor(seconds(155)), 3, 1e-9);
  EXPECT_EQ(conditions.StepFactor(seconds(160)), 1);
}

TEST(Conditions, LetABrownOutHitItsShare) {
  Profile profile;
  profile.incidents = {{.kind = IncidentKind::kBrownOut,
                        .start_s = 10,
                        .length_s = 10,
                        .share = 0.3,
                        .status = 503}};
  const Conditions conditions(profile, 1);
  int hit = 0;
  for (std::uint64_t key = 0; key < 10'000; ++key) {
    const std::optional<int> status = conditions.IncidentStatus(seconds(15), key);
    if (!status) continue;
    EXPECT_EQ(*status, 503);
    ++hit;
  }
  EXPECT_NEAR(hit, 3000, 184);  // four deviations
  EXPECT_FALSE(conditions.IncidentStatus(seconds(25), 1).has_value());
}

TEST(Conditions, LetAnOutageHitEverybody) {
  Profile profile;
  profile.incidents = {{.kind = IncidentKind::kOutage, .start_s = 10, .length_s = 10}};
  const Conditions conditions(profile, 1);
  for (std::uint64_t key = 0; key < 1000; ++key) {
    EXPECT_EQ(conditions.IncidentStatus(seconds(15), key), 529);
    EXPECT_FALSE(conditions.IncidentStatus(seconds(9), key).has_value());
  }
}

TEST(Conditions, SqueezeRateLimitsWhileItLasts) {
  Profile profile;
  profile.incidents = {
      {.kind = IncidentKind::kSqueeze, .start_s = 10, .length_s = 10, .factor = 4}};
  const Conditions conditions(profile, 1);
  EXPECT_EQ(conditions.SqueezeFactor(seconds(9)), 1);
  EXPECT_EQ(conditions.SqueezeFactor(seconds(10)), 4);
  EXPECT_EQ(conditions.SqueezeFactor(seconds(20)), 1);
}

}  // namespace
}  // namespace lab::mocks
