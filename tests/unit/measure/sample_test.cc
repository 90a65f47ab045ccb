#include "framework/measure/sample.h"

#include <gtest/gtest.h>

namespace lab::measure {
namespace {

Sample With(Usage usage) {
  Sample sample;
  sample.usage = usage;
  return sample;
}

TEST(Sample, TellsTheCachesStateFromItsUsage) {
  EXPECT_EQ(With({.input_uncached = Tokens{9}}).cache_state(), CacheState::kUnused);
  EXPECT_EQ(With({.cache_write_5m = Tokens{9}}).cache_state(), CacheState::kWritten);
  EXPECT_EQ(With({.cache_write_1h = Tokens{9}}).cache_state(), CacheState::kWritten);
  EXPECT_EQ(With({.cache_read = Tokens{9}}).cache_state(), CacheState::kHit);
  EXPECT_EQ(With({.cache_read = Tokens{9}, .cache_write_1h = Tokens{1}}).cache_state(),
            CacheState::kPartial);
}

TEST(Sample, HasAnEstimatedCostWhereTheProviderDidNotCountWhatWasUsed) {
  Sample sample = With({.output_total = Tokens{9}});
  EXPECT_FALSE(sample.cost_estimated());  // no cost
  sample.cost = Usd::FromDollars(0.25);
  EXPECT_TRUE(sample.cost_estimated());
  sample.usage_reported = true;
  EXPECT_FALSE(sample.cost_estimated());
}

TEST(Sample, ThatUsedNothingCostsNothingForCertain) {
  Sample sample = With({});
  sample.cost = Usd();
  EXPECT_FALSE(sample.cost_estimated());
}

TEST(CacheState, HasANameOfItsOwn) {
  EXPECT_EQ(CacheStateName(CacheState::kUnused), "unused");
  EXPECT_EQ(CacheStateName(CacheState::kWritten), "written");
  EXPECT_EQ(CacheStateName(CacheState::kPartial), "partial");
  EXPECT_EQ(CacheStateName(CacheState::kHit), "hit");
}

}  // namespace
}  // namespace lab::measure
