#include <gtest/gtest.h>

#include <string>

#include "mocks/tokens.h"
#include "tests/unit/wire/wire_testing.h"

namespace lab::mocks {
namespace {

const net::Headers kAnthropicHeaders = {{"x-api-key", "k"}, {"anthropic-version", "2023-06-01"}};

WireRules ClaudeModelsOnly() {
  WireRules rules;
  rules.knows_model = [](std::string_view model) { return model.starts_with("claude-"); };
  return rules;
}

/// A body with these members besides the required ones.
std::string AnthropicBody(const std::string& members,
                          const std::string& messages = R"([{"role":"user","content":"Hi"}])") {
  return R"({"model":"claude-haiku-5-5","max_tokens":2000,"messages":)" + messages +
         (members.empty() ? "" : "," + members) + "}";
}

MockRequest AcceptedByAnthropic(const std::string& body) {
  return Accepted(AnthropicWire(), body, kAnthropicHeaders, ClaudeModelsOnly()).mock;
}

WireError RefusedByAnthropic(const std::string& body,
                             const net::Headers& headers = kAnthropicHeaders) {
  return Refused(AnthropicWire(), body, headers, ClaudeModelsOnly());
}

TEST(AnthropicRequest, ReadsWhatTheEngineNeeds) {
  const MockRequest request = AcceptedByAnthropic(
      AnthropicBody(R"("stream":true,"system":"Be brief.","stop_sequences":["END"],)"
                    R"("tools":[{"name":"f","input_schema":{"type":"object"}}],)"
                    R"("tool_choice":{"type":"any","disable_parallel_tool_use":true})"));
  EXPECT_EQ(request.family, Family::kAnthropic);
  EXPECT_EQ(request.model, "claude-haiku-5-5");
  EXPECT_EQ(request.max_tokens, Tokens{2000});
  EXPECT_TRUE(request.stream);
  EXPECT_FALSE(request.thinking);
  EXPECT_EQ(request.last_user_text, "Hi");
  EXPECT_EQ(request.tool_choice, ToolChoice::kAny);
  EXPECT_FALSE(request.parallel_tool_calls);
  EXPECT_EQ(request.stop_sequences, std::vector<std::string>{"END"});
  ASSERT_EQ(request.tools.size(), 1U);
  EXPECT_EQ(request.tools[0].name, "f");
  EXPECT_EQ(request.tools[0].schema, R"({"type":"object"})");
  ASSERT_EQ(request.blocks.size(), 3U);
  EXPECT_EQ(request.blocks[0].section, Section::kTools);
  EXPECT_EQ(request.blocks[1].section, Section::kSystem);
  EXPECT_EQ(request.blocks[2].section, Section::kMessages);
  EXPECT_EQ(request.blocks[1].tokens, CountTokens("Be brief."));
}

TEST(AnthropicRequest, AStringAndAListOfOneBlockAreTheSamePrompt) {
  const MockRequest plain = AcceptedByAnthropic(AnthropicBody(R"("system":"S")"));
  const MockRequest listed = AcceptedByAnthropic(
      AnthropicBody(R"("system":[{"type":"text","text":"S"}])",
                    R"([{"role":"user","content":[{"type":"text","text":"Hi"}]}])"));
  EXPECT_EQ(plain.content_hash, listed.content_hash);
  EXPECT_EQ(listed.last_user_text, "Hi");
}

TEST(AnthropicRequest, BreakpointsStandBehindTheirBlocks) {
  const MockRequest request = AcceptedByAnthropic(AnthropicBody(
      R"("system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}},)"
      R"({"type":"text","text":"b"}],"cache_control":{"type":"ephemeral"})"));
  ASSERT_EQ(request.blocks.size(), 3U);
  EXPECT_EQ(request.blocks[0].breakpoint, CacheTtl::k1Hour);
  EXPECT_EQ(request.blocks[1].breakpoint, CacheTtl::kNone);
  EXPECT_EQ(request.blocks[2].breakpoint, CacheTtl::k5Minutes);
}

TEST(AnthropicRequest, ThinkingIsAskedForInThreeWays) {
  EXPECT_TRUE(AcceptedByAnthropic(AnthropicBody(R"("thinking":{"type":"adaptive"})")).thinking);
  EXPECT_TRUE(
      AcceptedByAnthropic(AnthropicBody(R"("thinking":{"type":"enabled","budget_tokens":1024})"))
          .thinking);
  EXPECT_FALSE(AcceptedByAnthropic(AnthropicBody(R"("thinking":{"type":"disabled"})")).thinking);
  EXPECT_FALSE(
      AcceptedByAnthropic(AnthropicBody(R"("thinking":{"type":"adaptive","display":"omitted"})"))
          .visible_thinking);
}

TEST(AnthropicRequest, CountsToolResultsBehindTheLastAssistantTurn) {
  const MockRequest request =
      AcceptedByAnthropic(AnthropicBody("", R"([{"role":"user","content":"Hi"},
      {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}},
                                     {"type":"tool_use","id":"t2","name":"f","input":{}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"1"},
                                {"type":"tool_result","tool_use_id":"t2","content":"2"}]}])"));
  EXPECT_EQ(request.tool_results, 2);
}

TEST(AnthropicRequest, AForcedToolIsTheOnlyOneLeft) {
  const std::string tools =
      R"("tools":[{"name":"f","input_schema":{}},{"name":"g","input_schema":{}}],)";
  const MockRequest request =
      AcceptedByAnthropic(AnthropicBody(tools + R"("tool_choice":{"type":"tool","name":"g"})"));
  ASSERT_EQ(request.tools.size(), 1U);
  EXPECT_EQ(request.tools[0].name, "g");
  EXPECT_EQ(request.blocks.size(), 3U);
}

