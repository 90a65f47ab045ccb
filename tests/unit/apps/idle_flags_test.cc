#include "apps/idle_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/apps/suites_arguments.h"

namespace lab::apps {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kUrl = "http://127.0.0.1:8000/v1";

TEST(IdleFlags, ABaseUrlThatNobodyAsksIsRefused) {
  for (const char* target : {"--target=sim", "--target=mock"}) {
    EXPECT_THAT(Wrong({target, "--base-url", kUrl}),
                AllOf(HasSubstr("--base-url http://127.0.0.1:8000/v1 does nothing"),
                      HasSubstr("--target openai-compatible")));
  }
  EXPECT_THAT(Wrong({"--base-url", kUrl}), HasSubstr("--target sim"));
  EXPECT_TRUE(Parse({"--target=openai-compatible", "--base-url", kUrl}).ok());
}

TEST(IdleFlags, AProfileOfAServerThatIsNotOursIsRefused) {
  EXPECT_THAT(Wrong({"--target=anthropic", "--profile=ideal"}),
              AllOf(HasSubstr("--profile ideal does nothing with --target anthropic"),
                    HasSubstr("sim and mock")));
  EXPECT_TRUE(Parse({"--target=mock", "--profile=ideal"}).ok());
}

TEST(IdleFlags, WhatAComparisonTakesIsRefusedWithoutOne) {
  EXPECT_THAT(Wrong({"--limit=10%"}), AllOf(HasSubstr("--limit"), HasSubstr("--interleave")));
  EXPECT_THAT(Wrong({"--metric=ttft_ms_p95"}),
              AllOf(HasSubstr("--metric"), HasSubstr("lab compare")));
  EXPECT_TRUE(Parse({"--interleave", "", "--limit=10%", "--metric=ttft_ms_p95"}).ok());
}

TEST(IdleFlags, OfTwoSidesOneMayTakeWhatTheOtherLeaves) {
  EXPECT_TRUE(Other({"--target=openai-compatible", "--base-url", kUrl, "--model=m", "--interleave",
                     "--target mock"}));
  EXPECT_TRUE(Other({"--target=mock", "--profile=ideal", "--interleave", "--target anthropic"}));
  EXPECT_THAT(Other({"--interleave", "--base-url http://x/v1"}).error().message,
              AllOf(HasSubstr("--interleave: "), HasSubstr("--base-url http://x/v1")));
  EXPECT_THAT(Other({"--profile=ideal", "--target=openai", "--interleave", ""}).error().message,
              HasSubstr("--profile ideal"));
}

}  // namespace
}  // namespace lab::apps
