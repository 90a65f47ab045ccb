#include "mocks/cache_rules.h"

#include <gtest/gtest.h>

namespace lab::mocks {
namespace {

using std::chrono::minutes;

TEST(CacheRules, KnowsAnthropicsMinimumByModel) {
  EXPECT_EQ(AnthropicCacheMinimum("claude-opus-5"), Tokens{512});
  EXPECT_EQ(AnthropicCacheMinimum("claude-fable-5"), Tokens{512});
  EXPECT_EQ(AnthropicCacheMinimum("claude-mythos-5"), Tokens{512});
  EXPECT_EQ(AnthropicCacheMinimum("claude-opus-4-8"), Tokens{1024});
  EXPECT_EQ(AnthropicCacheMinimum("claude-sonnet-4-6"), Tokens{1024});
  EXPECT_EQ(AnthropicCacheMinimum("claude-opus-4-1"), Tokens{1024});
  EXPECT_EQ(AnthropicCacheMinimum("claude-opus-4-7"), Tokens{2048});
  EXPECT_EQ(AnthropicCacheMinimum("claude-3-5-haiku"), Tokens{2048});
  EXPECT_EQ(AnthropicCacheMinimum("claude-opus-4-6"), Tokens{4096});
  EXPECT_EQ(AnthropicCacheMinimum("claude-haiku-4-5-20251001"), Tokens{4096});
  EXPECT_EQ(AnthropicCacheMinimum("somebody-elses"), Tokens{1024});
}

TEST(CacheRules, KnowsSinceWhichVersionOpenAiCachesExactly) {
  for (const char* model : {"gpt-5.6", "gpt-5.6-sol", "gpt-6", "gpt-6.1-mini", "gpt-10"}) {
    EXPECT_TRUE(HasExactOpenAiCache(model)) << model;
  }
  for (const char* model : {"gpt-5", "gpt-5-mini", "gpt-5.5", "gpt-4o", "gpt-4.1", "o3", "gpt-",
                            "claude-opus-5-5", "gpt-oss-120b"}) {
    EXPECT_FALSE(HasExactOpenAiCache(model)) << model;
  }
}

TEST(CacheRules, GivesOlderOpenAiModelsStepsAndNewerOnesPaidWrites) {
  const CacheModel cache{.rules = CacheRules::kFamily};
  const AutomaticRules older = AutomaticRulesFor(cache, "gpt-5-mini");
  EXPECT_EQ(older.minimum, Tokens{1024});
  EXPECT_EQ(older.step, Tokens{128});
  EXPECT_FALSE(older.paid_writes);
  EXPECT_EQ(older.overflow_per_minute, 15);
  EXPECT_EQ(older.idle_min, minutes(5));
  EXPECT_EQ(older.idle_max, minutes(10));
  const AutomaticRules newer = AutomaticRulesFor(cache, "gpt-5.6");
  EXPECT_EQ(newer.step, Tokens{1});
  EXPECT_TRUE(newer.paid_writes);
  EXPECT_EQ(newer.idle_min, minutes(30));
  EXPECT_TRUE(AutomaticRulesFor({.rules = CacheRules::kOpenAiExact}, "gpt-4o").paid_writes);
}

TEST(CacheRules, TakesTheProfilesOwnNumbersWhereGiven) {
  const CacheModel cache{.rules = CacheRules::kImplicit, .minimum_tokens = 16, .step_tokens = 32};
  const AutomaticRules rules = AutomaticRulesFor(cache, "llama");
  EXPECT_EQ(rules.minimum, Tokens{16});
  EXPECT_EQ(rules.step, Tokens{32});
  EXPECT_EQ(rules.overflow_per_minute, 0);
}

TEST(CacheRules, FollowsTheFamilyOnlyWhereToldTo) {
  const auto style = [](CacheRules rules, Family family) {
    return CacheStyleFor({.rules = rules}, family);
  };
  EXPECT_EQ(style(CacheRules::kFamily, Family::kAnthropic), CacheStyle::kExplicit);
  EXPECT_EQ(style(CacheRules::kFamily, Family::kOpenAi), CacheStyle::kAutomatic);
  EXPECT_EQ(style(CacheRules::kAnthropic, Family::kOpenAi), CacheStyle::kExplicit);
  EXPECT_EQ(style(CacheRules::kImplicit, Family::kAnthropic), CacheStyle::kAutomatic);
  EXPECT_EQ(style(CacheRules::kNone, Family::kAnthropic), CacheStyle::kNone);
}

}  // namespace
}  // namespace lab::mocks
