#include "apps/gate_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/apps/suites_arguments.h"

namespace lab::apps {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(GateOptions, StopWhenTheIntervalIsNarrowEnough) {
  EXPECT_EQ(Parse({})->until_width, 0);
  EXPECT_DOUBLE_EQ(Parse({"--until=ci:5%"})->until_width, 0.05);
  EXPECT_DOUBLE_EQ(Parse({"--until", "ci:0.1"})->until_width, 0.1);
  EXPECT_THAT(Wrong({"--until=5%"}), HasSubstr("--until=5% when it should be ci:WIDTH"));
  EXPECT_THAT(Wrong({"--until=ci:5"}), HasSubstr("--until is 5 "));
  EXPECT_THAT(Wrong({"--until=ci:5%", "--benchmark_min_time=1"}), HasSubstr("keep one"));
}

TEST(GateOptions, AreOfSimulatedTimeAndTheDefaultConfiguration) {
  EXPECT_TRUE(Parse({"--gate"})->gate);
  EXPECT_TRUE(Parse({"--approve", "--baselines=a", "--baselines=b"})->approve);
  EXPECT_EQ(Parse({"--gate", "--baselines=a", "--baselines=b"})->baselines, "b");
  EXPECT_THAT(Wrong({"--gate", "--target=mock"}), HasSubstr("lab compare"));
  EXPECT_THAT(Wrong({"--approve", "--seed=2"}), HasSubstr("leave --seed out"));
  EXPECT_THAT(Wrong({"--gate", "--approve"}), HasSubstr("--gate"));
}

TEST(GateOptions, TakeTheFlagsOfTheOtherSideInAnyForm) {
  for (const std::vector<const char*>& form :
       {std::vector<const char*>{"--interleave", "--model gpt-5-mini"},
        {"--interleave=--model gpt-5-mini"}}) {
    const Result<SuitesOptions> options = Parse(form);
    ASSERT_TRUE(options.ok()) << options.error().message;
    EXPECT_TRUE(options->interleaved);
    EXPECT_EQ(options->interleave, "--model gpt-5-mini");
  }
  EXPECT_FALSE(Parse({})->interleaved);
  EXPECT_TRUE(Parse({"--interleave", ""})->interleaved);
}

TEST(GateOptions, OfTheOtherSideAreThisSidesWithItsOwnOnTop) {
  const Result<SuitesOptions> other = Other({"--model=claude-sonnet-5-5", "--runs=7", "--seed=3",
                                             "--interleave", "--model gpt-5-mini --profile=ideal"});
  ASSERT_TRUE(other.ok()) << other.error().message;
  EXPECT_EQ(other->model, "gpt-5-mini");
  EXPECT_EQ(other->profile, "ideal");
  EXPECT_EQ(other->runs, 7);
  EXPECT_EQ(other->seed, 3U);
  EXPECT_EQ(Other({"--model=a", "--interleave="})->model, "a");
}

TEST(GateOptions, OfTheOtherSideChangeOnlyWhereTheRequestsGo) {
  EXPECT_THAT(Other({"--interleave", "--seed 2"}).error().message,
              HasSubstr("--seed cannot differ between the two sides"));
  EXPECT_THAT(Other({"--interleave", "--target nowhere"}).error().message, HasSubstr("nowhere"));
}

TEST(GateOptions, DoNotMixTheModes) {
  EXPECT_THAT(Wrong({"--interleave", "", "--gate"}), HasSubstr("--interleave with --gate"));
  EXPECT_THAT(Wrong({"--interleave", "", "--until=ci:5%"}), HasSubstr("leave --until out"));
  EXPECT_THAT(Wrong({"--limit=7"}), HasSubstr("--limit is 7"));
}

TEST(GateOptions, AreWrongBeforeTheRunWhereTheComparisonWouldBe) {
  EXPECT_THAT(Wrong({"--interleave", "", "--metric", "bogus"}), HasSubstr("metric 'bogus'"));
  EXPECT_THAT(Wrong({"--interleave", "", "--format", "csv"}), HasSubstr("--format csv"));
  EXPECT_TRUE(Parse({"--interleave", "", "--format", "markdown", "--metric", "ttft_ms_p95"}));
}

TEST(GateOptions, JoinAFlagAndAValueThatLooksLikeAFlag) {
  const char* arguments[] = {"suites", "--runs", "3", "--interleave", "--model x", "--quick"};
  EXPECT_THAT(JoinInterleave(6, arguments),
              ElementsAre("--runs", "3", "--interleave=--model x", "--quick"));
}

}  // namespace
}  // namespace lab::apps
