#include "framework/llm/prices.h"

#include <gtest/gtest.h>

#include <string>

namespace lab {
namespace {

Usage Prompt(std::int64_t uncached, std::int64_t output = 0) {
  return {.input_uncached = Tokens{uncached}, .output_total = Tokens{output}};
}

std::string OneModel(const std::string& fields) {
  return R"({"date":"2026-01-02","models":{"m":{"litellm_provider":"p","source":"s",)" + fields +
         "}}}";
}

const Price& Shipped(std::string_view model) {
  const Price* price = PriceTable::Shipped().Find(model);
  EXPECT_NE(price, nullptr) << model;
  static const Price none;
  return price != nullptr ? *price : none;
}

TEST(PriceTable, ShippedTableIsDatedAndEveryRowNamesItsSource) {
  const PriceTable& table = PriceTable::Shipped();
  EXPECT_EQ(table.date(), "2026-11-22");
  EXPECT_EQ(table.prices().size(), 58u);
  for (const Price& price : table.prices()) {
    EXPECT_NE(price.source.find("2026-"), std::string::npos) << price.model;
    EXPECT_GT(price.base.output, Usd()) << price.model;
    EXPECT_TRUE(price.provider == "anthropic" || price.provider == "openai" ||
                price.provider == "gemini" || price.provider == "cohere")
        << price.model;
  }
}

TEST(PriceTable, ShippedFiguresAreTheListPrices) {
  const TokenPrices& sonnet = Shipped("claude-sonnet-5-5").base;
  EXPECT_EQ(sonnet.input, Usd::PerMillion(2));
  EXPECT_EQ(sonnet.output, Usd::PerMillion(10));
  EXPECT_EQ(sonnet.cache_read, Usd::PerMillion(0.1));
  EXPECT_EQ(sonnet.cache_write_5m, Usd::PerMillion(2.5));
  EXPECT_EQ(sonnet.cache_write_1h, Usd::PerMillion(4));
  EXPECT_EQ(Shipped("gemini-2.5-pro").provider, "gemini");
  EXPECT_EQ(Shipped("claude-opus-5").prompt_cache_minimum, Tokens{512});
}

TEST(PriceTable, APriceNotBilledApartIsTheInputPrice) {
  const TokenPrices& gpt = Shipped("gpt-5-mini").base;
  EXPECT_EQ(gpt.cache_write_5m, gpt.input);
  EXPECT_EQ(gpt.cache_write_1h, gpt.input);
  EXPECT_EQ(Shipped("command-r7b-12-2024").base.cache_read, Usd::PerMillion(0.0375));
}

TEST(PriceTable, NullMeansTheSameAsAbsent) {
  const Result<PriceTable> table = PriceTable::Parse(OneModel(
      R"("input_cost_per_token":3e-6,"output_cost_per_token":4e-6,
         "cache_read_input_token_cost":null)"));
  ASSERT_TRUE(table.ok()) << table.error().message;
  EXPECT_EQ(table->prices()[0].base.cache_read, Usd::PerMillion(3));
}

TEST(PriceTable, FindsADatedNameByTheLongestListedOne) {
  EXPECT_EQ(Shipped("gpt-5-mini-2025-08-07").model, "gpt-5-mini");
  EXPECT_EQ(Shipped("gpt-5-2025-08-07").model, "gpt-5");
  EXPECT_EQ(Shipped("claude-haiku-4-5-20251001").model, "claude-haiku-4-5-20251001");
  EXPECT_EQ(Shipped("claude-haiku-4-5-20260101").model, "claude-haiku-4-5");
  EXPECT_EQ(Shipped("claude-sonnet-5-5@latest").model, "claude-sonnet-5-5");
  EXPECT_EQ(Shipped("claude-sonnet-5-5@20260101").model, "claude-sonnet-5-5");
  EXPECT_EQ(Shipped("gpt-5-latest").model, "gpt-5");
  EXPECT_EQ(Shipped("gpt-5-preview").model, "gpt-5");
  EXPECT_EQ(Shipped("gpt-4o-0513").model, "gpt-4o");
  EXPECT_EQ(Shipped("gpt-4o-0125-preview").model, "gpt-4o");
  EXPECT_EQ(Shipped("gemini-2.5-flash-preview-05-20").model, "gemini-2.5-flash");
  EXPECT_EQ(Shipped("gemini-2.5-flash-lite-preview-09-2025").model, "gemini-2.5-flash-lite");
}

TEST(PriceTable, ASisterOfAModelHasAPriceOfItsOwn) {
  for (const std::string_view sister : {"gpt-5-pro",
                                        "gpt-5-pro-2025-10-06",
                                        "gpt-5-codex",
                                        "gpt-5-chat",
                                        "gpt-5-chat-latest",
                                        "gpt-5-search-api",
                                        "gpt-5-image",
                                        "gpt-4o-audio-preview",
                                        "gpt-4o-search-preview",
                                        "gpt-4o-realtime-preview-2024-12-17",
                                        "gpt-4o-transcribe",
                                        "gpt-4.1-long",
                                        "o3-pro",
                                        "o3-deep-research",
                                        "o4-mini-high",
                                        "gemini-2.5-flash-image",
                                        "gemini-2.5-flash-preview-tts",
                                        "gemini-2.5-flash-thinking",
                                        "gemini-2.5-pro-exp",
                                        "claude-opus-5-fast",
                                        "claude-sonnet-5-5-1m",
                                        "gpt-5:free",
                                        "gpt-5-001",
                                        "gpt-5-mini-high",
                                        "gpt-5-latests",
                                        "gpt-5-2025-13-01",
                                        "gpt-5-20251301",
                                        "gpt-5-1340",
                                        "gpt-5-2025-08-070",
                                        "gpt-5-",
                                        "gpt-5-5",
                                        "gpt-5-12",
                                        "gpt-5-05-2",
                                        "gpt-5-05-20-7"}) {
    const Price* price = PriceTable::Shipped().Find(sister);
    EXPECT_EQ(price, nullptr) << sister << " takes the price of " << price->model;
  }
  EXPECT_EQ(Shipped("gpt-5-nano").model, "gpt-5-nano") << "one that is listed has its own";
  EXPECT_EQ(Shipped("gpt-5.5-pro").model, "gpt-5.5-pro");
}

TEST(PriceTable, AnotherVersionIsAnotherModel) {
  EXPECT_EQ(PriceTable::Shipped().Find("gpt-5.9"), nullptr);
  EXPECT_EQ(PriceTable::Shipped().Find("claude-opus-5-9"), nullptr);
  EXPECT_EQ(PriceTable::Shipped().Find("o3x"), nullptr);
  EXPECT_EQ(PriceTable::Shipped().Find("claude"), nullptr);
  EXPECT_EQ(PriceTable::Shipped().Find(""), nullptr);
}

TEST(PriceTable, AMissingUpperPriceIsRaisedAsTheInputPriceIs) {
  const Result<PriceTable> table = PriceTable::Parse(OneModel(
      R"("input_cost_per_token":1e-6,"output_cost_per_token":2e-6,
         "cache_read_input_token_cost":1e-7,"input_cost_per_token_above_200k_tokens":2e-6,
         "output_cost_per_token_above_200k_tokens":3e-6)"));
  ASSERT_TRUE(table.ok()) << table.error().message;
  const Price& price = table->prices()[0];
  EXPECT_EQ(price.threshold, Tokens{200'000});
  EXPECT_EQ(price.above.output, Usd::PerMillion(3));
  EXPECT_EQ(price.above.cache_read, Usd::PerMillion(0.2));
  EXPECT_EQ(price.above.cache_write_5m, Usd::PerMillion(2));
}

TEST(PriceTable, EveryUpperTierIsDearerThanTheLowerOne) {
  int tiers = 0;
  for (const Price& price : PriceTable::Shipped().prices()) {
    if (!price.threshold) continue;
    ++tiers;
    EXPECT_GT(price.above.input, price.base.input) << price.model;
    EXPECT_GT(price.above.output, price.base.output) << price.model;
    EXPECT_GT(price.above.cache_read, price.base.cache_read) << price.model;
    EXPECT_GT(price.above.cache_write_1h, price.base.cache_write_1h) << price.model;
  }
  EXPECT_EQ(tiers, 14);
}

TEST(PriceTable, AMistakeNamesTheModelAndTheField) {
  struct Row {
    std::string json;
    std::string message;
  };
  const Row rows[] = {
      {"{", "not JSON"},
      {R"({"date":"d"})", "\"models\""},
      {R"({"models":{}})", "\"date\""},
      {R"({"date":"d","models":{"m":3}})", "'m'"},
      {OneModel(R"("input_cost_per_token":1e-6)"), "'output_cost_per_token' of model 'm'"},
      {OneModel(R"("input_cost_per_token":"1","output_cost_per_token":1e-6)"), "USD per token"},
      {OneModel(R"("input_cost_per_token":2.5,"output_cost_per_token":1e-6)"), "USD per token"},
      {OneModel(R"("input_cost_per_token":-1,"output_cost_per_token":1e-6)"), "USD per token"},
      {R"({"date":"d","models":{"m":{"input_cost_per_token":1e-6}}})", "'source'"},
      {OneModel(R"("input_cost_per_token":1e-6,"output_cost_per_token":1e-6,
                   "input_cost_per_token_above_200k_tokens":9)"),
       "'input_cost_per_token_above_200k_tokens'"},
  };
  for (const Row& row : rows) {
    const Result<PriceTable> table = PriceTable::Parse(row.json);
    ASSERT_FALSE(table.ok()) << row.json;
    EXPECT_EQ(table.error().kind, ErrorKind::kConfig);
    EXPECT_NE(table.error().message.find(row.message), std::string::npos) << table.error().message;
  }
}

TEST(CostOf, CountsEachKindOfTokenAtItsOwnPrice) {
  const Usage usage{.input_uncached = Tokens{10},
                    .cache_read = Tokens{1000},
                    .cache_write_5m = Tokens{100},
                    .cache_write_1h = Tokens{200},
                    .output_total = Tokens{50},
                    .output_reasoning = Tokens{40}};
  // 10 * 2 + 1000 * 0.1 + 100 * 2.5 + 200 * 4 + 50 * 10 dollars a million.
  EXPECT_EQ(CostOf(usage, Shipped("claude-sonnet-5-5")), Usd::PerMillion(1670));
}

TEST(CostOf, BillsTheWholeRequestAtTheUpperTierWhenThePromptIsAboveTheThreshold) {
  const Price& haiku = Shipped("claude-haiku-5-5");
  EXPECT_EQ(CostOf(Prompt(100'000, 10), haiku), Usd::PerMillion(0.1 * 100'000 + 0.5 * 10));
  EXPECT_EQ(CostOf(Prompt(100'001, 10), haiku), Usd::PerMillion(0.5 * 100'001 + 2.5 * 10));
}

TEST(CostOf, CachedTokensCountTowardsTheThreshold) {
  Usage usage = Prompt(1);
  usage.cache_read = Tokens{100'000};
  EXPECT_EQ(CostOf(usage, Shipped("claude-haiku-5-5")), Usd::PerMillion(0.5 + 0.05 * 100'000));
  usage.cache_read = Tokens{};
  usage.cache_write_1h = Tokens{100'000};
  EXPECT_EQ(CostOf(usage, Shipped("claude-haiku-5-5")), Usd::PerMillion(0.5 + 1.0 * 100'000));
}

}  // namespace
}  // namespace lab
