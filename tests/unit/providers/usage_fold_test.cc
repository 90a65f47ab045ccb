#include "framework/llm/providers/usage_fold.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "tests/unit/providers/openai_chunks.h"

namespace lab {
namespace {

Reply Read(std::initializer_list<std::string> objects) {
  UsageFold fold;
  for (const std::string& usage : objects) fold.Add(*ParseJson(usage));
  Reply reply;
  fold.WriteTo(reply);
  return reply;
}

Usage UsageOf(std::int64_t uncached, std::int64_t read, std::int64_t output,
              std::int64_t reasoning = 0) {
  return {.input_uncached = Tokens{uncached},
          .cache_read = Tokens{read},
          .output_total = Tokens{output},
          .output_reasoning = Tokens{reasoning}};
}

TEST(UsageFold, TakesTheCountersApart) {
  const Reply reply =
      Read({R"({"prompt_tokens":1500,"completion_tokens":9,"total_tokens":1509,)"
            R"("prompt_tokens_details":{"cached_tokens":1408,"cache_write_tokens":50},)"
            R"("completion_tokens_details":{"reasoning_tokens":4}})"});
  EXPECT_EQ(reply.usage, (Usage{.input_uncached = Tokens{42},
                                .cache_read = Tokens{1408},
                                .cache_write_5m = Tokens{50},
                                .output_total = Tokens{9},
                                .output_reasoning = Tokens{4}}));
  EXPECT_TRUE(reply.usage_reported);
}

TEST(UsageFold, AddsUpWhateverAServiceLeavesOut) {
  struct Row {
    std::string usage;
    Usage read;
  };
  const Row rows[] = {
      // The reasoning is in the total only (xAI).
      {R"({"prompt_tokens":12,"completion_tokens":1,"total_tokens":399,)"
       R"("completion_tokens_details":{"reasoning_tokens":386}})",
       UsageOf(12, 0, 387, 386)},
      // It is nowhere but in its own counter.
      {R"({"prompt_tokens":43,"completion_tokens":10,"completion_tokens_details":)"
       R"({"reasoning_tokens":11}})",
       UsageOf(43, 0, 11, 11)},
      {R"({"prompt_tokens":10,"total_tokens":15})", UsageOf(10, 0, 5)},
      {R"({"completion_tokens":5,"total_tokens":15})", UsageOf(10, 0, 5)},
      {R"({"prompt_tokens":0,"completion_tokens":5,"total_tokens":15})", UsageOf(10, 0, 5)},
      {R"({"prompt_tokens":10,"completion_tokens":5,"total_tokens":12})", UsageOf(10, 0, 5)},
      {R"({"prompt_tokens":10,"completion_tokens":5,"total_tokens":0})", UsageOf(10, 0, 5)},
      {R"({"total_tokens":15})", UsageOf(0, 0, 0)},
      // Reasoning beside the details.
      {R"({"prompt_tokens":10,"completion_tokens":5,"reasoning_tokens":3})", UsageOf(10, 0, 5, 3)},
      // Other names: Responses, Bedrock.
      {R"({"input_tokens":255,"input_tokens_details":{"cached_tokens":128},"output_tokens":16,)"
       R"("output_tokens_details":{"reasoning_tokens":4},"total_tokens":271})",
       UsageOf(127, 128, 16, 4)},
      {R"({"inputTokenCount":5,"outputTokenCount":7})", UsageOf(5, 0, 7)},
      // Anthropic's counters are disjoint, even behind a gateway that adds a total.
      {R"({"input_tokens":4,"cache_read_input_tokens":100,"output_tokens":9,"total_tokens":113})",
       UsageOf(4, 100, 9)},
      // So are those of a service whose total says so.
      {R"({"prompt_tokens":100,"completion_tokens":20,"total_tokens":1120,)"
       R"("prompt_tokens_details":{"cached_tokens":1000}})",
       UsageOf(100, 1000, 20)},
      {R"({"prompt_tokens":100,"completion_tokens":20,"total_tokens":180,"cached_tokens":60})",
       UsageOf(100, 60, 20)},
      // Numbers in quotation marks, fractions.
      {R"({"prompt_tokens":"12","completion_tokens":"7","total_tokens":"19"})", UsageOf(12, 0, 7)},
      {R"({"prompt_tokens":12.0,"completion_tokens":6.9})", UsageOf(12, 0, 7)},
      // A gateway that sends both kinds counts as OpenAI does.
      {R"({"prompt_tokens":104,"cache_read_input_tokens":100,"completion_tokens":9})",
       UsageOf(4, 100, 9)},
  };
  for (const Row& row : rows) EXPECT_EQ(Read({row.usage}).usage, row.read) << row.usage;
}

TEST(UsageFold, KnowsEveryNameOfTheCachedCount) {
  for (const std::string name :
       {R"("cached_tokens":4)", R"("prompt_cache_hit_tokens":4)",
        R"("cached_tokens":0,"prompt_cache_hit_tokens":4)",
        R"("prompt_tokens_details":{"cached_tokens":4})",
        R"("cached_tokens":0,"prompt_tokens_details":{"cached_tokens":4})"}) {
    EXPECT_EQ(Read({R"({"prompt_tokens":10,)" + name + "}"}).usage.cache_read, Tokens{4}) << name;
  }
  EXPECT_EQ(Read({R"({"prompt_tokens":10,"prompt_tokens_details":null})"}).usage.cache_read,
            Tokens{0});
}

TEST(UsageFold, ThePartsNeverExceedThePrompt) {
  const Usage usage = Read({R"({"prompt_tokens":10,"prompt_tokens_details":)"
                            R"({"cached_tokens":40,"cache_write_tokens":5}})"})
                          .usage;
  EXPECT_EQ(usage.prompt(), Tokens{10});
  EXPECT_EQ(usage.input_uncached, Tokens{0});
}

TEST(UsageFold, CountsThatCannotBeAreNone) {
  for (const std::string bad :
       {"-1", "1e12", "9e18", "1e300", "\"-5\"", "\"5x\"", "\"\"", "null", "[5]", "true"}) {
    const Reply reply = Read({R"({"prompt_tokens":3,"completion_tokens":2})",
                              R"({"prompt_tokens":)" + bad + R"(,"completion_tokens":)" + bad +
                                  R"(,"total_tokens":)" + bad + "}"});
    EXPECT_EQ(reply.usage, UsageOf(3, 0, 2)) << bad;
  }
}

TEST(UsageFold, ALaterObjectOverwritesButNothingNeverDoes) {
  const std::string first = R"({"prompt_tokens":3,"completion_tokens":1,"cached_tokens":2})";
  EXPECT_EQ(Read({first, R"({"prompt_tokens":3,"completion_tokens":2,"cached_tokens":1})"}).usage,
            UsageOf(2, 1, 2));
  for (const std::string nothing :
       {"{}", "null", "7", R"({"prompt_tokens":0,"completion_tokens":0,"total_tokens":0})",
        R"({"prompt_tokens":null,"completion_tokens":null})",
        R"({"completion_tokens":0,"prompt_tokens_details":{"cached_tokens":0}})"}) {
    const Reply reply = Read({first, nothing});
    EXPECT_EQ(reply.usage, UsageOf(1, 2, 1)) << nothing;
    EXPECT_TRUE(reply.usage_reported) << nothing;
  }
  EXPECT_EQ(Read({R"({"prompt_tokens":3,"completion_tokens":0})",
                  R"({"prompt_tokens":0,"completion_tokens":5})"})
                .usage,
            UsageOf(3, 0, 5));
}

TEST(UsageFold, WhatWasNeverStatedIsNotReported) {
  EXPECT_FALSE(Read({}).usage_reported);
  EXPECT_FALSE(Read({"{}"}).usage_reported);
  EXPECT_FALSE(Read({R"({"prompt_tokens":0,"completion_tokens":0})"}).usage_reported);
  EXPECT_FALSE(Read({R"({"prompt_tokens":7})"}).usage_reported) << "nobody counted what came";
  EXPECT_TRUE(Read({R"({"prompt_tokens":7,"completion_tokens":0})"}).usage_reported);
}

TEST(UsageFold, ReadsLlamaCppsTimingsUnlessThereIsUsage) {
  const auto timings = [] {
    return *ParseJson(R"({"cache_n":7,"prompt_n":3,"prompt_ms":1.5,"predicted_n":2})");
  };
  UsageFold fold;
  Reply reply;
  fold.AddTimings(timings());
  fold.WriteTo(reply);
  EXPECT_EQ(reply.usage, UsageOf(3, 7, 2));
  EXPECT_TRUE(reply.usage_reported);
  fold.Add(*ParseJson(R"({"prompt_tokens":11,"completion_tokens":4})"));
  fold.AddTimings(timings());
  fold.WriteTo(reply);
  EXPECT_EQ(reply.usage, UsageOf(11, 0, 4));
}

// ---- where services put it

TEST(UsagePlaces, AreAllLookedInto) {
  const std::string usage = R"({"prompt_tokens":19,"completion_tokens":13,"total_tokens":32})";
  for (const std::string& chunk :
       {R"({"choices":[],"usage":)" + usage + "}", R"({"usage":)" + usage + "}",
        R"({"choices":[{"delta":{},"finish_reason":"stop","usage":)" + usage + "}]}",
        R"({"choices":[{"delta":{"usage":)" + usage + R"(},"finish_reason":"stop"}]})",
        R"({"choices":[{"message":{"usage":)" + usage + R"(}}]})",
        R"({"choices":[{"delta":{}}],"x_groq":{"id":"r","usage":)" + usage + "}}",
        std::string(R"({"choices":[{"delta":{}}],"timings":{"prompt_n":19,"predicted_n":13}})")}) {
    const Reply reply = Fold("openai-compatible", TextChunk("a") + Data(chunk) + kDone);
    EXPECT_EQ(reply.usage, UsageOf(19, 0, 13)) << chunk;
    EXPECT_TRUE(reply.usage_reported) << chunk;
  }
}

TEST(UsagePlaces, ZerosBesideTextAreNotReported) {
  for (const std::string usage :
       {"{}", R"({"prompt_tokens":0,"completion_tokens":0,"total_tokens":0})",
        R"({"prompt_tokens":7,"completion_tokens":0,"total_tokens":7})"}) {
    const Reply reply =
        Fold("openai-compatible",
             TextChunk("a") + Data(R"({"choices":[],"usage":)" + usage + "}") + kDone);
    EXPECT_FALSE(reply.usage_reported) << usage;
    EXPECT_EQ(ErrorText(reply), "") << usage;
  }
}

TEST(UsagePlaces, AnEmptyObjectBehindTheUsageDoesNotUndoIt) {
  const Reply reply =
      Fold("openai-compatible",
           TextChunk("a") +
               Data(R"({"choices":[{"delta":{},"finish_reason":"stop"}],"usage":)"
                    R"({"prompt_tokens":3,"completion_tokens":1}})") +
               Data(R"({"choices":[],"usage":{}})") +
               Data(R"({"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}})") + kDone);
  EXPECT_EQ(reply.usage, UsageOf(3, 0, 1));
  EXPECT_TRUE(reply.usage_reported);
}

// ---- the end of an answer

TEST(JudgeAnswer, AnAnswerWithNothingInItIsAFailure) {
  for (const std::string& body :
       {kDone, DeltaChunk("{}") + kDone, DeltaChunk(R"({"role":"assistant","content":""})") + kDone,
        DeltaChunk(R"({"content":null,"tool_calls":[]})") + kDone, Data("{}") + kDone,
        Data(R"({"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}})") + kDone,
        Data(R"({"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":0}})") + kDone,
        Data(R"({"choices":[{"delta":{},"finish_reason":""}]})") + kDone,
        Data(R"({"choices":[{"delta":{},"finish_reason":"null"}]})") + kDone}) {
    const Reply reply = Fold("openai-compatible", body);
    ASSERT_TRUE(reply.error) << body;
    EXPECT_EQ(reply.error->kind, ErrorKind::kProvider) << body;
    EXPECT_FALSE(reply.terminated) << body;
  }
}

TEST(JudgeAnswer, OneThingIsEnough) {
  for (const std::string& chunk :
       {TextChunk("a"), DeltaChunk(R"({"reasoning":"a"})"),
        DeltaChunk(R"({"tool_calls":[{"function":{"name":"f"}}]})"),
        Data(R"({"choices":[{"delta":{},"finish_reason":"stop"}]})"),
        Data(R"({"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":1}})")}) {
    EXPECT_EQ(ErrorText(Fold("openai-compatible", chunk + kDone)), "") << chunk;
  }
}

}  // namespace
}  // namespace lab
