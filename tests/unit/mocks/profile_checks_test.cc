#include "mocks/profile_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

using testing::HasSubstr;

std::string IdleFailure(std::string_view yaml) {
  const Result<Profile> profile = ParseProfile(yaml, "mine.yaml");
  EXPECT_FALSE(profile.ok()) << yaml;
  return profile.ok() ? "" : profile.error().message;
}

TEST(ProfileChecks, LetEveryShippedProfilePass) {
  for (const std::string_view name : ShippedProfileNames()) {
    EXPECT_TRUE(IdleSettings(*ShippedProfile(name)).empty()) << name;
  }
  EXPECT_TRUE(IdleSettings({}).empty());
}

TEST(ProfileChecks, RefuseAnIncidentThatNobodyWouldNotice) {
  EXPECT_THAT(IdleFailure("incidents: [{kind: outage}]"), HasSubstr("[0].length_s is 0"));
  EXPECT_THAT(IdleFailure("incidents: [{kind: slow, length_s: 5}]"), HasSubstr("factor is 1"));
  EXPECT_THAT(
      IdleFailure("incidents: [{kind: outage, length_s: 5}, {kind: brown_out, length_s: 5}]"),
      HasSubstr("[1].share is 0"));
  EXPECT_TRUE(ParseProfile("incidents: [{kind: outage, length_s: 5}]", "x").ok());
}

TEST(ProfileChecks, RefuseARegimeThatIsNeverSlow) {
  EXPECT_THAT(IdleFailure("regime: {slow_factor: 2, slow_dwell_s: 5}"), HasSubstr("never slow"));
  EXPECT_THAT(IdleFailure("regime: {normal_dwell_s: 0.00001, slow_dwell_s: 5}"),
              HasSubstr("below 0.001 s"));
}

TEST(ProfileChecks, RefuseAStallThatTakesNoTime) {
  EXPECT_THAT(IdleFailure("decode: {stall_probability: 0.1}"), HasSubstr("no median"));
  EXPECT_THAT(IdleFailure("batch: {max_sequences: 2}\n"
                          "decode: {stall_probability: 0.1, stall_ms: {median: 5}}"),
              HasSubstr("do not stall"));
}

TEST(ProfileChecks, RefuseAProfileWithoutAName) {
  EXPECT_THAT(IdleFailure("name: ''"), HasSubstr("mine.yaml:1: 'name' is empty"));
}

}  // namespace
}  // namespace lab::mocks
