#include "framework/llm/providers/wire_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/llm/providers/anthropic_request.h"
#include "framework/llm/providers/openai_request.h"
#include "tests/unit/providers/bodies.h"

namespace lab {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A request that sends every option.
Request Everything() {
  return {.model = "m",
          .user = "hi",
          .tools = {{.name = "f"}},
          .parallel_tool_calls = false,
          .max_tokens = Tokens{100'000},
          .temperature = 0.5,
          .reasoning = Reasoning::kLow,
          .cache_key = "k"};
}

std::optional<WireOption> Refused(const std::string& body, int status = 400,
                                  const Request& request = Everything()) {
  return RefusedOption(request, status, body, {});
}

TEST(RefusedOption, IsTheOneThatTheRefusalNames) {
  struct Row {
    std::string body;
    WireOption option;
  };
  const Row rows[] = {
      {R"({"error":{"message":"Unrecognized request argument supplied: stream_options"}})",
       WireOption::kStreamOptions},
      {R"({"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],)"
       R"("msg":"Extra inputs are not permitted","input":{"include_usage":true}}]})",
       WireOption::kStreamOptions},
      {R"({"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this )"
       R"(model. Use 'max_completion_tokens' instead.","param":"max_tokens"}})",
       WireOption::kMaxTokensName},
      {R"({"error":"unknown field max_completion_tokens"})", WireOption::kMaxTokensName},
      {R"({"error":{"message":"Unsupported value: 'temperature' does not support 0.5 with this )"
       R"(model. Only the default (1) value is supported."}})",
       WireOption::kTemperature},
      {R"({"error":{"message":"temperature: Extra inputs are not permitted"}})",
       WireOption::kTemperature},
      {R"({"error":"parallel_tool_calls is not supported"})", WireOption::kParallelToolCalls},
      {R"({"error":"Unknown parameter: reasoning_effort"})", WireOption::kReasoning},
      {R"({"message":"output_config: Extra inputs are not permitted"})", WireOption::kReasoning},
      {R"({"error":"prompt_cache_key: unexpected"})", WireOption::kCacheKey},
      {"stream_options, temperature", WireOption::kStreamOptions},
      {"temperature, stream_options", WireOption::kTemperature}};
  for (const Row& row : rows) {
    EXPECT_EQ(Refused(row.body), row.option) << row.body;
    EXPECT_EQ(Refused(row.body, 422), row.option) << row.body;
    for (const int status : {0, 200, 401, 404, 429, 500}) {
      EXPECT_EQ(Refused(row.body, status), std::nullopt) << status;
    }
  }
}

TEST(RefusedOption, IsNoneWhereTheRefusalIsAboutSomethingElse) {
  for (const std::string body :
       {"", "bad request", "my_temperature", "temperatures", "the prompt is too long",
        "max_tokens is too large: 100000. This model supports at most 4096 tokens",
        "temperature must be between 0 and 2", "thinking.budget_tokens: minimum is 1024"}) {
    EXPECT_EQ(Refused(body), std::nullopt) << body;
  }
}

TEST(RefusedOption, IsOneThatWasSent) {
  const Request plain{.model = "m", .user = "hi"};
  for (const std::string body :
       {"temperature", "parallel_tool_calls", "reasoning_effort", "prompt_cache_key"}) {
    EXPECT_EQ(Refused(body, 400, plain), std::nullopt) << body;
  }
  EXPECT_EQ(Refused("stream_options", 400, plain), WireOption::kStreamOptions);
  EXPECT_EQ(Refused("stream_options", 400, plain.Buffered()), std::nullopt);
}

TEST(RefusedOption, IsNotTriedTwice) {
  LeftOut tried;
  tried.Add(WireOption::kStreamOptions);
  EXPECT_EQ(RefusedOption(Everything(), 400, "stream_options", tried), std::nullopt);
  EXPECT_EQ(RefusedOption(Everything(), 400, "temperature", tried), WireOption::kTemperature);
}

TEST(SecondTryOf, SaysWhetherItWasTheOption) {
  for (const int status : {200, 201}) EXPECT_EQ(SecondTryOf(status), SecondTry::kAccepted);
  for (const int status : {400, 401, 403, 404, 422}) {
    EXPECT_EQ(SecondTryOf(status), SecondTry::kRefused) << status;
  }
  for (const int status : {0, 408, 409, 425, 429, 500, 503, 529}) {
    EXPECT_EQ(SecondTryOf(status), SecondTry::kUnknown) << status;
  }
}

TEST(Adaptations, NoteTheSameThingOnce) {
  Adaptations learnt;
  for (const char* note : {"a", "b", "a"}) learnt.Note(note);
  EXPECT_EQ(learnt.notes, (std::vector<std::string>{"a", "b"}));
}

TEST(LeftOut, IsNotInTheBody) {
  struct Row {
    WireOption option;
    const char* openai;
    const char* anthropic;
  };
  const Row rows[] = {
      {WireOption::kStreamOptions, "stream_options", ""},
      {WireOption::kParallelToolCalls, "parallel_tool_calls", "disable_parallel_tool_use"},
      {WireOption::kTemperature, "temperature", "temperature"},
      {WireOption::kReasoning, "reasoning_effort", "thinking"},
      {WireOption::kCacheKey, "prompt_cache_key", ""}};
  const std::string openai = Sent(OpenAiBody(Everything(), OpenAiFlavour::kOpenAi));
  const std::string anthropic = Sent(AnthropicBody(Everything()));
  for (const Row& row : rows) {
    LeftOut left_out;
    left_out.Add(row.option);
    EXPECT_THAT(openai, HasSubstr(row.openai));
    EXPECT_THAT(Sent(OpenAiBody(Everything(), OpenAiFlavour::kOpenAi, left_out)),
                Not(HasSubstr(row.openai)));
    if (*row.anthropic == 0) continue;
    EXPECT_THAT(anthropic, HasSubstr(row.anthropic));
    EXPECT_THAT(Sent(AnthropicBody(Everything(), left_out)), Not(HasSubstr(row.anthropic)));
  }
  LeftOut other_name;
  other_name.Add(WireOption::kMaxTokensName);
  EXPECT_THAT(Sent(OpenAiBody(Everything(), OpenAiFlavour::kOpenAi, other_name)),
              HasSubstr("\"max_tokens\":100000"));
  EXPECT_THAT(Sent(OpenAiBody(Everything(), OpenAiFlavour::kCompatible, other_name)),
              HasSubstr("\"max_completion_tokens\":100000"));
}

TEST(NoteOf, SaysWhatAndWhy) {
  EXPECT_THAT(NoteOf(WireOption::kStreamOptions, "no such thing"),
              testing::AllOf(HasSubstr("stream_options was left out"), HasSubstr("no such thing")));
}

}  // namespace
}  // namespace lab
