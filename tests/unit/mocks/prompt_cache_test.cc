#include "mocks/prompt_cache.h"

#include <gtest/gtest.h>

#include "tests/unit/mocks/simulated_model_testing.h"

namespace lab::mocks {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr CacheTtl k5 = CacheTtl::k5Minutes;
constexpr CacheTtl kHour = CacheTtl::k1Hour;

Usage Counters(std::int64_t uncached, std::int64_t read, std::int64_t write_5m,
               std::int64_t write_1h = 0) {
  Usage usage;
  usage.input_uncached = Tokens{uncached};
  usage.cache_read = Tokens{read};
  usage.cache_write_5m = Tokens{write_5m};
  usage.cache_write_1h = Tokens{write_1h};
  return usage;
}

MockRequest Prompt(std::vector<PromptBlock> blocks, std::string model = "claude-sonnet-5-5") {
  MockRequest request;
  request.model = std::move(model);
  request.family = request.model.starts_with("gpt") ? Family::kOpenAi : Family::kAnthropic;
  request.blocks = std::move(blocks);
  return request;
}

class PromptCacheTest : public testing::Test {
 protected:
  /// Looks the prompt up and commits it at once, as a request does that nobody disturbs.
  Usage Send(const MockRequest& request, Duration now, std::uint64_t key = 1) {
    const CachePlan plan = cache_.Look(request, key, now);
    cache_.Commit(plan, now);
    return plan.usage;
  }

