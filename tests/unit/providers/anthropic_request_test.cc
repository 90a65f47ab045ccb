#include "framework/llm/providers/anthropic_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/unit/providers/bodies.h"

namespace lab {
namespace {

using testing::HasSubstr;

Request ToClaude() { return {.model = "claude-haiku-5-5", .user = "hi", .max_tokens = Tokens{5}}; }

nlohmann::json JsonOf(const Request& request) {
  return nlohmann::json::parse(Sent(AnthropicBody(request)), nullptr, false);
}

TEST(AnthropicRequest, TheSimplestRequestHasNothingItDoesNotNeed) {
  EXPECT_EQ(Sent(AnthropicBody(ToClaude())),
            R"({"model":"claude-haiku-5-5","max_tokens":5,"stream":true,)"
            R"("messages":[{"role":"user","content":"hi"}]})");
  EXPECT_EQ(Sent(AnthropicBody(ToClaude().Buffered())),
            R"({"model":"claude-haiku-5-5","max_tokens":5,)"
            R"("messages":[{"role":"user","content":"hi"}]})");
}

TEST(AnthropicRequest, EverythingAtOnceInTheOrderOfThePrefix) {
  Request request = ToClaude();
  request.system = "Be \"brief\".";
  request.tools = {{.name = "a", .description = "d"}, {.name = "b", .schema = R"({"x":1})"}};
  request.tool_choice = ToolChoice::kAny;
  request.parallel_tool_calls = false;
  request.temperature = 0.5;
  request.stop_sequences = {"END", "\n"};
  request.cache_tools = CacheTtl::k1Hour;
  request.cache_system = CacheTtl::k5Minutes;
  request.cache_user = CacheTtl::k5Minutes;
  EXPECT_EQ(
      Sent(AnthropicBody(request)),
      R"({"model":"claude-haiku-5-5","max_tokens":5,"stream":true,"temperature":0.5,)"
      R"("stop_sequences":["END","\n"],"tools":[{"name":"a","description":"d",)"
      R"("input_schema":{"type":"object","properties":{}}},{"name":"b","input_schema":{"x":1},)"
      R"("cache_control":{"type":"ephemeral","ttl":"1h"}}],)"
      R"("tool_choice":{"type":"any","disable_parallel_tool_use":true},)"
      R"("system":[{"type":"text","text":"Be \"brief\".",)"
      R"("cache_control":{"type":"ephemeral","ttl":"5m"}}],"messages":[{"role":"user","content":)"
      R"([{"type":"text","text":"hi","cache_control":{"type":"ephemeral","ttl":"5m"}}]}]})");
}

TEST(AnthropicRequest, AConversationWithToolsKeepsItsTurns) {
  Request request = ToClaude();
  request.messages = {
      {.text = "weather?"},
      {.role = Role::kAssistant,
       .text = "looking",
       .tool_calls = {{.id = "t1", .name = "w", .arguments = R"({"c":"A"})"},
                      {.id = "t2", .name = "w", .arguments = "{}"}},
       .cache = CacheTtl::k5Minutes},
      {.role = Role::kTool, .text = "sun", .tool_call_id = "t1"},
      {.role = Role::kTool, .text = "no such city", .tool_call_id = "t2", .tool_error = true}};
  EXPECT_EQ(JsonOf(request)["messages"].dump(),
            R"([{"content":"weather?","role":"user"},{"content":[{"text":"looking","type":"text"},)"
            R"({"id":"t1","input":{"c":"A"},"name":"w","type":"tool_use"},)"
            R"({"cache_control":{"ttl":"5m","type":"ephemeral"},"id":"t2","input":{},"name":"w",)"
            R"("type":"tool_use"}],"role":"assistant"},{"content":[)"
            R"({"content":"sun","tool_use_id":"t1","type":"tool_result"},)"
            R"({"content":"no such city","is_error":true,"tool_use_id":"t2","type":"tool_result"},)"
            R"({"text":"hi","type":"text"}],"role":"user"}])");
}

TEST(AnthropicRequest, ATextBehindToolAnswersJoinsTheirTurn) {
  Request request = ToClaude();
  request.user.clear();
  request.messages = {{.role = Role::kTool, .text = "sun", .tool_call_id = "t1"},
                      {.text = "and tomorrow?", .cache = CacheTtl::k1Hour},
                      {.text = "please"}};
  const nlohmann::json messages = JsonOf(request)["messages"];
  ASSERT_EQ(messages.size(), 2u);
  EXPECT_EQ(messages[0]["content"].size(), 2u);
  EXPECT_EQ(messages[0]["content"][1]["cache_control"]["ttl"], "1h");
  EXPECT_EQ(messages[1]["content"], "please");
}

TEST(AnthropicRequest, ABreakpointBehindAPlainAssistantTurnMakesItABlock) {
  Request request = ToClaude();
  request.messages = {{.text = "a"},
                      {.role = Role::kAssistant, .text = "b", .cache = CacheTtl::k5Minutes}};
  EXPECT_EQ(JsonOf(request)["messages"][1]["content"][0]["cache_control"]["type"], "ephemeral");
}

TEST(AnthropicRequest, ZeroTokensPrewarmTheCache) {
  Request request = ToClaude();
  request.max_tokens = Tokens{0};
  EXPECT_EQ(JsonOf(request)["max_tokens"], 0);
}

TEST(AnthropicRequest, ToolChoiceIsLeftOutWhereItIsTheDefault) {
  Request request = ToClaude();
  request.tools = {{.name = "t"}};
  EXPECT_FALSE(JsonOf(request).contains("tool_choice"));
  request.parallel_tool_calls = false;
  EXPECT_EQ(JsonOf(request)["tool_choice"].dump(),
            R"({"disable_parallel_tool_use":true,"type":"auto"})");
  request.tool_choice = ToolChoice::kNone;
  EXPECT_EQ(JsonOf(request)["tool_choice"].dump(), R"({"type":"none"})");
}

TEST(AnthropicRequest, ReasoningIsAnEffortForNewModelsAndABudgetForOldOnes) {
  Request request = ToClaude();
  request.reasoning = Reasoning::kMedium;
  EXPECT_EQ(JsonOf(request)["thinking"].dump(), R"({"type":"adaptive"})");
  EXPECT_EQ(JsonOf(request)["output_config"].dump(), R"({"effort":"medium"})");
  request.model = "claude-haiku-4-5-20251001";
  request.max_tokens = Tokens{8000};
  EXPECT_EQ(JsonOf(request)["thinking"].dump(), R"({"budget_tokens":4096,"type":"enabled"})");
  request.max_tokens = Tokens{4096};
  EXPECT_THAT(Complaint(AnthropicBody(request)), HasSubstr("max_tokens is 4096"));
}

TEST(AnthropicRequest, FourBreakpointsPassAndTheFifthIsNamed) {
  Request request = ToClaude();
  request.system = "s";
  request.tools = {{.name = "t"}};
  request.cache_tools = request.cache_system = CacheTtl::k5Minutes;
  request.messages = {{.text = "a", .cache = CacheTtl::k5Minutes}};
  request.cache_user = CacheTtl::k5Minutes;
  EXPECT_EQ(Complaint(AnthropicBody(request)), "");
  request.messages.push_back({.text = "b", .cache = CacheTtl::k5Minutes});
  EXPECT_THAT(Complaint(AnthropicBody(request)),
              HasSubstr("5 cache breakpoints when Anthropic takes 4"));
  EXPECT_THAT(Complaint(AnthropicBody(request)), HasSubstr("cache_user is one too many"));
}

TEST(AnthropicRequest, TheLongerBreakpointsComeFirst) {
  Request request = ToClaude();
  request.system = "s";
  request.cache_system = CacheTtl::k5Minutes;
  request.cache_user = CacheTtl::k1Hour;
  EXPECT_THAT(Complaint(AnthropicBody(request)),
              HasSubstr("cache_user lasts an hour behind cache_system"));
  request.cache_system = CacheTtl::k1Hour;
  request.cache_user = CacheTtl::k5Minutes;
  EXPECT_EQ(Complaint(AnthropicBody(request)), "");
}

TEST(AnthropicRequest, ABreakpointBehindNothingIsAnError) {
  Request request = ToClaude();
  request.cache_system = CacheTtl::k5Minutes;
  EXPECT_THAT(Complaint(AnthropicBody(request)),
              HasSubstr("cache_system is set, but there is nothing"));
  request = ToClaude();
  request.cache_tools = CacheTtl::k5Minutes;
  EXPECT_THAT(Complaint(AnthropicBody(request)), HasSubstr("cache_tools"));
  request = ToClaude();
  request.user.clear();
  request.messages = {{.text = "a"}};
  request.cache_user = CacheTtl::k5Minutes;
  EXPECT_THAT(Complaint(AnthropicBody(request)), HasSubstr("cache_user"));
}

TEST(AnthropicRequest, CallsThatCannotBeSentBackAreErrors) {
  Request request = ToClaude();
  request.messages = {
      {.role = Role::kAssistant, .tool_calls = {{.id = "1", .name = "search", .arguments = "{}"}}}};
  request.messages[0].tool_calls[0].server = true;
  EXPECT_THAT(Complaint(AnthropicBody(request)), HasSubstr("'search' was run by the service"));
  request.messages[0].tool_calls[0].server = false;
  for (const char* arguments : {"", "[1]", "{\"cut"}) {
    request.messages[0].tool_calls[0].arguments = arguments;
    EXPECT_THAT(Complaint(AnthropicBody(request)), HasSubstr("'search' are no JSON object"))
        << arguments;
  }
}

}  // namespace
}  // namespace lab
