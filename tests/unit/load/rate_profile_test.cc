#include "framework/load/rate_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lab::load {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

RateProfile Parsed(std::string_view text) { return RateProfile::Parse(text).value(); }

TEST(RateProfile, AConstantRateHasRequestIDueWhenIAre) {
  const RateProfile rate = Parsed("3");
  EXPECT_EQ(rate.WhenDue(0), 0ns);
  EXPECT_EQ(rate.WhenDue(1), 333'333'333ns);
  EXPECT_EQ(rate.WhenDue(2), 666'666'667ns);
  EXPECT_EQ(rate.WhenDue(3'000'000), 1'000'000s) << "no error adds up";
}

TEST(RateProfile, ARampHasHalfOfItsRequestsBehindItsMiddleByTheSquareOfTime) {
  const RateProfile rate = Parsed("0..20/10s");  // t^2 requests at t seconds
  EXPECT_EQ(rate.WhenDue(1), 1s);
  EXPECT_EQ(rate.WhenDue(25), 5s);
  EXPECT_EQ(rate.WhenDue(81), 9s);
}

TEST(RateProfile, ARampKeepsItsLastRate) {
  const RateProfile rate = Parsed("0..20/10s");
  EXPECT_EQ(rate.WhenDue(100), 10s);
  EXPECT_EQ(rate.WhenDue(120), 11s);
  EXPECT_FALSE(rate.total());
  EXPECT_EQ(rate.mean_rate(), 20);
}

TEST(RateProfile, ARampDownToNothingEnds) {
  const RateProfile rate = Parsed("20..0/10s");
  EXPECT_EQ(rate.WhenDue(19), 1s);
  EXPECT_EQ(rate.total(), 100);
  EXPECT_FALSE(rate.WhenDue(100));
}

TEST(RateProfile, StepsEndWithTheLastOne) {
  const RateProfile rate = Parsed("10x30s,20x30s");
  EXPECT_EQ(rate.WhenDue(299), 29'900ms);
  EXPECT_EQ(rate.WhenDue(300), 30s);
  EXPECT_EQ(rate.WhenDue(301), 30'050ms);
  EXPECT_EQ(rate.WhenDue(899), 59'950ms);
  EXPECT_FALSE(rate.WhenDue(900)) << "the end belongs to no step";
  EXPECT_EQ(rate.total(), 900);
  EXPECT_EQ(rate.mean_rate(), 15);
}

TEST(RateProfile, NothingIsDueInAPause) {
  const RateProfile rate = Parsed("10x1s, 0x5s, 10");
  EXPECT_EQ(rate.WhenDue(9), 900ms);
  EXPECT_EQ(rate.WhenDue(10), 6s);
  EXPECT_EQ(rate.WhenDue(11), 6100ms);
}

TEST(RateProfile, RampsAndStepsMayBeMixed) {
  const RateProfile rate = Parsed("0..20/10s,20x5s,20..0/10s");
  EXPECT_EQ(rate.WhenDue(200), 15s);
  EXPECT_EQ(rate.WhenDue(219), 16s);
  EXPECT_EQ(rate.total(), 300);
}

TEST(RateProfile, WhatIsDueBeyondAllTimeIsNeverDue) {
  EXPECT_FALSE(RateProfile::Constant(1e-6).WhenDue(1e9));
}

struct Refused {
  std::string text;
  std::string why;
};

class RefusedRate : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedRate, NamesThePieceAndWhatItShouldBe) {
  const Result<RateProfile> rate = RateProfile::Parse(GetParam().text);
  ASSERT_FALSE(rate);
  EXPECT_EQ(rate.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(rate.error().message, HasSubstr(GetParam().why));
  EXPECT_THAT(rate.error().message, HasSubstr("it should be requests a second (20)"));
}

INSTANTIATE_TEST_SUITE_P(
    RateProfile, RefusedRate,
    ::testing::Values(Refused{"", "the rate ''"}, Refused{"0", "never sends anything"},
                      Refused{"-3", "'-3' has a rate"}, Refused{"nan", "'nan' has a rate"},
                      Refused{"inf", "'inf' has a rate"}, Refused{"1e9", "to 1,000,000"},
                      Refused{"1e-300", "'1e-300' has a rate"},
                      Refused{"10x30s,fast", "'fast' has a rate"},
                      Refused{"10x30", "'10x30' has no duration above 0 with its unit"},
                      Refused{"10x0s", "has no duration"}, Refused{"10x-5s", "has no duration"},
                      Refused{"1..50", "is a ramp without a duration"},
                      Refused{"1..x/60s", "'1..x/60s' has a rate"},
                      Refused{"0..0/60s", "never sends anything"},
                      Refused{"0x30s,0", "never sends anything"},
                      Refused{"10,20x30s", "'20x30s' comes behind one without an end"}));

}  // namespace
}  // namespace lab::load
