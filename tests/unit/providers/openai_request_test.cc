#include "framework/llm/providers/openai_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/unit/providers/bodies.h"

namespace lab {
namespace {

using testing::HasSubstr;

Request ToGpt() { return {.model = "gpt-5-mini", .user = "hi", .max_tokens = Tokens{5}}; }

std::string SentToOpenAi(const Request& request, OpenAiFlavour flavour = OpenAiFlavour::kOpenAi) {
  return Sent(OpenAiBody(request, flavour));
}

TEST(OpenAiRequest, AStreamAsksForItsUsage) {
  EXPECT_EQ(SentToOpenAi(ToGpt()),
            R"({"model":"gpt-5-mini","max_completion_tokens":5,"stream":true,)"
            R"("stream_options":{"include_usage":true},)"
            R"("messages":[{"role":"user","content":"hi"}]})");
}

TEST(OpenAiRequest, OtherServersGetMaxTokens) {
  Request request = ToGpt().Buffered();
  request.model = "qwen3-8b";
  EXPECT_EQ(SentToOpenAi(request, OpenAiFlavour::kCompatible),
            R"({"model":"qwen3-8b","max_tokens":5,"messages":[{"role":"user","content":"hi"}]})");
}

TEST(OpenAiRequest, TheModelDecidesHowTheLimitIsCalledOnOtherServers) {
  const std::pair<const char*, bool> models[] = {
      {"gpt-5-mini", true}, {"openai/gpt-5.6-sol", true}, {"o3", true},
      {"gpt-4o", false},    {"gpt-oss-120b", false},      {"meta/o-llama", false}};
  for (const auto& [model, completion] : models) {
    Request request = ToGpt();
    request.model = model;
    const std::string body = SentToOpenAi(request, OpenAiFlavour::kCompatible);
    EXPECT_THAT(body, HasSubstr(completion ? "\"max_completion_tokens\":5" : "\"max_tokens\":5"))
        << model;
  }
}

TEST(OpenAiRequest, EverythingAtOnce) {
  Request request = ToGpt().Buffered();
  request.system = "Be brief.";
  request.temperature = 0.25;
  request.stop_sequences = {"END"};
  request.reasoning = Reasoning::kLow;
  request.cache_key = "desk";
  request.tools = {{.name = "w", .description = "weather"}};
  request.tool_choice = ToolChoice::kAny;
  request.parallel_tool_calls = false;
  request.messages = {
      {.text = "weather?"},
      {.role = Role::kAssistant,
       .tool_calls = {{.id = "c1", .name = "w", .arguments = "{\"a\":1}"}}},
      {.role = Role::kTool, .text = "sun", .tool_call_id = "c1", .tool_error = true},
      {.role = Role::kAssistant, .text = "Sun."}};
  EXPECT_EQ(
      SentToOpenAi(request),
      R"({"model":"gpt-5-mini","max_completion_tokens":5,"temperature":0.25,"stop":["END"],)"
      R"("reasoning_effort":"low","prompt_cache_key":"desk","tools":[{"type":"function",)"
      R"("function":{"name":"w","description":"weather","parameters":{"type":"object",)"
      R"("properties":{}}}}],"tool_choice":"required","parallel_tool_calls":false,"messages":[)"
      R"({"role":"system","content":"Be brief."},{"role":"user","content":"weather?"},)"
      R"({"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function",)"
      R"("function":{"name":"w","arguments":"{\"a\":1}"}}]},)"
      R"({"role":"tool","tool_call_id":"c1","content":"sun"},)"
      R"({"role":"assistant","content":"Sun."},{"role":"user","content":"hi"}]})");
}

TEST(OpenAiRequest, ToolSettingsAreLeftOutWithoutToolsAndWhereTheyAreTheDefault) {
  Request request = ToGpt();
  request.parallel_tool_calls = false;
  EXPECT_EQ(SentToOpenAi(request).find("parallel"), std::string::npos);
  request.tools = {{.name = "t"}};
  request.tool_choice = ToolChoice::kNone;
  EXPECT_THAT(SentToOpenAi(request),
              HasSubstr(R"("tool_choice":"none","parallel_tool_calls":false)"));
}

TEST(OpenAiRequest, BreakpointsMeanNothingWhereCachingIsAutomatic) {
  Request request = ToGpt();
  request.system = "s";
  const std::string without = SentToOpenAi(request);
  request.cache_system = request.cache_user = CacheTtl::k1Hour;
  EXPECT_EQ(SentToOpenAi(request), without);
}

TEST(OpenAiRequest, WhatItCannotExpressIsAnError) {
  Request request = ToGpt();
  request.max_tokens = Tokens{0};
  EXPECT_THAT(SentToOpenAi(request), HasSubstr("max_tokens is 0"));
  request = ToGpt();
  request.stop_sequences = {"1", "2", "3", "4", "5"};
  EXPECT_THAT(SentToOpenAi(request), HasSubstr("5 stop sequences"));
  request = ToGpt();
  request.cache_key = std::string(65, 'k');
  EXPECT_THAT(SentToOpenAi(request), HasSubstr("cache_key is 65"));
}

}  // namespace
}  // namespace lab