  PromptCache cache_{CacheModel{.rules = CacheRules::kFamily}, 1};
};

// ---- Anthropic's breakpoints

using AnthropicCache = PromptCacheTest;

TEST_F(AnthropicCache, WritesOnceAndReadsAfterwards) {
  const MockRequest request = Prompt({Block(1, 2000, k5), Block(2, 50)});
  EXPECT_EQ(Send(request, seconds(0)), Counters(50, 0, 2000));
  EXPECT_EQ(Send(request, seconds(10)), Counters(50, 2000, 0));
}

TEST_F(AnthropicCache, DoesNothingWithoutABreakpoint) {
  const MockRequest request = Prompt({Block(1, 50'000)});
  EXPECT_EQ(Send(request, seconds(0)), Counters(50'000, 0, 0));
  EXPECT_EQ(Send(request, seconds(1)), Counters(50'000, 0, 0));
}

TEST_F(AnthropicCache, DoesNothingBelowTheModelsMinimum) {
  EXPECT_EQ(Send(Prompt({Block(1, 1023, k5)}), seconds(0)), Counters(1023, 0, 0));
  EXPECT_EQ(Send(Prompt({Block(2, 1024, k5)}), seconds(0)), Counters(0, 0, 1024));
  const std::string haiku = "claude-haiku-4-5";
  EXPECT_EQ(Send(Prompt({Block(3, 4095, k5)}, haiku), seconds(0)), Counters(4095, 0, 0));
  EXPECT_EQ(Send(Prompt({Block(4, 4096, k5)}, haiku), seconds(0)), Counters(0, 0, 4096));
}

TEST_F(AnthropicCache, ForgetsAfterFiveMinutesWithoutAHit) {
  const MockRequest request = Prompt({Block(1, 2000, k5)});
  Send(request, seconds(0));
  EXPECT_EQ(Send(request, minutes(5)), Counters(0, 0, 2000));
}

TEST_F(AnthropicCache, IsRefreshedByAHit) {
  const MockRequest request = Prompt({Block(1, 2000, k5)});
  Send(request, seconds(0));
  for (int i = 1; i <= 5; ++i) {
    EXPECT_EQ(Send(request, minutes(4) * i), Counters(0, 2000, 0)) << i;
  }
}

TEST_F(AnthropicCache, KeepsAnHourWhereAskedTo) {
  const MockRequest request = Prompt({Block(1, 2000, kHour)});
  EXPECT_EQ(Send(request, seconds(0)), Counters(0, 0, 0, 2000));
  EXPECT_EQ(Send(request, minutes(59)), Counters(0, 2000, 0));
  EXPECT_EQ(Send(request, minutes(59) + hours(1)), Counters(0, 0, 0, 2000));
}

TEST_F(AnthropicCache, BillsEachStretchAtItsOwnTtl) {
  const MockRequest request = Prompt({Block(1, 3000, kHour), Block(2, 1500, k5), Block(3, 40)});
  EXPECT_EQ(Send(request, seconds(0)), Counters(40, 0, 1500, 3000));
  EXPECT_EQ(Send(request, minutes(30)), Counters(40, 3000, 1500, 0));
}

TEST_F(AnthropicCache, MissesFromTheFirstBlockThatChanged) {
  Send(Prompt({Block(1, 2000, k5), Block(2, 1000, k5), Block(3, 10)}), seconds(0));
  EXPECT_EQ(Send(Prompt({Block(1, 2000, k5), Block(9, 1000, k5), Block(3, 10)}), seconds(1)),
            Counters(10, 2000, 1000));
  EXPECT_EQ(Send(Prompt({Block(9, 2000, k5), Block(2, 1000, k5), Block(3, 10)}), seconds(2)),
            Counters(10, 0, 3000));
}

TEST_F(AnthropicCache, TellsTheSameTextInAnotherSectionApart) {
  Send(Prompt({Block(1, 2000, k5, Section::kSystem)}), seconds(0));
  EXPECT_EQ(Send(Prompt({Block(1, 2000, k5, Section::kMessages)}), seconds(1)),
            Counters(0, 0, 2000));
}

TEST_F(AnthropicCache, FollowsABreakpointThatMovesWithTheConversation) {
  Send(Prompt({Block(1, 2000), Block(2, 100, k5)}), seconds(0));
  EXPECT_EQ(
      Send(Prompt({Block(1, 2000), Block(2, 100), Block(3, 80), Block(4, 60, k5)}), seconds(9)),
      Counters(0, 2100, 140));
}

std::vector<PromptBlock> Longer(std::uint64_t blocks) {
  std::vector<PromptBlock> prompt = {Block(1, 2000)};
  for (std::uint64_t i = 0; i < blocks; ++i) prompt.push_back(Block(100 + i, 10));
  prompt.back().breakpoint = k5;
  return prompt;
}

TEST_F(AnthropicCache, LooksBackTwentyBlocksAndNoFurther) {
  Send(Prompt({Block(1, 2000, k5)}), seconds(0));
  EXPECT_EQ(Send(Prompt(Longer(20)), seconds(1)).cache_read, Tokens{2000});
  EXPECT_EQ(Send(Prompt({Block(5, 2000, k5)}), seconds(1)).cache_read, Tokens{0});
  std::vector<PromptBlock> far = Longer(21);
  far[0] = Block(5, 2000);
  EXPECT_EQ(Send(Prompt(far), seconds(2)).cache_read, Tokens{0});
}

TEST_F(AnthropicCache, HeedsFourBreakpoints) {
  std::vector<PromptBlock> blocks;
  for (std::uint64_t i = 0; i < 5; ++i) blocks.push_back(Block(i, 2000, k5));
  EXPECT_EQ(Send(Prompt(blocks), seconds(0)), Counters(2000, 0, 8000));
}

TEST_F(AnthropicCache, LetsACrowdOfColdRequestsAllMiss) {
  const MockRequest request = Prompt({Block(1, 2000, k5)});
  const CachePlan first = cache_.Look(request, 1, seconds(0));
  const CachePlan second = cache_.Look(request, 2, seconds(1));
  EXPECT_EQ(second.usage, Counters(0, 0, 2000));
  cache_.Commit(first, seconds(2));
  EXPECT_EQ(cache_.Look(request, 3, seconds(2)).usage, Counters(0, 2000, 0));
}

TEST_F(AnthropicCache, KeepsModelsApart) {
  Send(Prompt({Block(1, 9000, k5)}), seconds(0));
  EXPECT_EQ(Send(Prompt({Block(1, 9000, k5)}, "claude-haiku-5-5"), seconds(1)),
            Counters(0, 0, 9000));
}

TEST_F(AnthropicCache, PeeksWithoutRefreshing) {
  const MockRequest request = Prompt({Block(1, 2000, k5)});
  Send(request, seconds(0));
  EXPECT_EQ(cache_.Peek(request, 1, minutes(4)), Tokens{2000});
  EXPECT_EQ(cache_.Peek(request, 1, minutes(5)), Tokens{0});
}

TEST_F(AnthropicCache, MindsAProfilesOwnMinimum) {
  PromptCache cache({.rules = CacheRules::kAnthropic, .minimum_tokens = 10}, 1);
  EXPECT_EQ(cache.Look(Prompt({Block(1, 10, k5)}), 1, seconds(0)).usage, Counters(0, 0, 10));
}

// ---- OpenAI's automatic prefixes

using OpenAiCache = PromptCacheTest;

MockRequest Chat(std::vector<PromptBlock> blocks, std::string key = "",
                 std::string model = "gpt-5-mini") {
  MockRequest request = Prompt(std::move(blocks), std::move(model));
  request.cache_key = std::move(key);
  return request;
}

TEST_F(OpenAiCache, ReadsInStepsOf128AndWritesForNothing) {
  EXPECT_EQ(Send(Chat({Block(1, 1500), Block(2, 40)}), seconds(0)), Counters(1540, 0, 0));
  EXPECT_EQ(Send(Chat({Block(1, 1500), Block(3, 40)}), seconds(1)), Counters(132, 1408, 0));
}

TEST_F(OpenAiCache, NeedsNoBreakpointAndIgnoresOne) {
  Send(Chat({Block(1, 1280, kHour)}), seconds(0));
  EXPECT_EQ(Send(Chat({Block(1, 1280)}), seconds(1)), Counters(0, 1280, 0));
}

TEST_F(OpenAiCache, DoesNothingBelow1024) {
  Send(Chat({Block(1, 1023)}), seconds(0));
  EXPECT_EQ(Send(Chat({Block(1, 1023)}), seconds(1)), Counters(1023, 0, 0));
  Send(Chat({Block(2, 1024)}), seconds(0));
  EXPECT_EQ(Send(Chat({Block(2, 1024)}), seconds(1)), Counters(0, 1024, 0));
}

TEST_F(OpenAiCache, FindsNoPrefixShorterThanTheMinimum) {
  Send(Chat({Block(1, 1000), Block(2, 1000)}), seconds(0));
  EXPECT_EQ(Send(Chat({Block(1, 1000), Block(3, 1000)}), seconds(1)), Counters(2000, 0, 0));
}

TEST_F(OpenAiCache, ForgetsBetweenFiveAndTenIdleMinutes) {
  int alive = 0;
  for (std::uint64_t prompt = 0; prompt < 200; ++prompt) {
    Send(Chat({Block(prompt, 2000)}), seconds(0));
  }
  for (std::uint64_t prompt = 0; prompt < 200; ++prompt) {
    const MockRequest request = Chat({Block(prompt, 2000)});
    EXPECT_GT(cache_.Peek(request, 1, minutes(5) - seconds(1)).count, 0);
    alive += cache_.Peek(request, 1, minutes(7) + seconds(30)).count > 0 ? 1 : 0;
    EXPECT_EQ(cache_.Peek(request, 1, minutes(10) + seconds(1)).count, 0);
  }
  EXPECT_NEAR(alive, 100, 30);
}

TEST_F(OpenAiCache, SendsTheSixteenthRequestOfAMinuteToAMachineThatMisses) {
  const MockRequest request = Chat({Block(1, 2048)});
  for (int i = 0; i < 15; ++i) {
    EXPECT_EQ(Send(request, seconds(i)).cache_read.count, i == 0 ? 0 : 2048) << i;
  }
  EXPECT_EQ(Send(request, seconds(15)).cache_read, Tokens{0});
  EXPECT_EQ(Send(request, seconds(16)).cache_read, Tokens{2048});
}

TEST_F(OpenAiCache, ReturnsToTheFirstMachineWhenTheMinuteIsOver) {
  const MockRequest request = Chat({Block(1, 2048)});
  for (int i = 0; i < 16; ++i) Send(request, seconds(0));
  EXPECT_EQ(Send(request, seconds(61)).cache_read, Tokens{2048});
}

TEST_F(OpenAiCache, RoutesByTheCacheKey) {
  Send(Chat({Block(1, 2048)}, "alice"), seconds(0));
  EXPECT_EQ(Send(Chat({Block(1, 2048)}, "bob"), seconds(1)).cache_read, Tokens{0});
  EXPECT_EQ(Send(Chat({Block(1, 2048)}, "alice"), seconds(2)).cache_read, Tokens{2048});
}

TEST_F(OpenAiCache, RoutesByTheFirst256TokensOnly) {
  const auto ask = [](std::uint64_t question) {
    return Chat({Block(1, 300), Block(2, 2000), Block(question, 20)});
  };
  Send(ask(10), seconds(0));
  EXPECT_EQ(Send(ask(11), seconds(1)).cache_read, Tokens{2300 / 128 * 128});
}

TEST_F(OpenAiCache, IsSpoiltByATimestampAtTheHead) {
  Send(Chat({Block(100, 10), Block(1, 5000)}), seconds(0));
  EXPECT_EQ(Send(Chat({Block(101, 10), Block(1, 5000)}), seconds(1)).cache_read, Tokens{0});
}

TEST_F(OpenAiCache, IsExactWithPaidWritesOnNewerModels) {
  const auto ask = [](std::uint64_t question) {
    return Chat({Block(1, 1500), Block(question, 45)}, "", "gpt-5.6");
  };
  EXPECT_EQ(Send(ask(10), seconds(0)), Counters(0, 0, 1545));
  EXPECT_EQ(Send(ask(11), seconds(1)), Counters(0, 1500, 45));
  EXPECT_EQ(Send(ask(12), minutes(30)), Counters(0, 1500, 45));
}

TEST_F(OpenAiCache, ForgetsCrowdsThatAreOver) {
  for (int i = 0; i < 10'000; ++i) {
    Send(Chat({Block(static_cast<std::uint64_t>(i), 2048)}), seconds(i * 70));
  }
  SUCCEED();  // the sweep of crowds and entries ran; asan and the clock would tell otherwise
}

// ---- both

TEST(PromptCache, MissesOnMachinesThatShareNothing) {
  PromptCache cache({.rules = CacheRules::kImplicit, .minimum_tokens = 16, .hit_routes = 4}, 1);
  const MockRequest request = Prompt({Block(1, 4096)});
  int hits = 0;
  for (std::uint64_t key = 0; key < 40; ++key) {
    const CachePlan plan = cache.Look(request, key, seconds(0));
    cache.Commit(plan, seconds(0));
    hits += plan.usage.cache_read.count > 0 ? 1 : 0;
  }
  EXPECT_EQ(hits, 36);  // one miss a machine
}

TEST(PromptCache, IsOffWhereTheProfileSaysSo) {
  PromptCache cache({.rules = CacheRules::kNone}, 1);
  const MockRequest request = Prompt({Block(1, 4096, k5)});
  cache.Commit(cache.Look(request, 1, seconds(0)), seconds(0));
  EXPECT_EQ(cache.Look(request, 1, seconds(1)).usage, Counters(4096, 0, 0));
}

TEST(CacheEntries, DropsWhatHasExpired) {
  CacheEntries entries;
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    entries.Put(i, seconds(1), seconds(static_cast<std::int64_t>(i)));
  }
  EXPECT_LT(entries.size(), 3000u);
  EXPECT_TRUE(entries.Live(99'999, seconds(99'999)));
}

TEST(CacheEntries, KeepsTheLongerLife) {
  CacheEntries entries;
  entries.Put(1, hours(1), seconds(0));
  entries.Put(1, minutes(5), seconds(1));
  EXPECT_TRUE(entries.Live(1, minutes(59)));
}

}  // namespace
}  // namespace lab::mocks
