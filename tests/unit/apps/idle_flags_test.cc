#include "apps/idle_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
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

TEST(IdleFlags, AFlagIsRefusedWithoutThePartnerThatItActsWith) {
  const std::vector<std::pair<const char*, const char*>> pairs{
      {"--baselines=x", "--gate"},
      {"--trace-trial=1", "--trace"},
      {"--benchmark_out_format=json", "--benchmark_out"},
      {"--benchmark_report_aggregates_only", "--benchmark_repetitions"},
      {"--benchmark_display_aggregates_only", "--benchmark_repetitions"},
      {"--benchmark_enable_random_interleaving", "--benchmark_repetitions"}};
  for (const auto& [flag, partner] : pairs)
    EXPECT_THAT(Wrong({flag}), AllOf(HasSubstr("does nothing without"), HasSubstr(partner)));
  EXPECT_TRUE(Parse({"--baselines=x", "--gate"}).ok());
  EXPECT_TRUE(Parse({"--benchmark_out_format=json", "--benchmark_out=x"}).ok());
}

TEST(IdleFlags, AFlagIsRefusedBesideOneThatTakesItsPlace) {
  EXPECT_THAT(Wrong({"--format=csv", "--benchmark_format=json"}), HasSubstr("--benchmark_format"));
  EXPECT_TRUE(Parse({"--format=csv", "--benchmark_format=console"}).ok());
  EXPECT_THAT(Wrong({"--gate", "--trace=x"}), HasSubstr("--trace does nothing beside --gate"));
  EXPECT_THAT(Wrong({"--target=openai", "--dry-run", "--out=x.json"}),
              HasSubstr("--out does nothing beside --dry-run"));
}

TEST(IdleFlags, WhatStandsInNoFormThatIsAskedForIsRefused) {
  EXPECT_THAT(Wrong({"--confusion", "--format=csv"}), HasSubstr("--confusion"));
  EXPECT_THAT(Wrong({"--volume=10", "--format=json"}), HasSubstr("--volume"));
  EXPECT_TRUE(Parse({"--volume=10", "--format=json", "--report=x.html"}).ok());
  EXPECT_TRUE(Parse({"--volume=10"}).ok());
}

TEST(IdleFlags, FaultsAreForServersOfOurOwn) {
  EXPECT_THAT(Wrong({"--target=openai", "--fault=status=529"}),
              AllOf(HasSubstr("--fault \"status=529\" does nothing with --target openai"),
                    HasSubstr("sim and mock")));
  EXPECT_EQ(Parse({"--target=mock", "--fault=status=529"})->fault, "status=529");
}

TEST(IdleFlags, ThreadsAreForSimulatedTime) {
  EXPECT_THAT(Wrong({"--target=mock", "--threads=2"}), HasSubstr("--threads 2 does nothing"));
  EXPECT_EQ(Parse({"--threads=2"})->threads, 2);
}

TEST(IdleFlags, MoneyIsForThoseWhoArePaid) {
  EXPECT_THAT(Wrong({"--max-usd=5"}), HasSubstr("--max-usd 5 does nothing with --target sim"));
  EXPECT_THAT(Wrong({"--dry-run"}), HasSubstr("--dry-run does nothing with --target sim"));
  EXPECT_THAT(Wrong({"--target=mock", "--max-usd=0"}), HasSubstr("--max-usd"));
  EXPECT_EQ(Parse({"--target=openai", "--max-usd=5"})->max_usd, 5);
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
