#include "framework/llm/providers/openai_usage.h"

#include <gtest/gtest.h>

#include <string>

namespace lab {
namespace {

Usage Read(const std::string& usage) { return ReadOpenAiUsage(*ParseJson(usage)); }

TEST(OpenAiUsage, TakesTheCountersApart) {
  EXPECT_EQ(Read(R"({"prompt_tokens":1500,"completion_tokens":9,"total_tokens":1509,)"
                 R"("prompt_tokens_details":{"cached_tokens":1408,"cache_write_tokens":50},)"
                 R"("completion_tokens_details":{"reasoning_tokens":4}})"),
            (Usage{.input_uncached = Tokens{42},
                   .cache_read = Tokens{1408},
                   .cache_write_5m = Tokens{50},
                   .output_total = Tokens{9},
                   .output_reasoning = Tokens{4}}));
}

TEST(OpenAiUsage, KnowsEveryNameOfTheCachedCount) {
  EXPECT_EQ(Read(R"({"prompt_tokens":10,"cached_tokens":4})").cache_read, Tokens{4});
  EXPECT_EQ(Read(R"({"prompt_tokens":10,"prompt_cache_hit_tokens":3})").cache_read, Tokens{3});
  EXPECT_EQ(Read(R"({"prompt_tokens":10,"prompt_tokens_details":null})").cache_read, Tokens{0});
}

TEST(OpenAiUsage, ThePartsNeverExceedThePrompt) {
  const Usage usage =
      Read(R"({"prompt_tokens":10,"prompt_tokens_details":)"
           R"({"cached_tokens":40,"cache_write_tokens":5},"completion_tokens":-1})");
  EXPECT_EQ(usage.prompt(), Tokens{10});
  EXPECT_EQ(usage.input_uncached, Tokens{0});
  EXPECT_EQ(usage.output_total, Tokens{0});
}

TEST(OpenAiUsage, FindsGroqsOwnPlace) {
  const std::string chunk = R"({"usage":null,"x_groq":{"usage":{"prompt_tokens":5}}})";
  EXPECT_EQ(ReadOpenAiUsage(FindOpenAiUsage(*ParseJson(chunk))).prompt(), Tokens{5});
  EXPECT_FALSE(FindOpenAiUsage(*ParseJson("{}")).present());
}

TEST(OpenAiUsage, ReadsLlamaCppsTimings) {
  EXPECT_EQ(
      ReadTimings(*ParseJson(R"({"cache_n":7,"prompt_n":3,"prompt_ms":1.5,"predicted_n":2})")),
      (Usage{.input_uncached = Tokens{3}, .cache_read = Tokens{7}, .output_total = Tokens{2}}));
}

}  // namespace
}  // namespace lab