TEST(AnthropicRequest, ZeroMaxTokensOnlyWarmsTheCache) {
  EXPECT_EQ(AcceptedByAnthropic(
                R"({"model":"claude-x","max_tokens":0,"messages":[{"role":"user","content":"a"}]})")
                .max_tokens,
            Tokens{0});
}

struct AnthropicMistake {
  std::string body;
  int status;
  std::string message;
};

TEST(AnthropicRequest, MistakesAreAnsweredInTheProvidersWords) {
  const std::string five =
      R"("system":[{"type":"text","text":"1","cache_control":{"type":"ephemeral"}},)"
      R"({"type":"text","text":"2","cache_control":{"type":"ephemeral"}},)"
      R"({"type":"text","text":"3","cache_control":{"type":"ephemeral"}},)"
      R"({"type":"text","text":"4","cache_control":{"type":"ephemeral"}},)"
      R"({"type":"text","text":"5","cache_control":{"type":"ephemeral"}}])";
  const std::string late_hour =
      R"("system":[{"type":"text","text":"1","cache_control":{"type":"ephemeral"}},)"
      R"({"type":"text","text":"2","cache_control":{"type":"ephemeral","ttl":"1h"}}])";
  const AnthropicMistake mistakes[] = {
      {R"({"model":"m")", 400, "The request body is not valid JSON: "},
      {"[]", 400, "Input should be a valid dictionary"},
      {"{}", 400, "model: Field required"},
      {R"({"model":"gpt-5","max_tokens":1})", 404, "model: gpt-5"},
      {R"({"model":"claude-x"})", 400, "max_tokens: Field required"},
      {R"({"model":"claude-x","max_tokens":"1"})", 400,
       "max_tokens: Input should be a valid integer"},
      {R"({"model":"claude-x","max_tokens":-1})", 400,
       "max_tokens: Input should be greater than or equal to 0"},
      {R"({"model":"claude-x","max_tokens":1})", 400, "messages: Field required"},
      {AnthropicBody("", "[]"), 400, "messages: at least one message is required"},
      {AnthropicBody("", R"([{"role":"robot","content":"a"}])"), 400,
       "messages.0.role: Input should be 'user' or 'assistant'"},
      {AnthropicBody("", R"([{"role":"user","content":[{"type":"text","text":""}]}])"), 400,
       "messages: text content blocks must be non-empty"},
      {AnthropicBody("", R"([{"role":"user","content":[{"type":"dance"}]}])"), 400,
       "messages.0.content.0: Input tag 'dance' found using 'type' does not match"},
      {AnthropicBody("",
                     R"([{"role":"user","content":[{"type":"tool_result","tool_use_id":"t9"}]}])"),
       400, "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: t9."},
      {AnthropicBody("", R"([{"role":"user","content":"a"},{"role":"assistant","content":[
         {"type":"tool_use","id":"t1","name":"f","input":{}}]},{"role":"user","content":"b"}])"),
       400, "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after"},
      {AnthropicBody(five), 400,
       "A maximum of 4 blocks with cache_control may be provided. Found 5."},
      {AnthropicBody(late_hour), 400,
       "system.1.cache_control.ttl: a ttl='1h' cache_control block must not"},
      {AnthropicBody(
           R"("system":[{"type":"text","text":"","cache_control":{"type":"ephemeral"}}])"),
       400, "system.0.text: cache_control cannot be set for empty text blocks"},
      {AnthropicBody(R"("thinking":{"type":"enabled","budget_tokens":1000})"), 400,
       "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"},
      {AnthropicBody(R"("thinking":{"type":"enabled","budget_tokens":2000})"), 400,
       "`max_tokens` must be greater than `thinking.budget_tokens`"},
      {AnthropicBody(R"("tools":[{"name":"f"}])"), 400,
       "tools.0.custom.input_schema: Field required"},
      {AnthropicBody(R"("tool_choice":{"type":"any"})"), 400,
       "tool_choice: tools must be provided"},
      {AnthropicBody(R"("temperature":1.5)"), 400, "temperature: range: 0..1"},
  };
  for (const AnthropicMistake& mistake : mistakes) {
    const WireError error = RefusedByAnthropic(mistake.body);
    EXPECT_EQ(error.status, mistake.status) << mistake.body;
    EXPECT_EQ(error.message.substr(0, mistake.message.size()), mistake.message);
    EXPECT_EQ(error.type, mistake.status == 404 ? "not_found_error" : "invalid_request_error");
  }
}

TEST(AnthropicRequest, TheNewVersionRefusesSamplingEvenAtItsDefault) {
  const net::Headers newest = {{"X-Api-Key", "k"}, {"Anthropic-Version", "2026-10-21"}};
  EXPECT_EQ(RefusedByAnthropic(AnthropicBody(R"("temperature":1)"), newest).message,
            "temperature: Extra inputs are not permitted");
}

TEST(AnthropicRequest, ATooLongPromptSaysHowLong) {
  WireRules rules;
  rules.max_prompt = Tokens{10};
  const ParsedRequest parsed =
      ParseWith(AnthropicWire(), AnthropicBody(R"("system":")" + std::string(80, 'x') + "\""),
                kAnthropicHeaders, rules);
  ASSERT_TRUE(std::holds_alternative<WireError>(parsed));
  EXPECT_EQ(std::get<WireError>(parsed).message, "prompt is too long: 21 tokens > 10 maximum");
}

}  // namespace
}  // namespace lab::mocks
